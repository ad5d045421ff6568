//! Whom facts are credited to: `credit` of a dataset, and `data/credits.csv`.
//!
//! ```toml
//! [dataset.sales]
//! owner = "seller"
//! credit = [
//!     { column = "seller", share = "70 %" },
//!     { column = "second_seller", share = "30 %" },
//!     { column = "specialist", share = "100 %", overlay = true },
//! ]
//! ```

use super::dataset::check_column;
use super::reference::check_name;
use super::{CreditScope, Kpi, KpiSource, Model};
use crate::dataset::{ColumnKind, CreditColumn, CreditLine, CreditRows, CreditRule, Dataset};
use crate::diag::{Diagnostic, Diagnostics, Span, Spanned};
use crate::id::DatasetId;
use crate::measure::AggregateFunction;
use crate::num::{Decimal, Exact};
use crate::rules;
use crate::text::csv_table::{CsvColumns, CsvRow, CsvTable};
use crate::text::{Document, Table};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// With each column more, the rows that fill some of the columns and not others double.
const MOST_COLUMNS: usize = 4;

/// Reads `credit` of a dataset.
pub(super) fn parse(table: &Table<'_>) -> CreditRule {
    let Some(value) = table.value("credit") else {
        return CreditRule::Owner;
    };
    if value.is_table() {
        let rows = value.table().and_then(|table| rows(&table));
        return rows.map_or(CreditRule::Owner, CreditRule::Rows);
    }
    let tables = value.list().unwrap_or_default();
    let columns: Vec<CreditColumn> = tables
        .iter()
        .filter_map(|value| column(&value.table()?))
        .collect();
    if columns.is_empty() {
        CreditRule::Owner
    } else {
        CreditRule::Columns(columns)
    }
}

fn column(table: &Table<'_>) -> Option<CreditColumn> {
    let column = table.required_text("column");
    let share = table.required_number("share");
    let overlay = table.boolean("overlay").is_some_and(|yes| yes.value);
    table.finish(&["note"]);
    Some(CreditColumn {
        column: column?.value,
        share: share?.value,
        overlay,
        span: table.span().clone(),
    })
}

fn rows(table: &Table<'_>) -> Option<CreditRows> {
    let fact = table.texts("fact");
    if fact.is_empty() {
        let _ = table.required("fact");
    }
    let share = table.required_text("share");
    let overlay = table.text("overlay").map(|column| column.value);
    table.finish(&["note"]);
    (!fact.is_empty()).then_some(())?;
    Some(CreditRows {
        fact: fact.into_iter().map(|column| column.value).collect(),
        share: share?.value,
        overlay,
        span: table.span().clone(),
    })
}

/// The columns exist and fit, and the shares add up to the whole.
pub(super) fn check(dataset: &Dataset, diagnostics: &Diagnostics) {
    match &dataset.credit {
        CreditRule::Owner => {}
        CreditRule::Columns(columns) => check_columns(dataset, columns, diagnostics),
        CreditRule::Rows(rows) => check_rows(dataset, rows, diagnostics),
    }
}

fn check_columns(dataset: &Dataset, columns: &[CreditColumn], diagnostics: &Diagnostics) {
    for one in columns {
        let named = Spanned {
            value: one.column.clone(),
            span: one.span.clone(),
        };
        check_column(dataset, &named, diagnostics);
        check_share(one.share, &one.span, diagnostics);
    }
    let splits: Vec<&CreditColumn> = columns.iter().filter(|one| !one.overlay).collect();
    let sum: Exact = splits.iter().map(|one| Exact::from(one.share)).sum();
    let Some(first) = columns.first() else {
        return;
    };
    if sum != Exact::one() {
        let whose = format!("dataset `{}`", dataset.id);
        diagnostics.push(wrong_sum(&whose, &sum).at(&first.span, ""));
    }
    if splits.len() > MOST_COLUMNS {
        let message = format!(
            "dataset `{}` shares a fact by {} columns, at most {MOST_COLUMNS} are possible",
            dataset.id,
            splits.len()
        );
        let help = "import a row for each credit, with `credit = { fact = …, share = … }`";
        let found = Diagnostic::error(rules::TOO_MANY_PARTS, message);
        diagnostics.push(found.at(&first.span, "").with_help(help));
    }
}

fn check_share(share: Decimal, span: &Span, diagnostics: &Diagnostics) {
    if share > Decimal::ZERO && share <= Decimal::ONE {
        return;
    }
    let percent = Exact::from(share).percent();
    let message = format!("a share of {percent} of a fact, expected above 0 % and at most 100 %");
    diagnostics.push(Diagnostic::error(rules::NUMBER_OUT_OF_RANGE, message).at(span, ""));
}

fn check_rows(dataset: &Dataset, rows: &CreditRows, diagnostics: &Diagnostics) {
    let named = |column: &String| Spanned {
        value: column.clone(),
        span: rows.span.clone(),
    };
    for column in rows.fact.iter().chain([&rows.share]).chain(&rows.overlay) {
        check_column(dataset, &named(column), diagnostics);
    }
    let kind = |column: &String| dataset.column(column).map(|column| column.kind);
    let number = |kind| matches!(kind, ColumnKind::Integer | ColumnKind::Decimal { .. });
    let wrong = |column: &String, expected: &str| {
        let message = format!("column `{column}` is no {expected}");
        diagnostics.push(Diagnostic::error(rules::WRONG_KIND_OF_VALUE, message).at(&rows.span, ""));
    };
    if kind(&rows.share).is_some_and(|kind| !number(kind)) {
        wrong(&rows.share, "number, as a share must be");
    }
    if let Some(overlay) = &rows.overlay
        && kind(overlay).is_some_and(|kind| kind != ColumnKind::Boolean)
    {
        wrong(overlay, "boolean, as `overlay` must be");
    }
}

/// Shares that do not add up to the whole.
fn wrong_sum(whose: &str, sum: &Exact) -> Diagnostic {
    let percent = sum.percent();
    let message = format!("the shares of {whose} add up to {percent}, not 100 %");
    Diagnostic::error(rules::CREDIT_SHARES, message)
        .with_help("who is credited on top of the whole is an overlay")
}

const LINES: CsvColumns<'static> = CsvColumns {
    required: &["dataset", "value", "person", "share"],
    optional: &["column", "kind", "from", "to", "note"],
};

/// Reads `data/credits.csv`.
pub(super) fn parse_lines(document: &Document, diagnostics: &Diagnostics) -> Vec<CreditLine> {
    let table = CsvTable::read(document, LINES, diagnostics);
    let line = |row: &CsvRow<'_>| parse_line(row, diagnostics);
    table.rows().iter().filter_map(line).collect()
}

fn parse_line(row: &CsvRow<'_>, diagnostics: &Diagnostics) -> Option<CreditLine> {
    let dataset = row.required_text("dataset");
    let value = row.required_text("value");
    let person = row.required_text("person");
    let share = row.required_text("share").and_then(|_| row.number("share"));
    let overlay = match row.text("kind") {
        None => false,
        Some(kind) if kind.value == "split" => false,
        Some(kind) if kind.value == "overlay" => true,
        Some(kind) => {
            let message = format!(
                "`{}` is no kind of credit; expected split or overlay",
                kind.value
            );
            diagnostics.push(Diagnostic::error(rules::UNKNOWN_CHOICE, message).at(&kind.span, ""));
            return None;
        }
    };
    let date = |column: &str| row.date(column).map(|date| date.value);
    let (from, to) = (date("from"), date("to"));
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        let message = format!("a credit ends on {to}, before it begins on {from}");
        diagnostics.push(Diagnostic::error(rules::DATES_REVERSED, message).at(&row.span, ""));
        return None;
    }
    let share = share?;
    check_share(share.value, &share.span, diagnostics);
    Some(CreditLine {
        dataset: dataset?.value.into(),
        column: row.text("column").map(|column| column.value),
        value: value?.value,
        person: person?.value,
        share: share.value,
        overlay,
        from,
        to,
        span: row.span.clone(),
    })
}

/// The lines name what there is, add up, and fit the measures.
pub(super) fn check_lines(model: &Model, diagnostics: &Diagnostics) {
    for line in &model.credits {
        check_line(model, line, diagnostics);
    }
    check_sums(&model.credits, diagnostics);
    let listed: BTreeSet<&DatasetId> = model.credits.iter().map(|line| &line.dataset).collect();
    for kpi in model.kpis.values() {
        check_kpi(model, kpi, &listed, diagnostics);
    }
}

fn check_line(model: &Model, line: &CreditLine, diagnostics: &Diagnostics) {
    let known = model.datasets.keys().map(DatasetId::as_str);
    if !check_name(
        "dataset",
        line.dataset.as_str(),
        &line.span,
        known,
        diagnostics,
    ) {
        return;
    }
    let Some(dataset) = model.datasets.get(&line.dataset) else {
        return;
    };
    if let Some(column) = &line.column {
        let named = Spanned {
            value: column.clone(),
            span: line.span.clone(),
        };
        check_column(dataset, &named, diagnostics);
    }
    let by_owner = line.column.is_none() || line.column == dataset.owner;
    let several = matches!(dataset.credit, CreditRule::Columns(_));
    if dataset.owner.is_none() && line.column.is_none() || !line.overlay && (!by_owner || several) {
        let message = format!(
            "the facts of `{}` are split by its owner column alone, where it has one and shares \
             nothing by itself",
            dataset.id
        );
        let help = "leave `column` empty, or write `overlay` for a credit on top of the whole";
        let found = Diagnostic::error(rules::SPLIT_BY_ANOTHER_COLUMN, message);
        diagnostics.push(found.at(&line.span, "").with_help(help));
    }
}

/// On each day on which lines split the facts of one owner, they make up the whole.
fn check_sums(lines: &[CreditLine], diagnostics: &Diagnostics) {
    let mut split: BTreeMap<(&DatasetId, &str), Vec<&CreditLine>> = BTreeMap::new();
    for line in lines.iter().filter(|line| !line.overlay) {
        split
            .entry((&line.dataset, &line.value))
            .or_default()
            .push(line);
    }
    for ((dataset, value), lines) in split {
        let days: BTreeSet<Date> = lines
            .iter()
            .flat_map(|line| [Some(line.days().0), line.days().1.tomorrow().ok()])
            .flatten()
            .collect();
        let on = |day: &Date| {
            let of_day = lines
                .iter()
                .filter(|line| line.days().0 <= *day && *day <= line.days().1);
            of_day.copied().collect::<Vec<&CreditLine>>()
        };
        let wrong = days
            .iter()
            .map(|day| (day, on(day)))
            .find_map(|(day, lines)| {
                let sum: Exact = lines.iter().map(|line| Exact::from(line.share)).sum();
                let first = lines.first()?;
                (sum != Exact::one()).then(|| (*day, sum, first.span.clone()))
            });
        if let Some((day, sum, span)) = wrong {
            let when = if day == Date::MIN {
                String::new()
            } else {
                format!(" on {day}")
            };
            let whose = format!("`{value}` in `{dataset}`{when}");
            diagnostics.push(wrong_sum(&whose, &sum).at(&span, ""));
        }
    }
}

/// A part of a fact can be added up and counted; it has no middle and no different values.
fn check_kpi(model: &Model, kpi: &Kpi, listed: &BTreeSet<&DatasetId>, diagnostics: &Diagnostics) {
    let KpiSource::Measure {
        dataset, measure, ..
    } = &kpi.source
    else {
        return;
    };
    let by_itself = model
        .datasets
        .get(dataset)
        .is_some_and(Dataset::shares_facts);
    if kpi.credit == CreditScope::Company || !(by_itself || listed.contains(dataset)) {
        return;
    }
    let whole = measure.aggregates.iter().find(|aggregate| {
        matches!(
            aggregate.function,
            AggregateFunction::CountDistinct(_) | AggregateFunction::Median(_)
        )
    });
    if let Some(aggregate) = whole {
        let message = format!(
            "facts of `{dataset}` are shared by several people, and there is no share of `{aggregate}`"
        );
        let found = Diagnostic::error(rules::MEASURE_NOT_SHARED, message);
        let help = "measure with sum, count, min or max, or credit the company as a whole";
        diagnostics.push(found.at(&measure.text.span, "").with_help(help));
    }
}
