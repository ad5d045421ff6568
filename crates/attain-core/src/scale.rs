//! Scales: from an attainment or an actual to a score or an amount.
//!
//! A scale is one of five shapes, and each is made of straight lines with jumps between them:
//!
//! | kind | value |
//! |---|---|
//! | `linear` | the attainment; 0 below `threshold`, `cap` above it, never below `floor` (0) |
//! | `step` | the score of the highest step that is reached; below the first 0 |
//! | `points` | straight lines between points; the ends hold |
//! | `tiers` | rates and flat amounts between upper bounds, `marginal` or `whole` |
//! | `levels` | 0 below the minimum, then up to 100 % at the target and on to the desired level |
//!
//! ```
//! use attain_core::{diag::Diagnostics, num::Exact, scale, text::{Document, Table}};
//!
//! let document = Document::new("model/scales.toml", r#"
//! [scale.volume]
//! kind = "tiers"
//! on = "actual"
//! gives = "amount"
//! tiers = [{ up_to = "10", rate = "5", flat = "2" }, { rate = "3" }]
//! "#);
//! let diagnostics = Diagnostics::new();
//! let root = document.parse(&diagnostics);
//! let scales = scale::parse_scales(&Table::root(&document, &root, &diagnostics));
//! assert!(diagnostics.is_empty());
//!
//! let volume = &scales[&"volume".into()];
//! let paid = volume.at(&Exact::from_integer(12), &scale::Levels::default()).unwrap();
//! assert_eq!(paid.value, Exact::from_integer(10 * 5 + 2 + 2 * 3));
//! ```
//!
//! # Fields of every scale
//!
//! `kind`; `on = "attainment"` (default) or `"actual"`; `title`. Numbers are texts with an
//! optional `%`, or whole numbers.
//!
//! # Fields of one kind
//!
//! - `linear`: `threshold`, `cap`, `floor`, all optional. `floor` is the lowest score there is: it
//!   replaces the 0 that the score otherwise never goes below, also below the threshold where it
//!   is above 0.
//! - `step`: `steps`, a list of pairs of a position and a score; `at_bound = "upper"` (default: a
//!   step is reached at its position) or `"lower"` (only above it).
//! - `points`: `points`, the same.
//! - `tiers`: `tiers`, a list of `{ up_to, rate, flat }`; `mode = "marginal"` (default) or
//!   `"whole"`; `at_bound = "lower"` (default) or `"upper"`; `negative = "zero"` or `"first_rate"`;
//!   `gives = "score"` (default) or `"amount"`; `applies = "row"`, `"period"` (default) or
//!   `"year_to_date"`. Below 0 no tier is entered, so no flat amount is paid: `"zero"` gives 0 and
//!   `"first_rate"` the first tier's rate times the value.
//! - `levels`: `at_minimum` (50 %), `at_desired` (120 %), and `minimum`, `target`, `desired`: where
//!   the levels lie, in the terms of the scale's input, for targets that do not state them (and for
//!   trying the scale). On the attainment the target is 100 %.

mod account;
mod apply;
mod check;
mod curve;
mod error;
mod parse;
pub mod try_scale;

pub use account::{Account, LinearPart, Place, TierLine};
pub use apply::{ScaleInput, ScaleResult, YearToDate};
pub use check::{check, check_all};
pub use curve::{End, Piece, curve};
pub use error::{ScaleError, ScaleProblem};
pub(crate) use parse::pairs;
pub use parse::{parse_scale, parse_scales};

use crate::diag::{Span, Spanned};
use crate::id::ScaleId;
use crate::num::Decimal;

/// A scale of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Its name.
    pub id: ScaleId,
    /// For people, where it is stated.
    pub title: Option<String>,
    /// What it takes.
    pub on: Basis,
    /// What it gives.
    pub gives: Gives,
    /// Over what its tiers run.
    pub applies: Applies,
    /// The rule itself.
    pub shape: Shape,
    /// Where it is declared: its name.
    pub span: Span,
}

/// What a scale takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Basis {
    /// The attainment: 1 is 100 %.
    #[default]
    Attainment,
    /// The actual, in the KPI's unit.
    Actual,
}

impl Basis {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 2] =
        [("attainment", Self::Attainment), ("actual", Self::Actual)];

    /// `attainment`, `actual`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Attainment => "attainment",
            Self::Actual => "actual",
        }
    }
}

/// What a scale gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gives {
    /// A score, 1 being 100 %, that a weight multiplies.
    #[default]
    Score,
    /// An amount of money.
    Amount,
}

impl Gives {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 2] = [("score", Self::Score), ("amount", Self::Amount)];

    /// `score`, `amount`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Amount => "amount",
        }
    }
}

/// Over what tiers run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Applies {
    /// Over each row of facts by itself; the results are added up.
    Row,
    /// Over the whole of a period.
    #[default]
    Period,
    /// Over the year so far; what was already paid is taken off.
    YearToDate,
}

impl Applies {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("row", Self::Row),
        ("period", Self::Period),
        ("year_to_date", Self::YearToDate),
    ];
}

/// The rule of a scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// The input itself, between limits.
    Linear(Linear),
    /// Constant from each step to the next; in rising order.
    Step(Steps),
    /// Straight lines from each point to the next; in rising order.
    Points(Vec<Knot>),
    /// Rates between bounds.
    Tiers(Tiers),
    /// From minimum over target to desired.
    Levels(LevelScores),
}

impl Shape {
    /// The word that models write: `linear`, `step`, …
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Linear(_) => "linear",
            Self::Step(_) => "step",
            Self::Points(_) => "points",
            Self::Tiers(_) => "tiers",
            Self::Levels(_) => "levels",
        }
    }
}

/// The limits of a linear scale.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Linear {
    /// Below it nothing is given.
    pub threshold: Option<Spanned<Decimal>>,
    /// The highest score.
    pub cap: Option<Spanned<Decimal>>,
    /// The lowest score; 0 where it is not stated.
    pub floor: Option<Spanned<Decimal>>,
}

impl Linear {
    /// The lowest score.
    #[must_use]
    pub fn lowest(&self) -> Decimal {
        self.floor
            .as_ref()
            .map_or(Decimal::ZERO, |floor| floor.value)
    }
}

/// Steps and where a value that lies on one counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// Whether a step is reached at its position (`Upper`, the default of models) or only above it.
    pub at_bound: AtBound,
    /// In rising order.
    pub steps: Vec<Knot>,
}

/// A step or a point: what is given at a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knot {
    /// The position.
    pub at: Decimal,
    /// What is given there.
    pub score: Decimal,
    /// Where it is written.
    pub span: Span,
}

/// Tiers and what holds for all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tiers {
    /// Whether a rate holds for its own tier or for the whole.
    pub mode: TierMode,
    /// Where a value on a bound lies.
    pub at_bound: AtBound,
    /// What a value below 0 gives.
    pub negative: Negative,
    /// In rising order; only the last may be without an upper bound.
    pub tiers: Vec<Tier>,
}

/// For what a tier's rate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TierMode {
    /// For what lies in the tier.
    #[default]
    Marginal,
    /// The reached tier's, for all of the value.
    Whole,
}

impl TierMode {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 2] =
        [("marginal", Self::Marginal), ("whole", Self::Whole)];
}

/// In which tier a value lies that is exactly on a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AtBound {
    /// In the one below.
    #[default]
    Lower,
    /// In the one above.
    Upper,
}

impl AtBound {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 2] = [("lower", Self::Lower), ("upper", Self::Upper)];
}

/// What tiers make of a value below 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Negative {
    /// An error: the plan must say.
    #[default]
    Refuse,
    /// It gives 0.
    Zero,
    /// It is multiplied by the first tier's rate.
    FirstRate,
}

impl Negative {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 2] =
        [("zero", Self::Zero), ("first_rate", Self::FirstRate)];
}

/// One tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Its upper bound; none: it goes on for ever.
    pub up_to: Option<Spanned<Decimal>>,
    /// What one unit gives.
    pub rate: Decimal,
    /// What entering the tier gives, once.
    pub flat: Decimal,
    /// Where it is written.
    pub span: Span,
}

/// What the three levels give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelScores {
    /// At the minimum.
    pub at_minimum: Decimal,
    /// At the desired level, and above.
    pub at_desired: Decimal,
    /// Where the levels lie if the target does not say, in the terms of the scale's input.
    pub levels: Levels,
}

/// Where the three levels of a target lie, in the terms of a scale's input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    /// Below it nothing is given.
    pub minimum: Option<Decimal>,
    /// It gives 100 %.
    pub target: Option<Decimal>,
    /// Above it nothing more is given.
    pub desired: Option<Decimal>,
}

impl Levels {
    /// These levels, with those of `other` where one is missing.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self {
            minimum: self.minimum.or(other.minimum),
            target: self.target.or(other.target),
            desired: self.desired.or(other.desired),
        }
    }
}

#[cfg(test)]
mod tests;
