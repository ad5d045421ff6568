//! The formulas.

use super::{
    Anchor, AttainmentAccount, AttainmentError, AttainmentRule, Band, LowerForm, Milestone, Side,
    Target,
};
use crate::num::{Decimal, Exact, RATIO_DECIMALS, RoundMode, parse_number};
use jiff::civil::Date;

/// What happened, as the direction needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actual {
    /// A number, exact.
    Number(Exact),
    /// The day on which a milestone was done; `None`: it is not done.
    Done(Option<Date>),
    /// A rating by name. (A rating that is a number may be given as a number.)
    Rating(String),
}

impl Actual {
    fn kind(&self) -> &'static str {
        match self {
            Self::Number(_) => "a number",
            Self::Done(_) => "a day",
            Self::Rating(_) => "a rating",
        }
    }
}

/// An attainment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attained {
    /// Rounded to 12 decimals, half to even; 1 is 100 %.
    pub attainment: Decimal,
    /// How it came about.
    pub account: AttainmentAccount,
}

impl AttainmentRule {
    /// The attainment of an actual.
    ///
    /// # Errors
    /// If there is none: see [`AttainmentError`].
    pub fn attain(&self, actual: &Actual, target: &Target) -> Result<Attained, AttainmentError> {
        let (exact, account) = match self {
            Self::Higher => higher(number(actual)?, target)?,
            Self::Lower(form) => lower(*form, number(actual)?, target)?,
            Self::Band(band) => in_band(band, number(actual)?),
            Self::Milestone(milestone) => in_time(milestone, actual, target)?,
            Self::Rating(anchors) => rated(anchors, actual)?,
        };
        match exact.round(RATIO_DECIMALS, RoundMode::HalfEven) {
            Some(attainment) => Ok(Attained {
                attainment,
                account,
            }),
            None => Err(AttainmentError::TooLarge(exact)),
        }
    }
}

/// A value before rounding, and its account.
type Given = (Exact, AttainmentAccount);

fn number(actual: &Actual) -> Result<&Exact, AttainmentError> {
    match actual {
        Actual::Number(number) => Ok(number),
        _ => Err(wrong_kind(actual, "a number")),
    }
}

fn wrong_kind(actual: &Actual, expected: &'static str) -> AttainmentError {
    AttainmentError::WrongKindOfActual {
        found: actual.kind(),
        expected,
    }
}

fn higher(actual: &Exact, levels: &Target) -> Result<Given, AttainmentError> {
    let target = levels
        .target
        .ok_or(AttainmentError::TargetMissing("higher"))?;
    let baseline = levels.baseline.unwrap_or_default();
    let account = AttainmentAccount::Higher {
        actual: actual.clone(),
        target,
        baseline,
    };
    let base = Exact::from(baseline);
    let way = Exact::from(target) - base.clone();
    if !way.is_positive() {
        return Err(AttainmentError::TargetNotAboveBaseline { target, baseline });
    }
    divide(&(actual.clone() - base), &way, account)
}

fn lower(form: LowerForm, actual: &Exact, levels: &Target) -> Result<Given, AttainmentError> {
    let target = levels
        .target
        .ok_or(AttainmentError::TargetMissing("lower"))?;
    match (form, levels.baseline) {
        (LowerForm::Ratio, _) => ratio(actual, target),
        (LowerForm::Difference, None) => difference(actual, target),
        (LowerForm::Difference, Some(baseline)) => from_baseline(actual, target, baseline),
    }
}

fn difference(actual: &Exact, target: Decimal) -> Result<Given, AttainmentError> {
    let account = AttainmentAccount::Lower {
        actual: actual.clone(),
        target,
    };
    let divisor = Exact::from(target);
    if divisor.is_negative() {
        return Err(negative_ratio(&account, &divisor));
    }
    let (quotient, account) = divide(actual, &divisor, account)?;
    Ok((Exact::from_integer(2) - quotient, account))
}

fn from_baseline(
    actual: &Exact,
    target: Decimal,
    baseline: Decimal,
) -> Result<Given, AttainmentError> {
    let account = AttainmentAccount::LowerFromBaseline {
        actual: actual.clone(),
        target,
        baseline,
    };
    let base = Exact::from(baseline);
    let way = base.clone() - Exact::from(target);
    if way.is_negative() {
        return Err(AttainmentError::TargetNotBelowBaseline { target, baseline });
    }
    divide(&(base - actual.clone()), &way, account)
}

fn ratio(actual: &Exact, target: Decimal) -> Result<Given, AttainmentError> {
    let account = AttainmentAccount::Ratio {
        actual: actual.clone(),
        target,
    };
    let dividend = Exact::from(target);
    for value in [actual, &dividend] {
        if value.is_negative() {
            return Err(negative_ratio(&account, value));
        }
    }
    divide(&dividend, actual, account)
}

fn negative_ratio(account: &AttainmentAccount, value: &Exact) -> AttainmentError {
    AttainmentError::NegativeRatio {
        formula: account.formula(),
        negative: value.plain(),
    }
}

fn divide(
    dividend: &Exact,
    divisor: &Exact,
    account: AttainmentAccount,
) -> Result<Given, AttainmentError> {
    match dividend.checked_div(divisor) {
        Some(quotient) => Ok((quotient, account)),
        None => Err(AttainmentError::ZeroDenominator {
            formula: account.formula(),
        }),
    }
}

fn in_band(band: &Band, actual: &Exact) -> Given {
    let (low, high) = (Exact::from(band.low), Exact::from(band.high));
    let (side, distance) = if *actual < low {
        (Side::Below, low - actual.clone())
    } else if *actual > high {
        (Side::Above, actual.clone() - high)
    } else {
        (Side::Inside, Exact::zero())
    };
    let attainment = if side == Side::Inside {
        Exact::one()
    } else {
        // A tolerance is above 0; without one nothing outside the band counts.
        band.tolerance
            .and_then(|tolerance| distance.checked_div(&Exact::from(tolerance)))
            .map_or_else(Exact::zero, |part| (Exact::one() - part).max(Exact::zero()))
    };
    let account = AttainmentAccount::Band {
        actual: actual.clone(),
        low: band.low,
        high: band.high,
        side,
        distance,
        tolerance: band.tolerance,
    };
    (attainment, account)
}

fn in_time(
    milestone: &Milestone,
    actual: &Actual,
    target: &Target,
) -> Result<Given, AttainmentError> {
    let Actual::Done(done) = actual else {
        return Err(wrong_kind(
            actual,
            "the day on which the milestone was done",
        ));
    };
    let deadline = target.deadline.or(milestone.deadline);
    let account = AttainmentAccount::Milestone {
        done: *done,
        deadline,
        late: milestone.late,
    };
    let attainment = match (done, deadline) {
        (None, _) => Exact::zero(),
        (Some(_), None) => return Err(AttainmentError::DeadlineMissing),
        (Some(done), Some(deadline)) if *done <= deadline => Exact::one(),
        (Some(_), Some(_)) => Exact::from(milestone.late),
    };
    Ok((attainment, account))
}

fn rated(anchors: &[Anchor], actual: &Actual) -> Result<Given, AttainmentError> {
    let (text, value) = match actual {
        Actual::Rating(text) => (text.trim().to_owned(), number_of(text)),
        Actual::Number(number) => (number.plain(), Some(number.clone())),
        Actual::Done(_) => return Err(wrong_kind(actual, "a rating")),
    };
    let found = anchors.iter().find(|anchor| {
        let same_value = value.is_some() && value == number_of(&anchor.rating);
        same_value || anchor.rating.trim() == text
    });
    let Some(anchor) = found else {
        let known = anchors.iter().map(|anchor| anchor.rating.clone()).collect();
        return Err(AttainmentError::UnknownRating { found: text, known });
    };
    let account = AttainmentAccount::Rating {
        rating: anchor.rating.clone(),
        attainment: anchor.attainment,
        span: anchor.span.clone(),
    };
    Ok((Exact::from(anchor.attainment), account))
}

/// A rating as a number, if it is one.
pub(super) fn number_of(rating: &str) -> Option<Exact> {
    parse_number(rating).ok().map(Exact::from)
}
