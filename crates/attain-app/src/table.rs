//! A run as a table: CSV for machines, aligned text for people.

use attain_core::calculate::{Calculation, LineResult, PersonResult, Scored};
use attain_core::num::{Decimal, Exact, plain};
use attain_core::text::csv_line;

/// The columns of [`csv`].
pub const COLUMNS: [&str; 9] = [
    "person",
    "period",
    "kpi",
    "actual",
    "target",
    "attainment",
    "score",
    "weight",
    "payout",
];

/// One row for each person and KPI in scorecard order, then `total`; plain decimals with a dot.
/// What is missing is an empty cell, never a zero.
#[must_use]
pub fn csv(calculation: &Calculation) -> String {
    let rows = rows(calculation);
    csv_line(COLUMNS) + &rows.iter().map(csv_line).collect::<String>()
}

/// The cells of [`csv`], unquoted.
#[must_use]
pub fn rows(calculation: &Calculation) -> Vec<[String; 9]> {
    let period = calculation.period.to_string();
    let mut rows = Vec::new();
    for result in &calculation.results {
        for line in &result.lines {
            rows.push(line_row(result, line, &period));
        }
        rows.push(total_row(result, &period));
    }
    rows
}

fn line_row(result: &PersonResult, line: &LineResult, period: &str) -> [String; 9] {
    let target = line.target.as_ref().and_then(|found| found.target.target);
    [
        result.person.to_string(),
        period.to_owned(),
        line.kpi.to_string(),
        line.actual
            .value
            .as_ref()
            .map(Exact::to_string)
            .unwrap_or_default(),
        cell(target),
        cell(line.attainment.as_ref().map(|attained| attained.attainment)),
        cell(line.score.as_ref().and_then(Scored::score)),
        cell(line.weight),
        line.payout.map(|paid| paid.to_string()).unwrap_or_default(),
    ]
}

fn total_row(result: &PersonResult, period: &str) -> [String; 9] {
    let payout = result.payout.as_ref();
    [
        result.person.to_string(),
        period.to_owned(),
        "total".to_owned(),
        String::new(),
        String::new(),
        String::new(),
        cell(payout.and_then(|payout| payout.score)),
        cell(payout.and_then(|_| total_weight(result))),
        payout
            .map(|payout| payout.total.to_string())
            .unwrap_or_default(),
    ]
}

/// The weights that were paid by.
fn total_weight(result: &PersonResult) -> Option<Decimal> {
    let weights = result
        .lines
        .iter()
        .filter(|line| !line.ignored)
        .filter_map(|line| line.weight);
    weights
        .into_iter()
        .try_fold(Decimal::ZERO, Decimal::checked_add)
}

fn cell(value: Option<Decimal>) -> String {
    value.map(plain).unwrap_or_default()
}
