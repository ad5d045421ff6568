//! What people bring from one period to the next: the balance of a draw, and what they owe.
//!
//! The earlier periods of the fiscal year are computed anew, each with what the one before left.
//! What `data/amounts.csv` states for a period goes before.

use super::Calculation;
use crate::id::{PersonId, PlanId};
use crate::model::Model;
use crate::num::Decimal;
use crate::period::{Period, PeriodKind};
use std::collections::BTreeMap;

/// The amounts that pass from period to period.
const CARRIED: [&str; 2] = ["balance", "owed"];

/// What people bring into a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opening {
    /// By plan and person: `balance` and `owed`, where they are not 0.
    pub amounts: BTreeMap<(PlanId, PersonId), BTreeMap<String, Decimal>>,
    /// People of whom that is not known, and the period that could not be computed.
    pub unknown: BTreeMap<(PlanId, PersonId), Period>,
}

/// The periods that a period's pay depends on, the earliest first: those of the fiscal year before
/// it, if anybody may bring something from one to the next. None else.
#[must_use]
pub fn earlier_periods(model: &Model, period: Period) -> Vec<Period> {
    let calendar = model.company.calendar;
    let Some(year) = calendar.containing(PeriodKind::Year, period.to) else {
        return Vec::new();
    };
    let mut earlier = Vec::new();
    let mut next = calendar.previous(period);
    while let Some(one) = next.filter(|one| one.from >= year.from && one.kind != PeriodKind::Year) {
        earlier.push(one);
        next = calendar.previous(one);
    }
    earlier.reverse();
    let cards = model
        .scorecards
        .values()
        .filter(|card| card.every == period.kind);
    let mut plans = cards.filter_map(|card| model.plans.get(&card.plan.as_ref()?.value));
    let stated = |one: &Period| earlier.contains(one);
    let settled = model.corrections.iter().any(|line| stated(&line.period))
        || model.amounts.iter().any(|line| stated(&line.period));
    if settled || plans.any(|plan| plan.settlement.carries()) {
        earlier
    } else {
        Vec::new()
    }
}

impl Calculation {
    /// What people bring into the next period. Who took no part keeps what he had.
    #[must_use]
    pub fn closing(&self, opening: &Opening) -> Opening {
        let mut closing = opening.clone();
        for result in &self.results {
            let Some(plan) = &result.plan else { continue };
            let key = (plan.clone(), result.person.clone());
            closing.amounts.remove(&key);
            match &result.payout {
                None if result.blocked => {
                    closing.unknown.entry(key).or_insert(self.period);
                }
                None => {}
                Some(payout) => {
                    closing.unknown.remove(&key);
                    let beside = payout.beside.iter();
                    let carried = beside
                        .filter(|line| {
                            CARRIED.contains(&line.id.as_str()) && !line.amount.is_zero()
                        })
                        .map(|line| (line.id.clone(), line.amount));
                    let carried: BTreeMap<String, Decimal> = carried.collect();
                    if !carried.is_empty() {
                        closing.amounts.insert(key, carried);
                    }
                }
            }
        }
        closing
    }
}
