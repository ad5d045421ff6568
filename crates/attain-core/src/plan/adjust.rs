//! What changes the earned amount. One file an adjustment; [`ORDER`] is the order in which they
//! apply unless the plan states another with `order = […]`.

mod accelerator;
mod cap;
mod eligibility;
mod exchange;
mod floor;
mod gates;
mod multipliers;
mod proration;
mod ramp;
mod threshold;

pub use eligibility::Eligibility;
pub use proration::{Counting, Proration};

use super::entrant::Case;
use super::method::Earned;
use super::{Checked, report};
use crate::diag::Span;
use crate::num::Exact;
use crate::text::Table;

/// The order in which adjustments apply, unless the plan states another.
pub const ORDER: [&str; 10] = [
    "eligibility",
    "threshold",
    "gates",
    "accelerator",
    "multipliers",
    "proration",
    "ramp",
    "cap",
    "floor",
    "exchange",
];

/// The adjustments of a plan, in the order in which they apply.
#[derive(Debug, Clone, Default)]
pub struct Adjustments(pub Vec<Adjustment>);

/// One adjustment.
#[derive(Debug, Clone)]
pub enum Adjustment {
    /// Who is paid at all.
    Eligibility(Eligibility),
    /// Below a score nothing is paid.
    Threshold(threshold::Threshold),
    /// Conditions that must hold.
    Gates(gates::Gates),
    /// What lies above a score counts more, what lies below it less.
    Accelerator(accelerator::Accelerator),
    /// Factors of the company, the unit, the person.
    Multipliers(multipliers::Multipliers),
    /// Only part of the period.
    Proration(Proration),
    /// New people.
    Ramp(ramp::Ramp),
    /// No more is paid.
    Cap(cap::Cap),
    /// No less is paid.
    Floor(floor::Floor),
    /// Another currency.
    Exchange(exchange::Exchange),
}

impl Adjustment {
    /// The name that models write.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Eligibility(_) => "eligibility",
            Self::Threshold(_) => "threshold",
            Self::Gates(_) => "gates",
            Self::Accelerator(_) => "accelerator",
            Self::Multipliers(_) => "multipliers",
            Self::Proration(_) => "proration",
            Self::Ramp(_) => "ramp",
            Self::Cap(_) => "cap",
            Self::Floor(_) => "floor",
            Self::Exchange(_) => "exchange",
        }
    }

    /// Whether it states money, so that in a pool it comes after the sharing.
    fn is_money(&self) -> bool {
        matches!(self, Self::Cap(_) | Self::Floor(_) | Self::Exchange(_))
    }

    fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Checked<()> {
        match self {
            Self::Eligibility(eligibility) => eligibility.apply(case, earned),
            Self::Threshold(threshold) => threshold.apply(case, earned),
            Self::Gates(gates) => gates.apply(case, earned),
            Self::Accelerator(accelerator) => accelerator.apply(case, earned),
            Self::Multipliers(multipliers) => multipliers.apply(case, earned),
            Self::Proration(proration) => proration.apply(case, earned),
            Self::Ramp(ramp) => ramp.apply(case, earned),
            Self::Cap(cap) => cap.apply(case, earned),
            Self::Floor(floor) => floor.apply(case, earned),
            Self::Exchange(exchange) => exchange.apply(case, earned),
        }
    }
}

impl Adjustments {
    /// Applies all, in order.
    pub(super) fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Checked<()> {
        self.0
            .iter()
            .try_for_each(|adjustment| adjustment.apply(case, earned))
    }

    /// Applies those that state money, or the others.
    pub(super) fn apply_some(
        &self,
        money: bool,
        case: &Case<'_>,
        earned: &mut Earned,
    ) -> Checked<()> {
        self.0
            .iter()
            .filter(|adjustment| adjustment.is_money() == money)
            .try_for_each(|adjustment| adjustment.apply(case, earned))
    }

    /// Whether a KPI is a factor, so that it does not count as a part.
    pub(super) fn multiplies(&self, kpi: &str) -> bool {
        self.0.iter().any(|adjustment| match adjustment {
            Adjustment::Multipliers(multipliers) => multipliers.names(kpi),
            _ => false,
        })
    }

    /// The KPIs that are factors, with their places.
    pub(super) fn factors(&self) -> Vec<(String, Span)> {
        let of = |adjustment: &Adjustment| match adjustment {
            Adjustment::Multipliers(multipliers) => multipliers.kpis(),
            _ => Vec::new(),
        };
        self.0.iter().flat_map(of).collect()
    }

    /// The rate of exchange of a person; 1 where there is none.
    pub(super) fn exchange_rate(&self, case: &Case<'_>) -> Checked<Exact> {
        let mut rate = Exact::one();
        for adjustment in &self.0 {
            if let Adjustment::Exchange(exchange) = adjustment {
                rate = rate * exchange.rate(case)?;
            }
        }
        Ok(rate)
    }

    /// The rule of proration, if there is one.
    pub(super) fn proration(&self) -> Option<&Proration> {
        self.0.iter().find_map(|adjustment| match adjustment {
            Adjustment::Proration(proration) => Some(proration),
            _ => None,
        })
    }

    /// Reads the adjustments of a plan.
    pub(super) fn parse(table: &Table<'_>) -> Self {
        let found = [
            eligibility::parse(table).map(Adjustment::Eligibility),
            threshold::parse(table).map(Adjustment::Threshold),
            gates::parse(table).map(Adjustment::Gates),
            accelerator::parse(table).map(Adjustment::Accelerator),
            multipliers::parse(table).map(Adjustment::Multipliers),
            proration::parse(table).map(Adjustment::Proration),
            ramp::parse(table).map(Adjustment::Ramp),
            cap::parse(table).map(Adjustment::Cap),
            floor::parse(table).map(Adjustment::Floor),
            exchange::parse(table).map(Adjustment::Exchange),
        ];
        Self(in_order(table, found.into_iter().flatten().collect()))
    }
}

/// The adjustments in the stated order, or the usual one. A stated order names each one that the
/// plan has.
fn in_order(table: &Table<'_>, mut found: Vec<Adjustment>) -> Vec<Adjustment> {
    let stated = table.texts("order");
    if stated.is_empty() {
        return found;
    }
    for word in stated
        .iter()
        .filter(|word| !ORDER.contains(&word.value.as_str()))
    {
        table
            .diagnostics()
            .push(report::unknown_adjustment(word, &ORDER));
    }
    let place = |adjustment: &Adjustment| {
        stated
            .iter()
            .position(|word| word.value == adjustment.name())
    };
    for adjustment in found
        .iter()
        .filter(|adjustment| place(adjustment).is_none())
    {
        let span = table.key_span("order");
        table
            .diagnostics()
            .push(report::order_incomplete(adjustment.name(), &span));
    }
    found.sort_by_key(place);
    found
}
