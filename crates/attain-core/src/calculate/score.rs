//! What an attainment is worth, and which part of the scale says so.

use crate::attainment::{AttainmentRule, Target};
use crate::diag::render::Sources;
use crate::diag::{Diagnostic, Span};
use crate::explain::{percent, place};
use crate::id::ScaleId;
use crate::num::{Decimal, Exact, plain};
use crate::scale::{
    Account, Basis, Gives, LinearPart, Place, Scale, ScaleInput, ScaleResult, TierMode,
};

/// A score, or the amount that a scale gives instead of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// The score, rounded to 12 decimals; of a scale that gives an amount, the amount so rounded.
    pub value: Decimal,
    /// The scale and what it said; `None`: without a scale the score is the attainment.
    pub by: Option<(ScaleId, ScaleResult)>,
    /// The amount before rounding, where the scale gives one.
    pub amount: Option<Exact>,
}

impl Scored {
    /// Without a scale the score is the attainment.
    #[must_use]
    pub fn same(attainment: Decimal) -> Self {
        Self {
            value: attainment,
            by: None,
            amount: None,
        }
    }

    /// Applies a scale.
    pub(crate) fn by_scale(
        scale: &Scale,
        rule: &AttainmentRule,
        actual: &Exact,
        attainment: Option<Decimal>,
        target: &Target,
    ) -> Result<Self, Diagnostic> {
        let levels = rule
            .levels(target, scale.on)
            .map_err(|error| error.diagnostic(""))?;
        let input = ScaleInput {
            attainment,
            actual: Some(actual.clone()),
            levels,
        };
        let result = scale.apply(&input).map_err(|error| error.diagnostic(""))?;
        let Some(value) = result.score() else {
            return Err(Diagnostic::error(
                crate::rules::OVERFLOW,
                "the score has too many digits",
            ));
        };
        let amount = (scale.gives == Gives::Amount).then(|| result.value.clone());
        Ok(Self {
            value,
            by: Some((scale.id.clone(), result)),
            amount,
        })
    }

    /// Which rule gave it, in words, with its place in the model.
    #[must_use]
    pub fn remark(&self, sources: &Sources) -> String {
        let Some((scale, result)) = &self.by else {
            return "the attainment itself; the line has no scale".to_owned();
        };
        let (words, span) = describe(&result.account);
        let at = span
            .map(|span| format!(" ({})", place(span, sources)))
            .unwrap_or_default();
        format!("scale `{scale}`: {words}{at}")
    }
}

/// What an account says, and the place of the rule that decided.
fn describe(account: &Account) -> (String, Option<&Span>) {
    match account {
        Account::Linear(part) => linear(part),
        Account::Step {
            reached: Some(reached),
            ..
        } => (
            format!(
                "the step at {} gives {}",
                percent(reached.at),
                percent(reached.score)
            ),
            Some(&reached.span),
        ),
        Account::Step {
            reached: None,
            next,
        } => (
            match next {
                Some(next) => format!("below the first step, which is at {}", percent(next.at)),
                None => "no step is reached".to_owned(),
            },
            next.as_ref().map(|next| &next.span),
        ),
        Account::Line { from, to } => (
            format!("on the line from {} to {}", point(from), point(to)),
            Some(&from.span),
        ),
        Account::Held { end } => (
            format!("beyond {}, which holds", point(end)),
            Some(&end.span),
        ),
        Account::BelowMinimum { minimum } => (
            format!("below the minimum, {}", percent(minimum.at)),
            Some(&minimum.span),
        ),
        Account::Tiers { mode, lines, .. } => {
            let all = *mode == TierMode::Whole;
            let mut words: Vec<String> = Vec::new();
            for line in lines {
                let flat = if line.flat.is_zero() {
                    String::new()
                } else {
                    format!(" + {}", plain(line.flat))
                };
                let what = if all { "all of " } else { "" };
                words.push(format!(
                    "tier {}: {what}{} x {}{flat}",
                    line.number,
                    line.quantity,
                    plain(line.rate)
                ));
            }
            (words.join("; "), lines.last().map(|line| &line.span))
        }
        Account::Negative { rate, span } => (
            match rate {
                Some(rate) => format!("below 0, at the first rate {}", plain(*rate)),
                None => "below 0 gives 0".to_owned(),
            },
            Some(span),
        ),
        Account::Rows { rows, .. } => (format!("{rows} rows, each by itself"), None),
    }
}

fn linear(part: &LinearPart) -> (String, Option<&Span>) {
    match part {
        LinearPart::Itself => ("the attainment itself".to_owned(), None),
        LinearPart::BelowThreshold { threshold, span } => (
            format!("below the threshold of {}", percent(*threshold)),
            Some(span),
        ),
        LinearPart::Capped { cap, span } => (format!("capped at {}", percent(*cap)), Some(span)),
        LinearPart::Floored { floor, span } => {
            (format!("not below {}", percent(*floor)), span.as_ref())
        }
    }
}

fn point(place: &Place) -> String {
    let name = if place.name.is_empty() {
        String::new()
    } else {
        format!("{} ", place.name)
    };
    format!("{name}{} -> {}", percent(place.at), percent(place.score))
}

/// Whether a scale takes the actual, so that no attainment is needed.
pub(crate) fn takes_actual(scale: Option<&Scale>) -> bool {
    scale.is_some_and(|scale| scale.on == Basis::Actual)
}
