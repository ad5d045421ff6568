//! Why there is no attainment.

use crate::diag::{Code, Diagnostic};
use crate::num::{Decimal, Exact, plain};
use crate::rules;
use thiserror::Error;

/// Why there is no attainment. Each variant is one rule.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AttainmentError {
    /// There is no target.
    #[error("there is no target, and where {0} is better there must be one")]
    TargetMissing(&'static str),
    /// The formula divides by zero.
    #[error("`{formula}` divides by zero")]
    ZeroDenominator {
        /// The formula with its numbers.
        formula: String,
    },
    /// Higher is better, and the target is not above the baseline.
    #[error(
        "the target {} is not above the baseline {}, and higher is better",
        plain(*target), plain(*baseline)
    )]
    TargetNotAboveBaseline {
        /// The target.
        target: Decimal,
        /// The baseline.
        baseline: Decimal,
    },
    /// Lower is better, and the target is not below the baseline.
    #[error(
        "the target {} is not below the baseline {}, and lower is better",
        plain(*target), plain(*baseline)
    )]
    TargetNotBelowBaseline {
        /// The target.
        target: Decimal,
        /// The baseline.
        baseline: Decimal,
    },
    /// A ratio with a negative number in it.
    #[error("`{formula}` turns round, because {negative} is below 0")]
    NegativeRatio {
        /// The formula with its numbers.
        formula: String,
        /// The negative number.
        negative: String,
    },
    /// The anchor table does not have the rating.
    #[error("the rating `{found}` has no anchor; there are {}", list(known))]
    UnknownRating {
        /// The rating.
        found: String,
        /// The ratings of the table.
        known: Vec<String>,
    },
    /// A number where a day is needed, and so on.
    #[error("the actual is {found}, expected {expected}")]
    WrongKindOfActual {
        /// What the actual is.
        found: &'static str,
        /// What the direction needs.
        expected: &'static str,
    },
    /// A milestone was done, and there is no deadline.
    #[error("the milestone was done, and there is no deadline")]
    DeadlineMissing,
    /// Too many digits.
    #[error("the attainment {} has more digits than Attain keeps exactly", .0.plain())]
    TooLarge(Exact),
}

fn list(ratings: &[String]) -> String {
    let quoted: Vec<String> = ratings.iter().map(|rating| format!("`{rating}`")).collect();
    quoted.join(", ")
}

impl AttainmentError {
    /// The rule that it breaks.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::TargetMissing(_) => rules::TARGET_MISSING,
            Self::ZeroDenominator { .. } => rules::ZERO_DENOMINATOR,
            Self::TargetNotAboveBaseline { .. } => rules::TARGET_NOT_ABOVE_BASELINE,
            Self::TargetNotBelowBaseline { .. } => rules::TARGET_NOT_BELOW_BASELINE,
            Self::NegativeRatio { .. } => rules::NEGATIVE_RATIO,
            Self::UnknownRating { .. } => rules::UNKNOWN_RATING,
            Self::WrongKindOfActual { .. } => rules::WRONG_KIND_OF_ACTUAL,
            Self::DeadlineMissing => rules::DEADLINE_MISSING,
            Self::TooLarge(_) => rules::SCORE_TOO_LARGE,
        }
    }

    /// What to do.
    fn help(&self) -> &'static str {
        match self {
            Self::TargetMissing(_) => "set a target for this person, KPI and period",
            Self::ZeroDenominator { .. } => {
                "set a target other than 0, or a baseline, or choose another direction"
            }
            Self::TargetNotAboveBaseline { .. } => {
                "raise the target, lower the baseline, or write `direction = \"lower\"`"
            }
            Self::TargetNotBelowBaseline { .. } => {
                "lower the target, raise the baseline, or write `direction = \"higher\"`"
            }
            Self::NegativeRatio { .. } => {
                "set a baseline and leave `lower_form` out: that form works with any sign"
            }
            Self::UnknownRating { .. } => {
                "correct the rating or add the anchor; a scale of kind `points` draws lines \
                 between ratings"
            }
            Self::WrongKindOfActual { .. } => "correct the measure, or the direction of the KPI",
            Self::DeadlineMissing => "add `deadline = …` to the KPI, or to the target",
            Self::TooLarge(_) => "look for a misplaced dot in the target or the facts",
        }
    }

    /// The error as a diagnostic. `whom` names person and KPI: `person 282, KPI sales`; it may be
    /// empty. Places are the caller's to add.
    #[must_use]
    pub fn diagnostic(&self, whom: &str) -> Diagnostic {
        let separator = if whom.is_empty() { "" } else { ": " };
        Diagnostic::error(self.code(), format!("{whom}{separator}{self}")).with_help(self.help())
    }
}
