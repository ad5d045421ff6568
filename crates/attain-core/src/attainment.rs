//! From an actual and a target to an attainment.
//!
//! | direction | attainment |
//! |---|---|
//! | `higher` | `(actual - baseline) / (target - baseline)`, baseline 0 if there is none |
//! | `lower` | `2 - actual / target`; with a baseline `(baseline - actual) / (baseline - target)` |
//! | `lower`, `lower_form = "ratio"` | `target / actual` |
//! | `band` | 1 inside `[low, high]`, `max(0, 1 - distance / tolerance)` outside |
//! | `milestone` | 1 if done by the deadline, `late` (0) if done later, 0 if not done |
//! | `rating` | what the anchor table says |
//!
//! The result is rounded to 12 decimals, half to even.
//!
//! ```
//! use attain_core::attainment::{Actual, AttainmentRule, Target};
//! use attain_core::num::Exact;
//!
//! let target = Target { target: Some(3000.into()), ..Target::default() };
//! let attained = AttainmentRule::default()
//!     .attain(&Actual::Number(Exact::from_integer(2000)), &target)
//!     .unwrap();
//! assert_eq!(attained.attainment.to_string(), "0.666666666667");
//! assert_eq!(attained.account.formula(), "2000 / 3000");
//! ```
//!
//! # Fields of a KPI
//!
//! - `direction = "higher"` (default), `"lower"`, `"band"`, `"milestone"` or `"rating"`.
//! - `lower`: `lower_form = "difference"` (default; it uses the target's baseline, if there is one)
//!   or `"ratio"` (it does not).
//! - `band`: `band = ["95", "105"]`; `tolerance = "10"`, the distance at which nothing is left.
//!   Without it everything outside the band gives 0.
//! - `milestone`: `deadline = 2024-12-31` for targets that have none of their own; `late = "50 %"`.
//! - `rating`: `anchors = [["A", "120 %"], ["B", "100 %"]]`. Anchors that are numbers match by
//!   value: 3 and 3.0 are one rating.

mod account;
mod attain;
mod error;
mod levels;
mod parse;

pub use account::{AttainmentAccount, Side};
pub use attain::{Actual, Attained};
pub use error::AttainmentError;
pub use parse::{FIELDS, parse_rule, parse_target};

use crate::diag::Span;
use crate::num::Decimal;
use jiff::civil::Date;

/// How a KPI's actual is judged against its target.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum AttainmentRule {
    /// Higher is better.
    #[default]
    Higher,
    /// Lower is better.
    Lower(LowerForm),
    /// Best is between two values.
    Band(Band),
    /// It is done by a day, or it is not.
    Milestone(Milestone),
    /// Somebody rates it.
    Rating(Vec<Anchor>),
}

impl AttainmentRule {
    /// The direction, without what belongs to it.
    #[must_use]
    pub fn direction(&self) -> Direction {
        match self {
            Self::Higher => Direction::Higher,
            Self::Lower(_) => Direction::Lower,
            Self::Band(_) => Direction::Band,
            Self::Milestone(_) => Direction::Milestone,
            Self::Rating(_) => Direction::Rating,
        }
    }

    /// Whether a target is needed: a band, a deadline and anchors stand in the KPI itself.
    #[must_use]
    pub fn needs_target(&self) -> bool {
        matches!(self, Self::Higher | Self::Lower(_))
    }
}

/// What is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Direction {
    /// More.
    #[default]
    Higher,
    /// Less.
    Lower,
    /// What lies between two values.
    Band,
    /// What is done in time.
    Milestone,
    /// What is rated better.
    Rating,
}

impl Direction {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("higher", Self::Higher),
        ("lower", Self::Lower),
        ("band", Self::Band),
        ("milestone", Self::Milestone),
        ("rating", Self::Rating),
    ];

    /// `higher`, `lower`, …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::Band => "band",
            Self::Milestone => "milestone",
            Self::Rating => "rating",
        }
    }
}

/// How lower is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LowerForm {
    /// `2 - actual / target`; if there is a baseline `(baseline - actual) / (baseline - target)`.
    #[default]
    Difference,
    /// `target / actual`.
    Ratio,
}

impl LowerForm {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 2] =
        [("difference", Self::Difference), ("ratio", Self::Ratio)];
}

/// A band of good values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// The lowest good value.
    pub low: Decimal,
    /// The highest good value.
    pub high: Decimal,
    /// The distance from the band at which nothing is left; above 0. `None`: nothing outside.
    pub tolerance: Option<Decimal>,
}

/// Something to be done by a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Milestone {
    /// The last good day, for targets that have none of their own.
    pub deadline: Option<Date>,
    /// The attainment if it is done later.
    pub late: Decimal,
}

/// What a rating is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The rating, as it is written.
    pub rating: String,
    /// Its attainment.
    pub attainment: Decimal,
    /// Where it is written.
    pub span: Span,
}

/// What a person or unit is to reach in a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// Below it there may be no pay.
    pub minimum: Option<Decimal>,
    /// What is to be reached: 100 %.
    pub target: Option<Decimal>,
    /// What would be excellent.
    pub desired: Option<Decimal>,
    /// Where things stood before: 0 %.
    pub baseline: Option<Decimal>,
    /// What others reach, or what was reached before: whether the target is realistic.
    pub benchmark: Option<Decimal>,
    /// The last good day of a milestone.
    pub deadline: Option<Date>,
}
