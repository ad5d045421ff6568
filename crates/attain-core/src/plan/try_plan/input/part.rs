//! The columns of a part, and how its actual is judged.

use super::super::source::Source;
use crate::attainment::{Actual, AttainmentRule, Target};
use crate::diag::{Diagnostic, Diagnostics};
use crate::num::{Decimal, Exact, parse_number};
use crate::plan::{EntrantLine, MissingPolicy};
use crate::rules;
use crate::scale::Basis;
use crate::text::csv_table::CsvRow;
use crate::text::parse_date;

pub(super) const COLUMNS: [&str; 22] = [
    "kpi",
    "weight",
    "actual",
    "target",
    "baseline",
    "minimum",
    "desired",
    "deadline",
    "attainment",
    "scale",
    "score",
    "amount",
    "missing",
    "previous",
    "before",
    "paid",
    "factor",
    "credit",
    "fact",
    "overlay",
    "target_from",
    "target_to",
];

/// The part of a row, if it names a KPI.
pub(super) fn read(row: &CsvRow<'_>, diagnostics: &Diagnostics) -> Option<EntrantLine> {
    let kpi = row.text("kpi")?;
    let number = |column: &str| row.number(column).map(|number| number.value);
    let credit = Exact::from(number("credit").unwrap_or(Decimal::ONE));
    let exact = |column: &str| number(column).map(|value| &Exact::from(value) * &credit);
    let mut line = EntrantLine::new(kpi.value.as_str());
    line.span = Some(row.span.clone());
    line.weight = number("weight");
    line.bounds = Target {
        minimum: number("minimum"),
        target: number("target"),
        desired: number("desired"),
        baseline: number("baseline"),
        benchmark: None,
        deadline: row.date("deadline").map(|date| date.value),
    };
    line.target = line.bounds.target;
    achieved(row, &credit, &mut line);
    line.attainment = line.attainment.or(number("attainment"));
    line.score = number("score");
    line.amount = exact("amount");
    line.scale = row.text("scale").map(|name| name.value.into());
    line.before = number("before").map(Exact::from);
    line.paid = number("paid").map(Exact::from);
    line.factor = number("factor");
    line.missing = missing(row, diagnostics);
    let previous = number("previous").map(Exact::from);
    if line.missing == MissingPolicy::Carry && line.is_empty() {
        line.actual = previous;
    }
    Some(line)
}

/// The column `actual`: a number, a day, `yes` or `no`, or a rating.
fn achieved(row: &CsvRow<'_>, credit: &Exact, line: &mut EntrantLine) {
    let Some(cell) = row.text("actual") else {
        return;
    };
    if let Ok(number) = parse_number(&cell.value) {
        let actual = &Exact::from(number) * credit;
        line.rows = vec![actual.clone()];
        line.actual = Some(actual);
        return;
    }
    match (cell.value.as_str(), parse_date(&cell.value)) {
        ("yes" | "done", _) => line.attainment = Some(Decimal::ONE),
        ("no", _) => line.other = Some(Actual::Done(None)),
        (_, Some(date)) => line.other = Some(Actual::Done(Some(date))),
        (rating, None) => line.other = Some(Actual::Rating(rating.to_owned())),
    }
}

fn missing(row: &CsvRow<'_>, diagnostics: &Diagnostics) -> MissingPolicy {
    let Some(word) = row.text("missing") else {
        return MissingPolicy::default();
    };
    let found = MissingPolicy::NAMES
        .iter()
        .find(|(name, _)| *name == word.value);
    if found.is_none() {
        let message = format!("`{}` says nothing about missing values", word.value);
        diagnostics.push(
            Diagnostic::error(rules::UNKNOWN_CHOICE, message)
                .at(&word.span, "")
                .with_help("write block, zero, ignore or carry"),
        );
    }
    found.map_or_else(MissingPolicy::default, |(_, policy)| *policy)
}

/// Whether a line holds nothing but facts, which are added up.
pub(super) fn is_fact(line: &EntrantLine) -> bool {
    let known = line.actual.is_some() || line.amount.is_some();
    known && line.attainment.is_none() && line.score.is_none()
}

pub(super) fn add_fact(line: &mut EntrantLine, more: &EntrantLine) {
    let sum = |a: &Option<Exact>, b: &Option<Exact>| match (a, b) {
        (Some(a), Some(b)) => Some(a + b),
        (a, b) => a.clone().or_else(|| b.clone()),
    };
    line.actual = sum(&line.actual, &more.actual);
    line.amount = sum(&line.amount, &more.amount);
    line.rows.extend(more.rows.iter().cloned());
    line.weight = line.weight.or(more.weight);
    line.scale = line.scale.clone().or_else(|| more.scale.clone());
    line.target = line.target.or(more.target);
    line.bounds.target = line.target;
}

/// The attainment of a line by the rule of its KPI, `higher` where the file has none; and where
/// the levels of its target lie.
pub(super) fn judge(line: &mut EntrantLine, source: &Source, diagnostics: &Diagnostics) {
    let default = AttainmentRule::default();
    let rule = source.rule(&line.kpi).unwrap_or(&default);
    let target = line.bounds.clone();
    if let Ok(levels) = rule.levels(&target, Basis::Attainment) {
        line.levels = levels;
    }
    let actual = match (&line.actual, &line.other) {
        (Some(number), _) => Actual::Number(number.clone()),
        (None, Some(other)) if source.rule(&line.kpi).is_some() => other.clone(),
        (None, _) => return,
    };
    if line.attainment.is_some() || (rule.needs_target() && target.target.is_none()) {
        return;
    }
    match rule.attain(&actual, &target) {
        Ok(attained) => line.attainment = Some(attained.attainment),
        Err(error) => {
            let problem = error.diagnostic(&line.kpi);
            diagnostics.push(match &line.span {
                Some(span) => problem.at(span, ""),
                None => problem,
            });
        }
    }
}
