//! Tables of scales.
//!
//! `table scale NAME`: what a scale gives. Columns `input` (or `attainment`, `actual`); where a
//! target has levels `minimum`, `target`, `desired`; and what is computed: `score` in percent,
//! `output` as a plain decimal with all digits, rounded to 12 decimals where it never ends.
//! What cannot be computed gives the code of the diagnostic.
//!
//! `table rows NAME`: tiers that apply to each row. Columns `rows` (`200, 300`), `output`.
//!
//! `table year-to-date NAME`: tiers over the year. Columns `so far`, `paid`, `due`.

use super::page::{Case, Row, Table};
use attain_core::diag::Diagnostics;
use attain_core::num::{Exact, parse_number, plain};
use attain_core::scale::{Levels, Scale, ScaleError, ScaleResult, parse_scales};
use attain_core::text::{self, Document};

pub(super) fn run(case: &Case<'_>) -> Result<Table, String> {
    let scale = the_scale(case)?;
    case.fill(|header, row| {
        let input = number(row.any(&["input", "attainment", "actual"])?)?;
        let result = scale.at(&input, &levels(row)?);
        match header {
            "input" | "attainment" | "actual" | "minimum" | "target" | "desired" => {
                Ok(row.get(header).unwrap_or("").to_owned())
            }
            "score" => Ok(given(result, |result| {
                percent(&Exact::from(result.score().unwrap()))
            })),
            "output" => Ok(given(result, |result| result.value.plain())),
            _ => Err(format!("unknown column `{header}`")),
        }
    })
}

pub(super) fn run_rows(case: &Case<'_>) -> Result<Table, String> {
    let scale = the_scale(case)?;
    case.fill(|header, row| {
        let rows = row.any(&["rows"])?;
        let values: Vec<Exact> = rows.split(',').map(number).collect::<Result<_, _>>()?;
        match header {
            "rows" => Ok(rows.to_owned()),
            "output" => Ok(given(scale.rows(&values), |result| result.value.plain())),
            _ => Err(format!("unknown column `{header}`")),
        }
    })
}

pub(super) fn run_year_to_date(case: &Case<'_>) -> Result<Table, String> {
    let scale = the_scale(case)?;
    case.fill(|header, row| {
        let (so_far, paid) = (row.any(&["so far"])?, row.any(&["paid"])?);
        match header {
            "so far" | "paid" => Ok(row.get(header).unwrap_or("").to_owned()),
            "due" => Ok(scale
                .year_to_date(&number(so_far)?, &number(paid)?)
                .map_or_else(
                    |error| error.problem.code().to_string(),
                    |year| year.due.plain(),
                )),
            _ => Err(format!("unknown column `{header}`")),
        }
    })
}

/// The scale that the block names.
fn the_scale(case: &Case<'_>) -> Result<Scale, String> {
    let name = case.arguments.first().ok_or("the block names no scale")?;
    let document = Document::new("model", case.model());
    let diagnostics = Diagnostics::new();
    let root = document.parse(&diagnostics);
    let mut scales = parse_scales(&text::Table::root(&document, &root, &diagnostics));
    let found = diagnostics.into_sorted();
    if let Some(first) = found.first() {
        return Err(first.concise());
    }
    scales
        .remove(&(*name).into())
        .ok_or_else(|| format!("no scale `{name}`"))
}

fn levels(row: &Row<'_>) -> Result<Levels, String> {
    let level = |name| {
        row.get(name)
            .map(|cell| parse_number(cell).map_err(|e| e.to_string()))
    };
    Ok(Levels {
        minimum: level("minimum").transpose()?,
        target: level("target").transpose()?,
        desired: level("desired").transpose()?,
    })
}

fn given(result: Result<ScaleResult, ScaleError>, cell: impl Fn(&ScaleResult) -> String) -> String {
    match result {
        Ok(result) => cell(&result),
        Err(error) => error.problem.code().to_string(),
    }
}

pub(super) fn number(cell: &str) -> Result<Exact, String> {
    parse_number(cell)
        .map(Exact::from)
        .map_err(|error| error.to_string())
}

/// `66.6666666667 %`.
pub(super) fn percent(value: &Exact) -> String {
    let hundred = value.clone() * Exact::from_integer(100);
    format!("{} %", plain(hundred.exact_decimal().unwrap()))
}
