//! `table attainment NAME`: the attainment of actuals under the rules of `[kpi.NAME]`.
//!
//! Columns `actual` (a number, a day, a rating, or `-`: not done), `minimum`, `target`, `desired`,
//! `baseline`, `deadline`; computed: `attainment` in percent, `formula`, and where the levels lie
//! on the attainment: `minimum at`, `desired at`. What cannot be computed gives the code.

use super::page::{Case, Row, Table};
use super::scale::percent;
use attain_core::attainment::{Actual, AttainmentError, AttainmentRule, Target, parse_rule};
use attain_core::diag::Diagnostics;
use attain_core::num::{Decimal, Exact, parse_number};
use attain_core::scale::Basis;
use attain_core::text::{self, Document, parse_date};

pub(super) fn run(case: &Case<'_>) -> Result<Table, String> {
    let rule = the_rule(case)?;
    case.fill(|header, row| {
        let target = target(row)?;
        let attained = || rule.attain(&actual(&rule, row), &target);
        match header {
            "actual" | "minimum" | "target" | "desired" | "baseline" | "deadline" => {
                Ok(row.get(header).unwrap_or("").to_owned())
            }
            "attainment" => Ok(shown(
                attained().map(|found| percent(&Exact::from(found.attainment))),
            )),
            "formula" => Ok(shown(attained().map(|found| found.account.formula()))),
            "minimum at" | "desired at" => Ok(shown(rule.levels(&target, Basis::Attainment).map(
                |levels| {
                    let level = if header == "minimum at" {
                        levels.minimum
                    } else {
                        levels.desired
                    };
                    level.map_or_else(String::new, |level| percent(&Exact::from(level)))
                },
            ))),
            _ => Err(format!("unknown column `{header}`")),
        }
    })
}

fn shown(cell: Result<String, AttainmentError>) -> String {
    cell.unwrap_or_else(|error| error.code().to_string())
}

fn the_rule(case: &Case<'_>) -> Result<AttainmentRule, String> {
    let name = case.arguments.first().ok_or("the block names no KPI")?;
    let document = Document::new("model", case.model());
    let diagnostics = Diagnostics::new();
    let root = document.parse(&diagnostics);
    let root = text::Table::root(&document, &root, &diagnostics);
    let tables = root.named_tables("kpi");
    let (_, table) = tables
        .iter()
        .find(|(known, _)| known.value == **name)
        .ok_or_else(|| format!("no KPI `{name}`"))?;
    let rule = parse_rule(table);
    table.finish(&[]);
    match diagnostics.into_sorted().first() {
        Some(first) => Err(first.concise()),
        None => rule.ok_or_else(|| "the rule cannot be read".to_owned()),
    }
}

/// The cell as the kind of actual that it looks like.
fn actual(rule: &AttainmentRule, row: &Row<'_>) -> Actual {
    let cell = row.get("actual").unwrap_or("");
    match (rule, parse_date(cell)) {
        (_, Some(date)) => Actual::Done(Some(date)),
        _ if cell == "-" => Actual::Done(None),
        (AttainmentRule::Rating(_), _) => Actual::Rating(cell.to_owned()),
        _ => Actual::Number(Exact::from(parse_number(cell).unwrap())),
    }
}

fn target(row: &Row<'_>) -> Result<Target, String> {
    let number = |name: &str| -> Result<Option<Decimal>, String> {
        row.get(name)
            .map(|cell| parse_number(cell).map_err(|error| error.to_string()))
            .transpose()
    };
    Ok(Target {
        minimum: number("minimum")?,
        target: number("target")?,
        desired: number("desired")?,
        baseline: number("baseline")?,
        benchmark: None,
        deadline: row.get("deadline").and_then(parse_date),
    })
}
