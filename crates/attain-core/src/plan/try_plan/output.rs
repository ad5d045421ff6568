//! Payouts, printed.

use super::{PersonPayout, Plan, TryFormat, currency};
use crate::json::Json;
use crate::num::Decimal;
use crate::text::{csv_cell, csv_quoted};
use std::fmt::Write;

pub(super) fn print(plan: &Plan, paid: &[PersonPayout], format: TryFormat) -> String {
    match format {
        TryFormat::Csv => csv(paid),
        TryFormat::Text => text(plan, paid),
        TryFormat::Json => json(plan, paid),
    }
}

/// The printed lines of a payout: the parts, the pay mix, the total, and what stands beside it.
fn rows(one: &PersonPayout) -> Vec<(String, Decimal)> {
    let payout = &one.payout;
    let mut rows: Vec<(String, Decimal)> = payout
        .lines
        .iter()
        .map(|line| (line.id.clone(), line.amount))
        .collect();
    match payout.fixed {
        Some(fixed) => {
            rows.push(("fixed".to_owned(), fixed));
            rows.push(("variable".to_owned(), payout.total));
            let total = fixed.checked_add(payout.total).unwrap_or(payout.total);
            rows.push(("total".to_owned(), total));
        }
        None => rows.push(("total".to_owned(), payout.total)),
    }
    rows.extend(
        payout
            .beside
            .iter()
            .map(|line| (line.id.clone(), line.amount)),
    );
    if let Some(period) = one.period {
        for (line, _) in &mut rows {
            *line = format!("{period}/{line}");
        }
    }
    rows
}

fn csv(paid: &[PersonPayout]) -> String {
    let mut out = "person,line,amount\n".to_owned();
    for one in paid {
        for (line, amount) in rows(one) {
            let _ = writeln!(
                out,
                "{},{},{amount}",
                field(one.person.as_str()),
                field(&line)
            );
        }
    }
    out
}

/// A field in quotes where it needs them.
fn field(text: &str) -> String {
    if text.contains(';') {
        csv_quoted(text)
    } else {
        csv_cell(text).into_owned()
    }
}

fn text(plan: &Plan, paid: &[PersonPayout]) -> String {
    let mut out = format!("plan {}\n", plan.title);
    for one in paid {
        let _ = writeln!(out, "\n{}", one.person);
        for step in &one.payout.account {
            let _ = writeln!(
                out,
                "  {:<18} {:>16}  {}",
                step.name, step.value, step.remark
            );
        }
        let _ = writeln!(out, "  --");
        for (line, amount) in rows(one) {
            let _ = writeln!(
                out,
                "  {line:<18} {:>16}  {}",
                amount.to_string(),
                currency(plan)
            );
        }
    }
    out
}

fn json(plan: &Plan, paid: &[PersonPayout]) -> String {
    let people = paid.iter().map(|one| {
        let lines = rows(one).into_iter().map(|(line, amount)| {
            Json::object([
                ("line", Json::from(line)),
                ("amount", Json::from(amount.to_string())),
            ])
        });
        Json::object([
            ("person", Json::from(one.person.as_str())),
            ("lines", Json::List(lines.collect())),
        ])
    });
    let object = Json::object([
        ("plan", Json::from(plan.id.as_str())),
        ("people", Json::List(people.collect())),
    ]);
    format!("{object}\n")
}
