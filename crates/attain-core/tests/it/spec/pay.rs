//! `table pay NAME`: what the plan `[plan.NAME]` of a section pays.
//!
//! Columns are columns of the inputs: of a part as `KPI: column` (`sales: actual`), of the person
//! as they are (`share`, `hired`). Computed are `pays` (the total) and `pays LINE`. Each row is one
//! person by himself, or, with a column `person`, all rows are people of one plan. What is refused
//! gives the code.

use super::page::{Case, Table};
use attain_core::plan::{TryFormat, try_plan};
use attain_core::text::Document;
use std::collections::BTreeMap;

/// The printed lines of people, or the code of what is refused.
type Paid = Result<BTreeMap<(String, String), String>, String>;

pub(super) fn run(case: &Case<'_>) -> Result<Table, String> {
    let table = &case.table;
    let name = case.arguments.first().ok_or("the block names no plan")?;
    let together = table.headers.iter().any(|header| header == "person");
    let inputs: Vec<Vec<(String, Vec<Cell>)>> = if together {
        vec![
            table
                .rows
                .iter()
                .map(|row| person(&table.headers, row))
                .collect(),
        ]
    } else {
        table
            .rows
            .iter()
            .map(|row| vec![person(&table.headers, row)])
            .collect()
    };
    let paid: Vec<Paid> = inputs
        .iter()
        .map(|people| pay(&case.model(), name, &csv(people)))
        .collect();
    let mut rows = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        let (who, _) = person(&table.headers, row);
        let paid = paid
            .get(if together { 0 } else { index })
            .ok_or("a row was not paid")?;
        let cells = table
            .headers
            .iter()
            .zip(row)
            .map(|(header, cell)| match header.as_str() {
                "pays" => shown(paid, &who, "total"),
                header => match header.strip_prefix("pays ") {
                    Some(line) => shown(paid, &who, line),
                    None => cell.clone(),
                },
            });
        rows.push(cells.collect());
    }
    Ok(Table {
        headers: table.headers.clone(),
        rows,
    })
}

/// A filled input cell: the KPI, if it is of a part, the column, the text.
type Cell = (Option<String>, String, String);

fn person(headers: &[String], row: &[String]) -> (String, Vec<Cell>) {
    let mut who = "1".to_owned();
    let mut cells = Vec::new();
    for (header, cell) in headers.iter().zip(row) {
        if header == "person" {
            who.clone_from(cell);
        } else if header != "pays" && !header.starts_with("pays ") {
            let (kpi, column) = match header.split_once(": ") {
                Some((kpi, column)) => (Some(kpi.to_owned()), column.to_owned()),
                None => (None, header.clone()),
            };
            cells.push((kpi, column, cell.clone()));
        }
    }
    (who, cells)
}

/// One row for the person, one for each of his KPIs.
fn csv(people: &[(String, Vec<Cell>)]) -> String {
    let mut columns: Vec<&str> = vec!["person", "kpi"];
    for (_, column, _) in people.iter().flat_map(|(_, cells)| cells) {
        if !columns.contains(&column.as_str()) {
            columns.push(column);
        }
    }
    let mut out = format!("{}\n", columns.join(","));
    for (who, cells) in people {
        let mut kpis: Vec<Option<&str>> = vec![None];
        for (kpi, ..) in cells {
            if !kpis.contains(&kpi.as_deref()) {
                kpis.push(kpi.as_deref());
            }
        }
        for kpi in kpis {
            let row = columns.iter().map(|column| match *column {
                "person" => who.clone(),
                "kpi" => kpi.unwrap_or("").to_owned(),
                column => cells
                    .iter()
                    .find(|(of, name, _)| of.as_deref() == kpi && name == column)
                    .map_or_else(String::new, |(.., cell)| cell.clone()),
            });
            out.push_str(&row.collect::<Vec<_>>().join(","));
            out.push('\n');
        }
    }
    out
}

fn pay(model: &str, name: &str, inputs: &str) -> Paid {
    let plan = Document::new("model", model);
    let inputs = Document::new("inputs", inputs);
    match try_plan(&plan, name, &inputs, TryFormat::Csv) {
        Ok(printed) => Ok(printed
            .lines()
            .skip(1)
            .filter_map(|line| {
                let mut fields = line.split(',').map(str::to_owned);
                Some(((fields.next()?, fields.next()?), fields.next()?))
            })
            .collect()),
        Err(found) => Err(found
            .first()
            .map_or_else(String::new, |one| one.code.to_string())),
    }
}

fn shown(paid: &Paid, who: &str, line: &str) -> String {
    match paid {
        Ok(lines) => lines
            .get(&(who.to_owned(), line.to_owned()))
            .cloned()
            .unwrap_or_default(),
        Err(code) => code.clone(),
    }
}
