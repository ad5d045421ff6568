//! A KPI's actual for one subject.

use super::Context;
use super::require::{Subject, Window, parts};
use crate::facts::{Cell, FactAnswer, is_covered};
use crate::id::KpiId;
use crate::measure::{AggregateFunction, Measure, evaluate, evaluate_formula};
use crate::model::{Kpi, KpiSource};
use crate::num::{Decimal, Exact};
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
    let found = answer(context, &kpi.id, window);
    let covered =
        found.is_some_and(|(answer, _)| is_covered(&answer.covered, window.from, window.to));
    let cell = found.and_then(|(answer, index)| {
        answer
            .cells
            .get(&(context.requirement.groups.get(subject).copied()?, index))
    });
    let rows = cell.map_or(0, |cell| cell.rows);
    let values = values(measure, cell, covered);
    let value = values.and_then(|values| evaluate(measure, &values));
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

/// The answer that holds a KPI's measure, and the measure's place in it.
pub(crate) fn answer<'a>(
    context: &Context<'a>,
    kpi: &KpiId,
    window: Window,
) -> Option<(&'a FactAnswer, usize)> {
    let (query, measure) = context.requirement.places.get(&(kpi.clone(), window))?;
    Some((context.facts.answers.get(*query)?, *measure))
}

/// The aggregates' values, with 0 for a sum or count over no rows on covered days. `None` if any
/// sum or count is over no rows on days that are not covered.
fn values(measure: &Measure, cell: Option<&Cell>, covered: bool) -> Option<Vec<Option<Decimal>>> {
    let given = |index: usize| cell.and_then(|cell| cell.values.get(index).copied().flatten());
    let mut sum_rows = measure.aggregates.len();
    let mut values = Vec::with_capacity(measure.aggregates.len());
    for (index, aggregate) in measure.aggregates.iter().enumerate() {
        let value = given(index);
        let (additive, rows) = match aggregate.function {
            AggregateFunction::Sum(_) => {
                let rows = given(sum_rows);
                sum_rows = sum_rows.saturating_add(1);
                (true, rows.unwrap_or(Decimal::ZERO))
            }
            AggregateFunction::CountRows
            | AggregateFunction::Count(_)
            | AggregateFunction::CountDistinct(_) => (
                true,
                cell.map_or(Decimal::ZERO, |cell| Decimal::from(cell.rows)),
            ),
            _ => (false, Decimal::ZERO),
        };
        let nothing = additive && rows.is_zero() && value.unwrap_or(Decimal::ZERO).is_zero();
        if nothing && !covered {
            return None;
        }
        values.push(if nothing { Some(Decimal::ZERO) } else { value });
    }
    Some(values)
}
