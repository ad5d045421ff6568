//! Why a scale gives nothing for an input.

use super::Scale;
use crate::diag::{Code, Diagnostic, Span};
use crate::id::ScaleId;
use crate::num::{Decimal, Exact, plain};
use crate::rules;
use thiserror::Error;

/// Why a scale gives nothing, with the part of it that is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("scale `{scale}`: {problem}")]
pub struct ScaleError {
    /// The scale's name.
    pub scale: ScaleId,
    /// What happened.
    pub problem: Box<ScaleProblem>,
    /// The part of the scale that is concerned.
    pub span: Span,
}

/// What can go wrong when a scale is applied.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScaleProblem {
    /// Neither an attainment nor an actual, whichever the scale takes.
    #[error("it takes the {0}, and there is none")]
    InputMissing(&'static str),
    /// Tiers met a value below 0 and do not say what it gives.
    #[error("{} is below 0, where its tiers do not say what is paid", .0.plain())]
    BelowZero(Exact),
    /// Whole tiers met a value above the last bound.
    #[error("{} is beyond its last tier, which ends at {}", value.plain(), plain(*bound))]
    AboveLastTier {
        /// The value.
        value: Exact,
        /// The last bound.
        bound: Decimal,
    },
    /// A level is missing.
    #[error("the target has no {0} level")]
    LevelMissing(&'static str),
    /// Levels that do not rise (or fall).
    #[error(
        "the levels are out of order: minimum {}, target {}, desired {}",
        plain(*minimum), plain(*target), plain(*desired)
    )]
    LevelsOutOfOrder {
        /// The minimum.
        minimum: Decimal,
        /// The target.
        target: Decimal,
        /// The desired level.
        desired: Decimal,
    },
    /// The score has too many digits.
    #[error("it gives {}, which has more digits than Attain keeps exactly", .0.plain())]
    TooLarge(Exact),
}

impl ScaleProblem {
    /// The rule that it breaks.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::InputMissing(_) => rules::INPUT_MISSING,
            Self::BelowZero(_) => rules::BELOW_ZERO,
            Self::AboveLastTier { .. } => rules::ABOVE_LAST_TIER,
            Self::LevelMissing(_) => rules::LEVEL_MISSING,
            Self::LevelsOutOfOrder { .. } => rules::LEVELS_OUT_OF_ORDER,
            Self::TooLarge(_) => rules::SCORE_TOO_LARGE,
        }
    }

    /// What to do.
    fn help(&self) -> String {
        match self {
            Self::InputMissing("attainment") => {
                "give the KPI a target, or let the scale take the actual: `on = \"actual\"`".into()
            }
            Self::InputMissing(_) => {
                "import the facts, or say in the KPI what `missing` does".into()
            }
            Self::BelowZero(_) => {
                "add `negative = \"zero\"` (it pays 0) or `negative = \"first_rate\"` (it is \
                 multiplied by the first tier's rate)"
                    .into()
            }
            Self::AboveLastTier { .. } => "add a last tier without `up_to`".into(),
            Self::LevelMissing(level) => {
                format!("state the {level} of the target, or add `{level} = …` to the scale")
            }
            Self::LevelsOutOfOrder { .. } => {
                "let each level be harder than the one before: minimum, target, desired".into()
            }
            Self::TooLarge(_) => {
                "look for a misplaced dot in the scale, the target or the facts".into()
            }
        }
    }
}

impl ScaleError {
    pub(super) fn new(scale: &Scale, problem: ScaleProblem, span: &Span) -> Self {
        Self {
            scale: scale.id.clone(),
            problem: Box::new(problem),
            span: span.clone(),
        }
    }

    /// The error as a diagnostic. `whom` names person and KPI: `person 282, KPI sales`; it may be
    /// empty.
    #[must_use]
    pub fn diagnostic(&self, whom: &str) -> Diagnostic {
        let separator = if whom.is_empty() { "" } else { ": " };
        let message = format!("{whom}{separator}{self}");
        Diagnostic::error(self.problem.code(), message)
            .at(&self.span, "")
            .with_help(self.problem.help())
    }
}
