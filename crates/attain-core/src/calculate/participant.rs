//! Who takes part in a period, and by which scorecard.

use crate::id::{PersonId, PositionId, ScorecardId, UnitId};
use crate::model::Model;
use crate::organisation::{Assignment, Organisation};
use crate::period::Period;
use jiff::civil::Date;

/// A person whom a scorecard measures in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Who.
    pub person: PersonId,
    /// By which scorecard.
    pub scorecard: ScorecardId,
    /// The position that decides about the scorecard: the last one he held in the period.
    pub position: PositionId,
    /// The unit of that assignment.
    pub unit: Option<UnitId>,
    /// First day of the period on which he held the position.
    pub from: Date,
    /// Last day of the period on which he held it.
    pub to: Date,
}

/// Everybody who holds a position with a scorecard of this length of period, by the last position
/// he held in the period, in the order of people.
#[must_use]
pub fn participants(
    model: &Model,
    organisation: &Organisation,
    period: Period,
) -> Vec<Participant> {
    organisation
        .people()
        .filter_map(|person| {
            let last_day = person.left.map_or(period.to, |left| left.min(period.to));
            let last = person.last_assignment(period.from, last_day)?;
            let position = last.position.clone()?;
            let scorecard = model
                .scorecards
                .values()
                .find(|card| card.every == period.kind && card.positions.contains(&position))?;
            Some(Participant {
                person: person.id.clone(),
                scorecard: scorecard.id.clone(),
                from: first_day(&person.assignments, last, &position).max(period.from),
                to: last.to.min(last_day),
                unit: last.unit.clone(),
                position,
            })
        })
        .collect()
}

/// The first day of the unbroken stretch in one position that `last` ends.
fn first_day(assignments: &[Assignment], last: &Assignment, position: &PositionId) -> Date {
    let mut from = last.from;
    for one in assignments.iter().rev().filter(|one| one.to < last.from) {
        let adjoins = one.to.tomorrow().is_ok_and(|day| day == from);
        if !adjoins || one.position.as_ref() != Some(position) {
            break;
        }
        from = one.from;
    }
    from
}
