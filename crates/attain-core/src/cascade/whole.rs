//! A cascade put together for a period: the whole's target, its parts, and the facts that a split
//! by history needs.

use super::{Cascade, CascadePart, Split, SplitError, SplitMethod, split};
use crate::calculate::measure_query;
use crate::facts::{Credit, FactQuery, Group};
use crate::id::KpiId;
use crate::model::{CreditScope, Kpi, KpiSource, Model, TargetScope, TargetSource};
use crate::num::Decimal;
use crate::organisation::{Membership, Organisation};
use crate::period::Period;
use jiff::ToSpan;
use jiff::civil::Date;

/// The target of a cascade's whole in a period: the line of `data/targets.csv` for everybody (the
/// period's own before that of all periods), or what the KPI states.
#[must_use]
pub fn whole_target(model: &Model, kpi: &KpiId, period: Period) -> Option<Decimal> {
    let fits = |row: &&crate::model::TargetRow| {
        row.kpi == *kpi
            && row.scope == TargetScope::Everyone
            && row.period.is_none_or(|stated| stated == period)
    };
    let row = model
        .targets
        .iter()
        .filter(fits)
        .max_by_key(|row| row.period.is_some());
    match (row, &model.kpis.get(kpi)?.target) {
        (Some(row), _) => row.target.target,
        (None, TargetSource::Fixed { target, .. }) => target.target,
        (None, _) => None,
    }
}

/// The days that a split by history looks at: the year that ends before the period starts.
#[must_use]
pub fn history_days(period: Period) -> Option<(Date, Date)> {
    let from = period.from.checked_sub(1.year()).ok()?;
    Some((from, period.from.yesterday().ok()?))
}

/// The question for what each part reached in its history; the group's number is the part's.
/// `None` if the part's KPI is not measured on facts.
#[must_use]
pub fn history_query(
    model: &Model,
    organisation: &Organisation,
    cascade: &Cascade,
    period: Period,
) -> Option<FactQuery> {
    let kpi = model.kpis.get(&cascade.part.value)?;
    let KpiSource::Measure { dataset, .. } = &kpi.source else {
        return None;
    };
    let (from, to) = history_days(period)?;
    let mut credits = Vec::new();
    for (part, number) in cascade.parts.iter().zip(0u32..) {
        credits.extend(part_credits(
            organisation,
            kpi,
            part,
            (from, to),
            Group(number),
        ));
    }
    let measures = vec![measure_query(kpi)?];
    Some(FactQuery {
        credited_by: None,
        known: Default::default(),
        dataset: dataset.clone(),
        from,
        to,
        credits,
        everything: None,
        measures,
    })
}

fn part_credits(
    organisation: &Organisation,
    kpi: &Kpi,
    part: &CascadePart,
    (from, to): (Date, Date),
    group: Group,
) -> Vec<Credit> {
    let members = match &part.scope {
        TargetScope::Unit(unit) => organisation.unit_members(unit, from, to),
        TargetScope::Person(key) => {
            let Some(person) = organisation.person(key.as_str()) else {
                return Vec::new();
            };
            let mut members = match kpi.credit {
                CreditScope::Team => organisation
                    .teams(from, to)
                    .remove(&person.id)
                    .unwrap_or_default(),
                _ => Vec::new(),
            };
            members.push(Membership {
                person: person.id.clone(),
                from,
                to,
            });
            members
        }
        TargetScope::Position(position) => organisation
            .people()
            .flat_map(|person| person.assignments.iter().map(move |one| (person, one)))
            .filter(|(_, one)| one.position.as_ref() == Some(position))
            .map(|(person, one)| Membership {
                person: person.id.clone(),
                from: one.from.max(from),
                to: one.to.min(to),
            })
            .filter(|member| member.from <= member.to)
            .collect(),
        TargetScope::Everyone => Vec::new(),
    };
    organisation.credits(&members, group)
}

/// Splits the whole of a cascade. `history` holds what each part reached, for a split by history.
///
/// # Errors
/// See [`SplitError`].
pub fn split_cascade(
    cascade: &Cascade,
    whole: Decimal,
    history: &[Decimal],
) -> Result<Split, SplitError> {
    let stated = |value: fn(&CascadePart) -> Option<Decimal>| -> Vec<Decimal> {
        cascade
            .parts
            .iter()
            .map(|part| value(part).unwrap_or(Decimal::ZERO))
            .collect()
    };
    let bases = match cascade.method {
        SplitMethod::Equal => vec![Decimal::ONE; cascade.parts.len()],
        SplitMethod::Weight => stated(|part| part.weight),
        SplitMethod::Hand => stated(|part| part.target),
        SplitMethod::History => history.to_vec(),
    };
    split(whole, cascade.method, &bases, cascade.step)
}
