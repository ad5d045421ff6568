//! A KPI's actual for one subject.

use super::Context;
use super::require::{Subject, Window, parts};
use crate::facts::{Cell, Group, is_covered};
use crate::id::KpiId;
use crate::measure::{AggregateFunction, Measure, evaluate_exact, evaluate_formula};
use crate::model::{Kpi, KpiSource};
use crate::num::Exact;
use std::collections::BTreeMap;

/// A KPI's actual, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actual {
    /// The value; `None`: missing.
    pub value: Option<Exact>,
    /// Where it comes from.
    pub source: ActualSource,
    /// Rows that qualified (0 for a formula).
    pub rows: u64,
}

/// Where an actual comes from, or why it is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActualSource {
    /// Rows of facts.
    Measured,
    /// No rows, on days that an import covers: nothing happened, so a sum or count is 0.
    NothingHappened,
    /// No rows, on days that no import covers.
    NotCovered,
    /// Rows, but no value: a zero denominator, or nothing to average.
    NoValue,
    /// Arithmetic over other KPIs.
    Formula(BTreeMap<KpiId, Option<Exact>>),
    /// Actuals of shorter periods.
    RolledUp(Vec<(Window, Option<Exact>)>),
    /// The actual of the period before, as the KPI says for a missing one.
    Carried,
}

/// The actual of a KPI for a subject over some days, without any policy for a missing one.
pub(crate) fn actual(
    context: &Context<'_>,
    kpi: &Kpi,
    subject: &Subject,
    window: Window,
) -> Actual {
    let parts = parts(kpi, context.model.company.calendar, window);
    if !parts.is_empty() {
        return rolled_up(context, kpi, subject, &parts);
    }
    match &kpi.source {
        KpiSource::Measure { measure, .. } => measured(context, kpi, measure, subject, window),
        KpiSource::Formula(formula) => {
            let inputs: BTreeMap<KpiId, Option<Exact>> = formula
                .kpis()
                .into_iter()
                .map(|id| {
                    let input = context.model.kpis.get(id);
                    let value = input.and_then(|kpi| actual(context, kpi, subject, window).value);
                    (id.clone(), value)
                })
                .collect();
            let value = evaluate_formula(formula, &inputs);
            Actual {
                value,
                source: ActualSource::Formula(inputs),
                rows: 0,
            }
        }
    }
}

/// The actuals of shorter periods, made up into one as the KPI says.
fn rolled_up(context: &Context<'_>, kpi: &Kpi, subject: &Subject, parts: &[Window]) -> Actual {
    let weight = kpi
        .rollup
        .weight()
        .and_then(|weight| context.model.kpis.get(&weight.value));
    let of = |kpi: &Kpi, part: &Window| actual(context, kpi, subject, *part);
    let found: Vec<(Window, Actual)> = parts.iter().map(|part| (*part, of(kpi, part))).collect();
    let values: Vec<(Option<Exact>, Option<Exact>)> = found
        .iter()
        .map(|(part, actual)| {
            (
                actual.value.clone(),
                weight.and_then(|weight| of(weight, part).value),
            )
        })
        .collect();
    let rows = found.iter().map(|(_, actual)| actual.rows).sum();
    let parts = found
        .into_iter()
        .map(|(part, actual)| (part, actual.value))
        .collect();
    Actual {
        value: kpi.rollup.of(&values),
        source: ActualSource::RolledUp(parts),
        rows,
    }
}

fn measured(
    context: &Context<'_>,
    kpi: &Kpi,
    measure: &Measure,
    subject: &Subject,
    window: Window,
) -> Actual {
    let found = gather(context, &kpi.id, subject, window);
    let covered = found.is_covered;
    let rows = found.cells.iter().map(|part| part.cell.rows).sum();
    let values = values(measure, &found.cells, covered);
    let value = values.and_then(|values| evaluate_exact(measure, &values));
    let source = match (&value, rows, covered) {
        (Some(_), 0, _) => ActualSource::NothingHappened,
        (Some(_), _, _) => ActualSource::Measured,
        (None, 0, false) => ActualSource::NotCovered,
        (None, _, _) => ActualSource::NoValue,
    };
    Actual {
        value,
        source,
        rows,
    }
}

/// What the facts say of a KPI for a subject.
pub(crate) struct Gathered<'a> {
    /// Whether an import covers all the days.
    pub(crate) is_covered: bool,
    /// The cells; several where facts are shared.
    pub(crate) cells: Vec<CellPart<'a>>,
}

/// A cell, and the share of it that counts.
pub(crate) struct CellPart<'a> {
    pub(crate) cell: &'a Cell,
    share: Option<Exact>,
}

/// The answers that hold a KPI's measure for a subject.
pub(crate) fn gather<'a>(
    context: &Context<'a>,
    kpi: &KpiId,
    subject: &Subject,
    window: Window,
) -> Gathered<'a> {
    let requirement = context.requirement;
    let mut found = Gathered {
        is_covered: false,
        cells: Vec::new(),
    };
    let places = requirement.places.get(&(kpi.clone(), window));
    for place in places.into_iter().flatten() {
        let Some(answer) = context.facts.answers.get(place.query) else {
            continue;
        };
        found.is_covered = is_covered(&answer.covered, window.from, window.to);
        let cell = |group: Group| answer.cells.get(&(group, place.measure));
        let shared = requirement.claims.get(place.query);
        match shared.filter(|claims| !claims.is_empty()) {
            None => {
                let group = requirement.groups.get(subject).copied();
                let cell = group.and_then(cell);
                found
                    .cells
                    .extend(cell.map(|cell| CellPart { cell, share: None }));
            }
            Some(claims) if place.whom.includes(subject) => {
                let parts = claims.get(subject).into_iter().flatten();
                found.cells.extend(parts.filter_map(|claim| {
                    Some(CellPart {
                        cell: cell(claim.group)?,
                        share: Some(&place.share * &claim.share),
                    })
                }));
            }
            Some(_) => {}
        }
    }
    found
}

/// The aggregates' values, with 0 for a sum or count over no rows on covered days. `None` if any
/// sum or count is over no rows on days that are not covered.
fn values(measure: &Measure, cells: &[CellPart<'_>], covered: bool) -> Option<Vec<Option<Exact>>> {
    let mut sum_rows = measure.aggregates.len();
    let mut values = Vec::with_capacity(measure.aggregates.len());
    for (index, aggregate) in measure.aggregates.iter().enumerate() {
        let value = combine(&aggregate.function, cells, index);
        let is_sum = matches!(aggregate.function, AggregateFunction::Sum(_));
        let additive = aggregate.function.adds_up()
            || matches!(aggregate.function, AggregateFunction::CountDistinct(_));
        let no_rows = cells
            .iter()
            .all(|part| match part.cell.values.get(sum_rows) {
                Some(rows) if is_sum => rows.is_none_or(|rows| rows.is_zero()),
                _ => part.cell.rows == 0 || is_sum,
            });
        if is_sum {
            sum_rows = sum_rows.saturating_add(1);
        }
        let nothing = additive && no_rows && value.as_ref().is_none_or(Exact::is_zero);
        if nothing && !covered {
            return None;
        }
        values.push(if nothing { Some(Exact::zero()) } else { value });
    }
    Some(values)
}

/// One aggregate over all cells: parts of sums and counts, the smallest, the largest.
fn combine(function: &AggregateFunction, cells: &[CellPart<'_>], index: usize) -> Option<Exact> {
    let value = |part: &CellPart<'_>| {
        let value = part.cell.values.get(index).copied().flatten()?;
        let value = Exact::from(value);
        Some(match &part.share {
            Some(share) if function.adds_up() => &value * share,
            _ => value,
        })
    };
    let values = cells.iter().filter_map(value);
    match function {
        AggregateFunction::Min(_) => values.min(),
        AggregateFunction::Max(_) => values.max(),
        _ => values.reduce(|sum, value| sum + value),
    }
}
