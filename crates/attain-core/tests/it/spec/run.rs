//! `table run PERIOD`: what a period of a whole company gives.
//!
//! The section holds the files of a workspace (`toml`, `csv data/people.csv`) and its facts
//! (`csv facts/DATASET.csv`). Each row names a `person`, and a `kpi` or a line of the payout.
//! Computed are `actual`, `target`, `attainment`, `score`, `payout`, `beside`; an empty `kpi` is
//! the total. Who is blocked has the codes of his diagnostics.

use super::page::{Case, Row, Table};
use crate::company::Company;
use attain_core::calculate::{Calculation, PersonResult, Scored};
use attain_core::num::{Decimal, Exact, plain};

pub(super) fn run(case: &Case<'_>) -> Result<Table, String> {
    let period = case.arguments.first().ok_or("the block names no period")?;
    let files: Vec<(String, &str)> = case
        .models
        .iter()
        .enumerate()
        .map(|(index, model)| match model.file {
            "" => (format!("model/{index}.toml"), model.text),
            file => (file.to_owned(), model.text),
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), *text))
        .collect();
    let company = Company::new(&files).map_err(|errors| format!("{errors:#?}"))?;
    let calculation = company.run(period);
    case.fill(|header, row| cell(&calculation, header, row))
}

fn cell(calculation: &Calculation, header: &str, row: &Row<'_>) -> Result<String, String> {
    let person = row.get("person").ok_or("a row names no person")?;
    let kpi = row.get("kpi");
    let Some(result) = calculation.result(&person.into()) else {
        return Err(format!("`{person}` takes no part in the period"));
    };
    let line = result
        .lines
        .iter()
        .find(|line| Some(line.kpi.as_str()) == kpi);
    let number = |value: Option<Decimal>| value.map(plain).unwrap_or_default();
    let exact = |value: Option<&Exact>| value.map(Exact::plain).unwrap_or_default();
    Ok(match (header, line) {
        ("person", _) => person.to_owned(),
        ("kpi", _) => kpi.unwrap_or_default().to_owned(),
        ("payout", _) => payout(result, kpi),
        ("actual", Some(line)) => exact(line.actual.value.as_ref()),
        ("target", Some(line)) => {
            number(line.target.as_ref().and_then(|found| found.target.target))
        }
        ("attainment", Some(line)) => {
            number(line.attainment.as_ref().map(|found| found.attainment))
        }
        ("score", Some(line)) => number(line.score.as_ref().and_then(Scored::score)),
        ("actual" | "target" | "attainment" | "score", None) => String::new(),
        _ => return Err(format!("unknown column `{header}`")),
    })
}

fn payout(result: &PersonResult, line: Option<&str>) -> String {
    let Some(payout) = &result.payout else {
        let errors = result.diagnostics.iter().filter(|found| found.is_error());
        let codes: Vec<String> = errors.map(|found| found.code.to_string()).collect();
        return codes.join(" ");
    };
    let Some(line) = line else {
        return payout.total.to_string();
    };
    let mut lines = payout.lines.iter().chain(&payout.beside);
    lines
        .find(|paid| paid.id == line)
        .map(|paid| paid.amount.to_string())
        .unwrap_or_default()
}
