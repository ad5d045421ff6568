//! Which part of a scale applied, and with what numbers: what an explanation is made of.

use super::{AtBound, TierMode};
use crate::diag::Span;
use crate::num::{Decimal, Exact};

/// How a value of a scale came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// A linear scale.
    Linear(LinearPart),
    /// A step was reached; `None`: the input is below the first.
    Step {
        /// The step.
        reached: Option<Place>,
        /// The one after it.
        next: Option<Place>,
    },
    /// The input lies on a line between two places, or on one of them.
    Line {
        /// The place at or below the input.
        from: Place,
        /// The place at or above it.
        to: Place,
    },
    /// The input lies before the first place or after the last, and what the end gives holds.
    Held {
        /// The end.
        end: Place,
    },
    /// The input is below the minimum of the target.
    BelowMinimum {
        /// The minimum.
        minimum: Place,
    },
    /// Tiers.
    Tiers {
        /// For what the rates hold.
        mode: TierMode,
        /// Where values on a bound lie.
        at_bound: AtBound,
        /// Each tier that was entered, in order; their amounts add up to the value.
        lines: Vec<TierLine>,
    },
    /// Tiers met a value below 0.
    Negative {
        /// The first tier's rate, if it is taken; else the value gives 0.
        rate: Option<Decimal>,
        /// The first tier.
        span: Span,
    },
    /// Tiers that apply to each row by itself.
    Rows {
        /// How many rows there are.
        rows: u64,
        /// How many of them are below 0.
        negative: u64,
        /// What those below 0 give together.
        negative_amount: Exact,
        /// Each tier that a row entered, summed over the rows.
        lines: Vec<TierLine>,
    },
}

/// Which limit of a linear scale decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinearPart {
    /// None: the score is the input.
    Itself,
    /// The input is below the threshold.
    BelowThreshold {
        /// The threshold.
        threshold: Decimal,
        /// Where it is written.
        span: Span,
    },
    /// The cap.
    Capped {
        /// The highest score.
        cap: Decimal,
        /// Where it is written.
        span: Span,
    },
    /// The floor.
    Floored {
        /// The lowest score.
        floor: Decimal,
        /// Where it is written; nowhere, if it is the 0 that holds by default.
        span: Option<Span>,
    },
}

/// A step, a point or a level that an account refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `minimum`, `target`, `desired`; empty for steps and points.
    pub name: &'static str,
    /// The position.
    pub at: Decimal,
    /// What is given there.
    pub score: Decimal,
    /// The rule that says so.
    pub span: Span,
}

/// What one tier gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierLine {
    /// Its number; the first is 1.
    pub number: usize,
    /// Its lower bound.
    pub from: Decimal,
    /// Its upper bound.
    pub up_to: Option<Decimal>,
    /// What the rate is multiplied by.
    pub quantity: Exact,
    /// The rate.
    pub rate: Decimal,
    /// What is paid once on entering.
    pub flat: Decimal,
    /// How often it was entered: once, or by that many rows.
    pub entered: u64,
    /// `quantity * rate + entered * flat`.
    pub amount: Exact,
    /// Where the tier is written.
    pub span: Span,
}
