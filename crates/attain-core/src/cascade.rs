//! Cascading targets down and gathering goals up.
//!
//! A cascade takes the target of a whole (a KPI of the company or of a unit) and splits it over
//! parts one level down: equally, by stated weights, by each part's share of history, or by hand.
//! The parts add up to the whole exactly, or the difference is shown.
//!
//! ```toml
//! [cascade.revenue]
//! goal = "revenue"                 # the goal that the whole is reworded as
//! whole = "company_revenue"        # the KPI whose target is split
//! part = "unit_revenue"            # the KPI one level down
//! split = "weight"                 # or "equal", "history", "hand"
//! step = "1000"                    # parts are multiples of it; default 1
//! parts = [{ unit = "north", weight = "3" }, { unit = "south", weight = "1" }]
//! ```

mod gather;
mod parse;
mod split;
mod tree;
mod whole;

pub use gather::{Gathering, Proposal, draft, gather};
pub use parse::parse_cascade;
pub use split::{PartShare, Split, SplitError, split};
pub use tree::goal_tree;
pub use whole::{history_days, history_query, split_cascade, whole_target};

use crate::diag::{Span, Spanned};
use crate::id::{GoalId, KpiId};
use crate::model::TargetScope;
use crate::num::Decimal;

/// How the target of a whole becomes the targets of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cascade {
    /// Its name.
    pub id: String,
    /// The goal that the whole is reworded as.
    pub goal: Option<Spanned<GoalId>>,
    /// The KPI whose target is split.
    pub whole: Spanned<KpiId>,
    /// The KPI that the parts are measured by.
    pub part: Spanned<KpiId>,
    /// By what it is split.
    pub method: SplitMethod,
    /// Parts are multiples of it.
    pub step: Decimal,
    /// The parts, in order.
    pub parts: Vec<CascadePart>,
    /// Where it is declared.
    pub span: Span,
}

/// By what a target is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SplitMethod {
    /// Every part the same.
    Equal,
    /// By the parts' weights.
    Weight,
    /// By each part's share of what all parts reached before.
    History,
    /// As the parts say.
    Hand,
}

impl SplitMethod {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("equal", Self::Equal),
        ("weight", Self::Weight),
        ("history", Self::History),
        ("hand", Self::Hand),
    ];

    /// `equal`, `weight`, `history`, `hand`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, method)| *method == self)
            .map_or("", |(name, _)| name)
    }
}

/// One part of a cascade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CascadePart {
    /// Whose target it is.
    pub scope: TargetScope,
    /// Its weight, for a split by weight.
    pub weight: Option<Decimal>,
    /// Its target, for a split by hand.
    pub target: Option<Decimal>,
    /// Where it is written.
    pub span: Span,
}

impl CascadePart {
    /// The unit, position or person.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.scope {
            TargetScope::Everyone => "everyone".to_owned(),
            TargetScope::Unit(unit) => unit.to_string(),
            TargetScope::Position(position) => position.to_string(),
            TargetScope::Person(person) => person.to_string(),
        }
    }
}
