//! The table of results that a plan is tried on.

use super::super::{Entrant, EntrantLine, MissingPolicy, Plan};
use crate::attainment::{Actual, AttainmentRule, Target, parse_rule};
use crate::diag::{Diagnostic, Diagnostics};
use crate::id::{PersonId, ScaleId};
use crate::num::Exact;
use crate::rules;
use crate::scale::{Gives, Scale, ScaleInput};
use crate::text::csv_table::{CsvColumns, CsvRow, CsvTable};
use crate::text::{Document, Table};
use std::collections::BTreeMap;

/// Columns of a part.
const PART: [&str; 9] = [
    "kpi",
    "weight",
    "actual",
    "target",
    "baseline",
    "attainment",
    "scale",
    "score",
    "missing",
];
/// Columns of a person: they may stand in any of his rows.
const PERSON: [&str; 3] = ["bonus", "salary", "income"];

/// What the inputs are read for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) plan: &'a Plan,
    pub(super) scales: &'a BTreeMap<ScaleId, Scale>,
    pub(super) rules: &'a BTreeMap<String, AttainmentRule>,
}

/// How the KPIs of the file judge their actuals, `[kpi.NAME]`.
pub(super) fn kpi_rules(root: &Table<'_>) -> BTreeMap<String, AttainmentRule> {
    root.named_tables("kpi")
        .iter()
        .filter_map(|(name, table)| Some((name.value.clone(), parse_rule(table)?)))
        .collect()
}

/// The people of the table, in order.
pub(super) fn read(
    document: &Document,
    context: &Context<'_>,
    diagnostics: &Diagnostics,
) -> Vec<Entrant> {
    let optional: Vec<&str> = PART.iter().chain(&PERSON).copied().collect();
    let columns = CsvColumns {
        required: &["person"],
        optional: &optional,
    };
    let table = CsvTable::read(document, columns, diagnostics);
    let mut people: BTreeMap<PersonId, Entrant> = BTreeMap::new();
    for row in table.rows() {
        let Some(person) = row.required_text("person") else {
            continue;
        };
        let id = PersonId::from(person.value);
        let entrant = people.entry(id.clone()).or_insert_with(|| Entrant::new(id));
        person_columns(row, entrant, diagnostics);
        if let Some(line) = part(row, context, diagnostics) {
            entrant.lines.push(line);
        }
    }
    people.into_values().collect()
}

fn person_columns(row: &CsvRow<'_>, entrant: &mut Entrant, diagnostics: &Diagnostics) {
    for column in PERSON {
        let Some(number) = row.number(column) else {
            continue;
        };
        let before = entrant.amounts.insert(column.to_owned(), number.value);
        if before.is_some_and(|before| before != number.value) {
            let message = format!("`{column}` of `{}` has two values", entrant.person);
            diagnostics.push(
                Diagnostic::error(rules::DUPLICATE_NAME, message)
                    .at(&number.span, "")
                    .with_help("write it once, or the same in each row of the person"),
            );
        }
    }
}

fn part(row: &CsvRow<'_>, context: &Context<'_>, diagnostics: &Diagnostics) -> Option<EntrantLine> {
    let kpi = row.text("kpi")?;
    let mut line = EntrantLine::new(kpi.value.as_str());
    line.span = Some(row.span.clone());
    line.weight = row.number("weight").map(|weight| weight.value);
    line.target = row.number("target").map(|target| target.value);
    line.actual = row.number("actual").map(|actual| Exact::from(actual.value));
    line.missing = missing(row, diagnostics);
    line.attainment = row.number("attainment").map(|attainment| attainment.value);
    if line.attainment.is_none() {
        attain(row, context, &mut line, diagnostics);
    }
    line.score = row.number("score").map(|score| score.value);
    if line.score.is_none() {
        score(row, context, &mut line, diagnostics);
    }
    Some(line)
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

/// The attainment of an actual by the KPI's rule, `higher` where the file has none.
fn attain(
    row: &CsvRow<'_>,
    context: &Context<'_>,
    line: &mut EntrantLine,
    diagnostics: &Diagnostics,
) {
    let (Some(actual), default) = (&line.actual, AttainmentRule::default()) else {
        return;
    };
    let rule = context.rules.get(&line.kpi).unwrap_or(&default);
    if rule.needs_target() && line.target.is_none() {
        return;
    }
    let baseline = row.number("baseline").map(|baseline| baseline.value);
    let target = Target {
        target: line.target,
        baseline,
        ..Target::default()
    };
    match rule.attain(&Actual::Number(actual.clone()), &target) {
        Ok(attained) => line.attainment = Some(attained.attainment),
        Err(error) => diagnostics.push(error.diagnostic(&line.kpi).at(&row.span, "")),
    }
}

/// The score by the row's scale; without one it is the attainment.
fn score(
    row: &CsvRow<'_>,
    context: &Context<'_>,
    line: &mut EntrantLine,
    diagnostics: &Diagnostics,
) {
    let Some(name) = row.text("scale") else {
        line.score = line.attainment;
        return;
    };
    let Some(scale) = context.scales.get(&ScaleId::from(name.value.as_str())) else {
        let message = format!("there is no scale `{}`", name.value);
        diagnostics.push(
            Diagnostic::error(rules::UNKNOWN_SCALE, message)
                .at(&name.span, "")
                .with_help("add `[scale.NAME]` to the file of the plan"),
        );
        return;
    };
    if line.attainment.is_none() && line.actual.is_none() {
        return;
    }
    let input = ScaleInput {
        attainment: line.attainment,
        actual: line.actual.clone(),
        levels: crate::scale::Levels::default(),
    };
    match scale.apply(&input) {
        Ok(result) if scale.gives == Gives::Amount => line.amount = Some(result.value),
        Ok(result) => line.score = result.score(),
        Err(error) => diagnostics.push(error.diagnostic(&line.kpi).at(&row.span, "")),
    }
}
