//! The formula of an attainment with its numbers: what an explanation is made of.

use crate::diag::Span;
use crate::num::{Decimal, Exact, plain};
use jiff::civil::Date;

/// How an attainment came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttainmentAccount {
    /// `(actual - baseline) / (target - baseline)`.
    Higher {
        /// The actual.
        actual: Exact,
        /// The target.
        target: Decimal,
        /// The baseline, 0 if none is set.
        baseline: Decimal,
    },
    /// `2 - actual / target`.
    Lower {
        /// The actual.
        actual: Exact,
        /// The target.
        target: Decimal,
    },
    /// `(baseline - actual) / (baseline - target)`.
    LowerFromBaseline {
        /// The actual.
        actual: Exact,
        /// The target.
        target: Decimal,
        /// The baseline.
        baseline: Decimal,
    },
    /// `target / actual`.
    Ratio {
        /// The actual.
        actual: Exact,
        /// The target.
        target: Decimal,
    },
    /// `max(0, 1 - distance / tolerance)`.
    Band {
        /// The actual.
        actual: Exact,
        /// The lower end.
        low: Decimal,
        /// The upper end.
        high: Decimal,
        /// On which side of the band the actual lies.
        side: Side,
        /// How far from it.
        distance: Exact,
        /// The distance at which nothing is left.
        tolerance: Option<Decimal>,
    },
    /// A day against a deadline.
    Milestone {
        /// The day on which it was done.
        done: Option<Date>,
        /// The last good day.
        deadline: Option<Date>,
        /// The attainment if it is late.
        late: Decimal,
    },
    /// An anchor.
    Rating {
        /// The rating.
        rating: String,
        /// What it is worth.
        attainment: Decimal,
        /// The anchor.
        span: Span,
    },
}

/// Where an actual lies with respect to a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Below it.
    Below,
    /// In it, ends included.
    Inside,
    /// Above it.
    Above,
}

impl AttainmentAccount {
    /// The formula with its numbers, before rounding.
    ///
    /// ```
    /// use attain_core::attainment::AttainmentAccount;
    /// use attain_core::num::Exact;
    /// let account = AttainmentAccount::Lower {
    ///     actual: Exact::from_integer(90),
    ///     target: 100.into(),
    /// };
    /// assert_eq!(account.formula(), "2 - 90 / 100");
    /// ```
    #[must_use]
    pub fn formula(&self) -> String {
        match self {
            Self::Higher {
                actual,
                target,
                baseline,
            } => {
                if baseline.is_zero() {
                    return format!("{} / {}", actual.plain(), plain(*target));
                }
                let (actual, target, baseline) = (signed(actual), plain(*target), sign(*baseline));
                format!("({actual} - {baseline}) / ({target} - {baseline})")
            }
            Self::Lower { actual, target } => format!("2 - {} / {}", actual.plain(), sign(*target)),
            Self::LowerFromBaseline {
                actual,
                target,
                baseline,
            } => {
                let (actual, target, baseline) = (signed(actual), sign(*target), plain(*baseline));
                format!("({baseline} - {actual}) / ({baseline} - {target})")
            }
            Self::Ratio { actual, target } => format!("{} / {}", plain(*target), signed(actual)),
            Self::Band {
                low,
                high,
                side,
                distance,
                tolerance,
                ..
            } => band(*low, *high, *side, distance, *tolerance),
            Self::Milestone { done, deadline, .. } => milestone(*done, *deadline),
            Self::Rating { rating, .. } => format!("rating {rating}"),
        }
    }
}

fn band(
    low: Decimal,
    high: Decimal,
    side: Side,
    distance: &Exact,
    tolerance: Option<Decimal>,
) -> String {
    let (low, high) = (plain(low), plain(high));
    let place = match side {
        Side::Inside => return format!("inside [{low}, {high}]"),
        Side::Below => "below",
        Side::Above => "above",
    };
    let distance = distance.plain();
    match tolerance {
        Some(tolerance) => format!(
            "max(0, 1 - {distance} / {}), {place} [{low}, {high}]",
            plain(tolerance)
        ),
        None => format!("{distance} {place} [{low}, {high}], no tolerance"),
    }
}

fn milestone(done: Option<Date>, deadline: Option<Date>) -> String {
    match (done, deadline) {
        (None, None) => "not done".to_owned(),
        (None, Some(deadline)) => format!("not done, due {deadline}"),
        (Some(done), None) => format!("done {done}"),
        (Some(done), Some(deadline)) if done <= deadline => format!("done {done}, due {deadline}"),
        (Some(done), Some(deadline)) => format!("done {done}, late, due {deadline}"),
    }
}

/// A number after a sign of operation: in brackets if it is negative.
fn signed(value: &Exact) -> String {
    let text = value.plain();
    if value.is_negative() {
        format!("({text})")
    } else {
        text
    }
}

fn sign(value: Decimal) -> String {
    signed(&Exact::from(value))
}
