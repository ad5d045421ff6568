//! Many scorecards at once: whole numbers instead of rationals, and the same cents.
//!
//! For trying a plan on a whole company, or on a thousand variants of it. A [`Kernel`] is made of a
//! plan of the plainest kind (weighted, linear scales, no adjustments); everything else, and every
//! number that is too large for it, gives `None`, and [`pay_plan`](super::pay_plan) computes it. A
//! test holds both against each other.
//!
//! Scores are kept in units of 10^-12, weights in units of 10^-6, so that a weighted score is a
//! whole number of 10^-18; the bonus times that is split at 10^9 twice, so that nothing needs more
//! than 64 bits.

use super::{Bonus, BonusSource, Method, Plan, WeightRule};
use crate::num::{Decimal, RoundMode};
use crate::scale::{Basis, Gives, Scale, Shape};

/// 10^12: the units of a score.
const SCORE: u64 = 1_000_000_000_000;
/// 10^6: the units of a weight.
const WEIGHT: u64 = 1_000_000;
/// 10^9: half of the digits of weight x score.
const HALF: u64 = 1_000_000_000;

/// A plan made ready for many scorecards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kernel {
    parts: Vec<Part>,
}

/// A KPI: its weight, and the limits of its scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    weight: u64,
    threshold: u64,
    cap: u64,
}

/// A result: what was achieved, and what was to be achieved, in the same unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// What was achieved.
    pub actual: i64,
    /// What was to be achieved; above 0.
    pub target: i64,
}

impl Kernel {
    /// The kernel of a plan, for parts with these weights and scales; `None` if the plan, a weight
    /// or a scale is of another kind.
    #[must_use]
    pub fn new(plan: &Plan, parts: &[(Decimal, Option<&Scale>)]) -> Option<Self> {
        let plain = matches!(plan.method, Method::Weighted)
            && plan.weights == WeightRule::Exact
            && plan.adjustments.0.is_empty()
            && plan.rewards.is_empty()
            && plan.settlement.is_empty()
            && plan.parts.each.is_empty()
            && plan.parts.all.scale.is_none()
            && plan.rounding.step.is_none()
            && plan.rounding.mode == RoundMode::HalfAwayFromZero
            && is_whole(&plan.bonus);
        if !plain {
            return None;
        }
        let parts: Vec<Part> = parts
            .iter()
            .map(|(weight, scale)| part(*weight, *scale))
            .collect::<Option<_>>()?;
        let sum = parts
            .iter()
            .try_fold(0u64, |sum, part| sum.checked_add(part.weight))?;
        (sum == WEIGHT && parts.len() <= MOST).then_some(Self { parts })
    }

    /// What a scorecard pays in minor units: the total, and each part into `lines`. `bonus` is the
    /// bonus at 100 % in minor units. `None` if a number is too large, a target not above 0, or
    /// the lists are not as long as the parts.
    ///
    /// ```
    /// use attain_core::{diag::Diagnostics, num::Decimal, plan, text::{Document, Table}};
    /// let document = Document::new("plan.toml", "[plan.p]\nbonus = \"1000\"");
    /// let diagnostics = Diagnostics::new();
    /// let root = document.parse(&diagnostics);
    /// let plans = plan::parse_plans(&Table::root(&document, &root, &diagnostics));
    /// let half = Decimal::new(5, 1);
    /// let kernel = plan::Kernel::new(&plans[&"p".into()], &[(half, None), (half, None)]).unwrap();
    /// let mut lines = [0; 2];
    /// let results = [
    ///     plan::Reached { actual: 90, target: 100 },
    ///     plan::Reached { actual: 2, target: 3 },
    /// ];
    /// assert_eq!(kernel.pay(100_000, &results, &mut lines), Some(78_333));
    /// assert_eq!(lines, [45_000, 33_333]);
    /// ```
    pub fn pay(&self, bonus: u64, results: &[Reached], lines: &mut [u64]) -> Option<u64> {
        if results.len() != self.parts.len() || lines.len() != self.parts.len() {
            return None;
        }
        let (mut floors, mut rest) = (0u64, 0u64);
        let mut rests = [0u64; MOST];
        let parts = self.parts.iter().zip(results);
        for ((part, result), (line, left)) in parts.zip(lines.iter_mut().zip(&mut rests)) {
            let score = part.score(*result)?;
            let (floor, remainder) = times(bonus, part.weight.checked_mul(score)?)?;
            *line = floor;
            *left = remainder;
            floors = floors.checked_add(floor)?;
            rest = rest.checked_add(remainder)?;
        }
        // The remainders are of 10^18; half of it rounds up, since nothing is below 0.
        let missing = rest.checked_add(HALF * HALF / 2)? / (HALF * HALF);
        for _ in 0..missing {
            raise(lines, &mut rests)?;
        }
        floors.checked_add(missing)
    }
}

/// The most parts that a kernel takes: remainders of 10^18 add up to less than 2^64.
const MOST: usize = 16;

/// One minor unit more for the largest remainder, the first of equals.
fn raise(lines: &mut [u64], rests: &mut [u64; MOST]) -> Option<()> {
    let used = lines.iter_mut().zip(rests.iter_mut());
    let (line, rest) = used.reduce(|best, one| if *one.1 > *best.1 { one } else { best })?;
    *line = line.checked_add(1)?;
    *rest = 0;
    Some(())
}

/// `bonus x product / 10^18`: the whole part and the remainder.
fn times(bonus: u64, product: u64) -> Option<(u64, u64)> {
    let (high, low) = (product / HALF, product % HALF);
    let upper = bonus.checked_mul(high)?;
    let (whole, middle) = (upper / HALF, upper % HALF);
    // middle < 10^9, so the first term is below 10^18; the second is checked.
    let lower = (middle * HALF).checked_add(bonus.checked_mul(low)?)?;
    Some((
        whole.checked_add(lower / (HALF * HALF))?,
        lower % (HALF * HALF),
    ))
}

impl Part {
    /// The score in units of 10^-12.
    fn score(self, result: Reached) -> Option<u64> {
        let target = u64::try_from(result.target)
            .ok()
            .filter(|target| *target > 0)?;
        let Ok(actual) = u64::try_from(result.actual) else {
            // Below 0 the score is 0, where the scale has an end there.
            return (self.cap < u64::MAX).then_some(0);
        };
        let attainment = ratio(actual, target)?;
        Some(if attainment < self.threshold {
            0
        } else {
            attainment.min(self.cap)
        })
    }
}

/// `actual / target` in units of 10^-12, rounded half to even.
fn ratio(actual: u64, target: u64) -> Option<u64> {
    let (floor, rest) = match actual.checked_mul(SCORE) {
        Some(scaled) => (scaled / target, scaled % target),
        None => long_division(actual, target)?,
    };
    let up = match rest.cmp(&(target - rest)) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => floor % 2 == 1,
        std::cmp::Ordering::Less => false,
    };
    floor.checked_add(u64::from(up))
}

/// The same where it takes more than 64 bits: the whole part, then six digits twice (or, for a
/// small target, all twelve at once), and what remains.
fn long_division(actual: u64, target: u64) -> Option<(u64, u64)> {
    let (whole, rest) = (actual / target, actual % target);
    let (digits, rest) = match rest.checked_mul(SCORE) {
        Some(scaled) => (scaled / target, scaled % target),
        None => {
            let first = rest.checked_mul(WEIGHT)?;
            let second = (first % target).checked_mul(WEIGHT)?;
            ((first / target) * WEIGHT + second / target, second % target)
        }
    };
    Some((whole.checked_mul(SCORE)?.checked_add(digits)?, rest))
}

/// Whether the bonus is one amount, paid as it is.
fn is_whole(bonus: &Bonus) -> bool {
    bonus.part.is_none() && !matches!(bonus.source, BonusSource::Mix(_))
}

fn part(weight: Decimal, scale: Option<&Scale>) -> Option<Part> {
    let weight = units(weight, WEIGHT)?;
    let Some(scale) = scale else {
        // Without a scale the score is the attainment, which may be below 0.
        return Some(Part {
            weight,
            threshold: 0,
            cap: u64::MAX,
        });
    };
    let Shape::Linear(linear) = &scale.shape else {
        return None;
    };
    if scale.on != Basis::Attainment || scale.gives != Gives::Score || linear.floor.is_some() {
        return None;
    }
    let limit = |limit: &Option<crate::diag::Spanned<Decimal>>, otherwise: u64| match limit {
        Some(limit) => units(limit.value, SCORE),
        None => Some(otherwise),
    };
    // One below the largest number tells a scale without a cap from no scale.
    let cap = limit(&linear.cap, u64::MAX - 1)?;
    Some(Part {
        weight,
        threshold: limit(&linear.threshold, 0)?,
        cap,
    })
}

/// A number as a whole count of units, if it is one.
fn units(value: Decimal, unit: u64) -> Option<u64> {
    let count = value.checked_mul(Decimal::from(unit))?;
    u64::try_from(count).ok().filter(|_| count.is_integer())
}

#[cfg(test)]
mod tests;
