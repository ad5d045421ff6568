//! What an attainment is worth, and which part of the scale says so.

use crate::attainment::{AttainmentRule, Target};
use crate::diag::render::Sources;
use crate::diag::{Diagnostic, Span};
use crate::explain::{percent, place};
use crate::id::ScaleId;
use crate::num::{Decimal, Exact, RATIO_DECIMALS, RoundMode, plain};
use crate::scale::{
    Account, Basis, Gives, LinearPart, Place, Scale, ScaleError, ScaleInput, ScaleResult, TierMode,
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
    /// What the scale takes: its positions are shown in its terms.
    pub on: Basis,
}

impl Scored {
    /// Without a scale the score is the attainment.
    #[must_use]
    pub fn same(attainment: Decimal) -> Self {
        Self {
            value: attainment,
            by: None,
            amount: None,
            on: Basis::Attainment,
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
        Self::of(scale, scale.apply(&input))
    }

    /// What a scale gave.
    pub(crate) fn of(
        scale: &Scale,
        result: Result<ScaleResult, ScaleError>,
    ) -> Result<Self, Diagnostic> {
        let result = result.map_err(|error| error.diagnostic(""))?;
        let exact = result.value.clone();
        Self::with_value(scale, result, exact)
    }

    /// What a scale over the year so far adds in this period.
    pub(crate) fn of_year(
        scale: &Scale,
        before: Option<&Exact>,
        after: &Exact,
    ) -> Result<Self, Diagnostic> {
        let year = scale
            .year_to_date_between(before, after)
            .map_err(|error| error.diagnostic(""))?;
        Self::with_value(scale, year.total, year.due)
    }

    fn with_value(scale: &Scale, result: ScaleResult, exact: Exact) -> Result<Self, Diagnostic> {
        let value = exact
            .round(RATIO_DECIMALS, RoundMode::HalfEven)
            .ok_or_else(|| {
                Diagnostic::error(crate::rules::OVERFLOW, "the score has too many digits")
            })?;
        Ok(Self {
            value,
            amount: (scale.gives == Gives::Amount).then_some(exact),
            on: scale.on,
            by: Some((scale.id.clone(), result)),
        })
    }

    /// The score, unless the scale gives an amount instead of one.
    #[must_use]
    pub fn score(&self) -> Option<Decimal> {
        self.amount.is_none().then_some(self.value)
    }

    /// Which rule gave it, in words, with its place in the model.
    #[must_use]
    pub fn remark(&self, sources: &Sources) -> String {
        let Some((scale, result)) = &self.by else {
            return "the attainment itself; the line has no scale".to_owned();
        };
        let (words, span) = describe(&result.account, self.on);
        let at = span
            .map(|span| format!(" ({})", place(span, sources)))
            .unwrap_or_default();
        format!("scale `{scale}`: {words}{at}")
    }
}

/// What an account says, and the place of the rule that decided.
fn describe(account: &Account, on: Basis) -> (String, Option<&Span>) {
    match account {
        Account::Linear(part) => linear(part, on),
        Account::Step {
            reached: Some(reached),
            ..
        } => (
            format!(
                "the step at {} gives {}",
                position(reached.at, on),
                percent(reached.score)
            ),
            Some(&reached.span),
        ),
        Account::Step {
            reached: None,
            next,
        } => (
            match next {
                Some(next) => format!(
                    "below the first step, which is at {}",
                    position(next.at, on)
                ),
                None => "no step is reached".to_owned(),
            },
            next.as_ref().map(|next| &next.span),
        ),
        Account::Line { from, to } => (
            format!("on the line from {} to {}", point(from, on), point(to, on)),
            Some(&from.span),
        ),
        Account::Held { end } => (
            format!("beyond {}, which holds", point(end, on)),
            Some(&end.span),
        ),
        Account::BelowMinimum { minimum } => (
            format!("below the minimum, {}", position(minimum.at, on)),
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

fn linear(part: &LinearPart, on: Basis) -> (String, Option<&Span>) {
    match part {
        LinearPart::Itself => ("the attainment itself".to_owned(), None),
        LinearPart::BelowThreshold { threshold, span } => (
            format!("below the threshold of {}", position(*threshold, on)),
            Some(span),
        ),
        LinearPart::Capped { cap, span } => (format!("capped at {}", percent(*cap)), Some(span)),
        LinearPart::Floored { floor, span } => {
            (format!("not below {}", percent(*floor)), span.as_ref())
        }
    }
}

fn point(place: &Place, on: Basis) -> String {
    let name = if place.name.is_empty() {
        String::new()
    } else {
        format!("{} ", place.name)
    };
    format!(
        "{name}{} -> {}",
        position(place.at, on),
        percent(place.score)
    )
}

/// A position in the terms of what the scale takes.
fn position(at: Decimal, on: Basis) -> String {
    match on {
        Basis::Attainment => percent(at),
        Basis::Actual => plain(at),
    }
}

/// Whether a scale takes the actual, so that no attainment is needed.
pub(crate) fn takes_actual(scale: Option<&Scale>) -> bool {
    scale.is_some_and(|scale| scale.on == Basis::Actual)
}
