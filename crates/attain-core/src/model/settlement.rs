//! `data/amounts.csv` and `data/corrections.csv`: what is known of a person's pay in one period.

use super::Model;
use super::reference::check_name;
use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::id::PlanId;
use crate::num::Decimal;
use crate::period::{Calendar, Period};
use crate::rules;
use crate::text::Document;
use crate::text::csv_table::{CsvColumns, CsvRow, CsvTable};

/// A line of `data/amounts.csv`: an amount of a person for one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountLine {
    /// The period.
    pub period: Period,
    /// A key of the person.
    pub person: String,
    /// The plan; none: every plan that pays him.
    pub plan: Option<PlanId>,
    /// What it is: `advance`, `clawback`, `balance`, `owed`, or what the plan takes a share of.
    pub name: String,
    /// How much.
    pub amount: Decimal,
    /// The line.
    pub span: Span,
}

/// A line of `data/corrections.csv`: a correction by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionLine {
    /// The period in which it is paid.
    pub period: Period,
    /// A key of the person.
    pub person: String,
    /// The plan; none: every plan that pays him.
    pub plan: Option<PlanId>,
    /// The line of his payout that it is about.
    pub line: Option<String>,
    /// How much, of either sign.
    pub amount: Decimal,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub by: Option<String>,
    /// The line.
    pub span: Span,
}

const AMOUNTS: CsvColumns<'static> = CsvColumns {
    required: &["period", "person", "name", "amount"],
    optional: &["plan", "note"],
};

const CORRECTIONS: CsvColumns<'static> = CsvColumns {
    required: &["period", "person", "amount", "reason"],
    optional: &["plan", "line", "who"],
};

/// Reads `data/amounts.csv`.
pub(super) fn parse_amounts(
    document: &Document,
    calendar: Calendar,
    diagnostics: &Diagnostics,
) -> Vec<AmountLine> {
    let table = CsvTable::read(document, AMOUNTS, diagnostics);
    let mut lines: Vec<AmountLine> = Vec::new();
    for row in table.rows() {
        let name = row.required_text("name");
        let (Some((period, person, amount)), Some(name)) = (head(row, calendar, diagnostics), name)
        else {
            continue;
        };
        let line = AmountLine {
            period,
            person,
            plan: plan(row),
            name: name.value,
            amount,
            span: row.span.clone(),
        };
        let same = |other: &&AmountLine| {
            let (a, b) = (*other, &line);
            (a.period, &a.person, &a.plan, &a.name) == (b.period, &b.person, &b.plan, &b.name)
        };
        if let Some(first) = lines.iter().find(same) {
            let message = format!("`{}` of `{}` has two values", line.name, line.person);
            let found = Diagnostic::error(rules::DUPLICATE_NAME, message);
            let found = found.at(&line.span, "again here");
            diagnostics.push(found.at(&first.span, "first here"));
        } else {
            lines.push(line);
        }
    }
    lines
}

/// Reads `data/corrections.csv`.
pub(super) fn parse_corrections(
    document: &Document,
    calendar: Calendar,
    diagnostics: &Diagnostics,
) -> Vec<CorrectionLine> {
    let table = CsvTable::read(document, CORRECTIONS, diagnostics);
    let line = |row: &CsvRow<'_>| {
        let head = head(row, calendar, diagnostics);
        let reason = row.required_text("reason");
        let (period, person, amount) = head?;
        Some(CorrectionLine {
            period,
            person,
            plan: plan(row),
            line: row.text("line").map(|line| line.value),
            amount,
            reason: reason?.value,
            by: row.text("who").map(|who| who.value),
            span: row.span.clone(),
        })
    };
    table.rows().iter().filter_map(line).collect()
}

/// Period, person and amount of a line.
fn head(
    row: &CsvRow<'_>,
    calendar: Calendar,
    diagnostics: &Diagnostics,
) -> Option<(Period, String, Decimal)> {
    let period = row.required_text("period");
    let person = row.required_text("person");
    let amount = row
        .required_text("amount")
        .and_then(|_| row.number("amount"));
    let period = period?;
    let parsed = calendar.parse(&period.value).map_err(|error| {
        let found = Diagnostic::error(rules::MALFORMED_PERIOD, error.to_string());
        diagnostics.push(found.at(&period.span, ""));
    });
    Some((parsed.ok()?, person?.value, amount?.value))
}

fn plan(row: &CsvRow<'_>) -> Option<PlanId> {
    row.text("plan").map(|plan| plan.value.as_str().into())
}

/// The plans that lines name are there.
pub(super) fn check(model: &Model, diagnostics: &Diagnostics) {
    let amounts = model.amounts.iter().map(|line| (&line.plan, &line.span));
    let corrections = model
        .corrections
        .iter()
        .map(|line| (&line.plan, &line.span));
    for (plan, span) in amounts.chain(corrections) {
        if let Some(plan) = plan {
            let known = model.plans.keys().map(PlanId::as_str);
            check_name("plan", plan.as_str(), span, known, diagnostics);
        }
    }
}
