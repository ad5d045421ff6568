//! What changes the earned amount. One file an adjustment; [`ORDER`] is the order in which they
//! apply unless the plan states another with `order = […]`.

mod cap;
mod floor;
mod threshold;

use super::entrant::Case;
use super::method::Earned;
use super::report;
use crate::diag::Diagnostic;
use crate::text::Table;

/// The order in which adjustments apply, unless the plan states another.
pub(super) const ORDER: [&str; 3] = ["threshold", "cap", "floor"];

/// The adjustments of a plan, in the order in which they apply.
#[derive(Debug, Clone, Default)]
pub struct Adjustments(pub Vec<Adjustment>);

/// One adjustment.
#[derive(Debug, Clone)]
pub enum Adjustment {
    /// Below a score nothing is paid.
    Threshold(threshold::Threshold),
    /// No more is paid.
    Cap(cap::Cap),
    /// No less is paid.
    Floor(floor::Floor),
}

impl Adjustment {
    /// The name that models write.
    fn name(&self) -> &'static str {
        match self {
            Self::Threshold(_) => "threshold",
            Self::Cap(_) => "cap",
            Self::Floor(_) => "floor",
        }
    }

    fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Result<(), Diagnostic> {
        match self {
            Self::Threshold(threshold) => threshold.apply(case, earned),
            Self::Cap(cap) => cap.apply(case, earned),
            Self::Floor(floor) => floor.apply(case, earned),
        }
    }
}

impl Adjustments {
    /// Applies all, in order.
    pub(super) fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Result<(), Diagnostic> {
        self.0
            .iter()
            .try_for_each(|adjustment| adjustment.apply(case, earned))
    }

    /// Reads the adjustments of a plan.
    pub(super) fn parse(table: &Table<'_>) -> Self {
        let found: Vec<Adjustment> = [
            threshold::parse(table).map(Adjustment::Threshold),
            cap::parse(table).map(Adjustment::Cap),
            floor::parse(table).map(Adjustment::Floor),
        ]
        .into_iter()
        .flatten()
        .collect();
        Self(in_order(table, found))
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
