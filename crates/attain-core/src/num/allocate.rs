//! Splitting a rounded total over lines so that they add up to it exactly.

use super::{Decimal, Exact, Rounding};
use crate::num::RoundMode;

/// Splits `total`, a multiple of the rounding's step, over lines in proportion to `exact`, by the
/// largest remainder: every line gets its exact part rounded down to the step, and the steps that
/// are left go, one each, to the lines with the largest remainders; ties go to the earlier line.
///
/// The lines add up to `total` exactly. `exact` holds the unrounded lines, which add up to about
/// `total` (they differ by the rounding of the total, or by a cap, which is shared in proportion).
/// `None` if a value does not fit.
///
/// ```
/// use attain_core::num::{allocate::largest_remainder, parse_number, Exact, Rounding};
/// let third = Exact::from(parse_number("10").unwrap())
///     .checked_div(&Exact::from_integer(3)).unwrap();
/// let lines = largest_remainder(
///     parse_number("10.00").unwrap(),
///     &[third.clone(), third.clone(), third],
///     Rounding::decimals(2),
/// ).unwrap();
/// let texts: Vec<String> = lines.iter().map(|line| line.to_string()).collect();
/// assert_eq!(texts, ["3.34", "3.33", "3.33"]);
/// ```
#[must_use]
pub fn largest_remainder(
    total: Decimal,
    exact: &[Exact],
    rounding: Rounding,
) -> Option<Vec<Decimal>> {
    let sum: Exact = exact.iter().cloned().sum();
    if exact.is_empty() || sum.is_zero() {
        return allocate_nothing(total, exact, rounding);
    }
    let step = Exact::from(rounding.step);
    let total_steps = Exact::from(total).checked_div(&step)?;
    let factor = total_steps.checked_div(&sum)?;
    let ideal: Vec<Exact> = exact.iter().map(|line| line * &factor).collect();
    let mut steps: Vec<Exact> = ideal.iter().map(Exact::floor).collect();
    let placed: Exact = steps.iter().cloned().sum();
    let mut order: Vec<usize> = (0..steps.len()).collect();
    let remainder = |index: &usize| {
        let (Some(ideal), Some(floor)) = (ideal.get(*index), steps.get(*index)) else {
            return Exact::zero();
        };
        ideal - floor
    };
    // A stable sort keeps ties in line order.
    order.sort_by_key(|index| std::cmp::Reverse(remainder(index)));
    let mut left = total_steps - placed;
    for index in order {
        if !left.is_positive() {
            break;
        }
        if let Some(line) = steps.get_mut(index) {
            *line = &*line + &Exact::one();
            left = left - Exact::one();
        }
    }
    steps
        .into_iter()
        .map(|line| (line * step.clone()).to_decimal(rounding.step.scale()))
        .collect()
}

/// Lines that are all zero (or cancel out) cannot share a total in proportion: each is rounded
/// towards zero, and the first line that exists carries what is left.
fn allocate_nothing(total: Decimal, exact: &[Exact], rounding: Rounding) -> Option<Vec<Decimal>> {
    let down = Rounding {
        mode: RoundMode::TowardZero,
        ..rounding
    };
    let mut lines: Vec<Decimal> = exact
        .iter()
        .map(|line| down.round(line))
        .collect::<Option<_>>()?;
    let placed = lines
        .iter()
        .try_fold(Decimal::ZERO, |sum, line| sum.checked_add(*line))?;
    let left = total.checked_sub(placed)?;
    if !left.is_zero() {
        let first = lines.first_mut()?;
        *first = first.checked_add(left)?;
    }
    Some(lines)
}

/// Splits `total` over lines: every line gets its exact amount rounded down to the step, and the
/// steps that are then missing go, one each, to the lines with the largest remainders; ties go to
/// the earlier line. Lines may be of both signs; `total` is their sum, rounded.
///
/// Unlike [`largest_remainder`] no line is scaled, so lines that nearly cancel out stay what they
/// are. `None` if a value does not fit, or if `total` is not the rounded sum.
///
/// ```
/// use attain_core::num::{allocate::spread, parse_number, Exact, Rounding};
/// let exact = ["10.006", "-4.001"].map(|line| Exact::from(parse_number(line).unwrap()));
/// let total = parse_number("6.01").unwrap();
/// let lines = spread(total, &exact, Rounding::decimals(2)).unwrap();
/// let texts: Vec<String> = lines.iter().map(ToString::to_string).collect();
/// assert_eq!(texts, ["10.01", "-4.00"]);
/// ```
#[must_use]
pub fn spread(total: Decimal, exact: &[Exact], rounding: Rounding) -> Option<Vec<Decimal>> {
    let step = Exact::from(rounding.step);
    let ideal: Vec<Exact> = exact
        .iter()
        .map(|line| line.checked_div(&step))
        .collect::<Option<_>>()?;
    let mut steps: Vec<Exact> = ideal.iter().map(Exact::floor).collect();
    let mut order: Vec<(Exact, usize)> = ideal
        .iter()
        .zip(&steps)
        .map(|(ideal, floor)| ideal - floor)
        .zip(0..)
        .collect();
    // A stable sort keeps ties in line order.
    order.sort_by(|(a, _), (b, _)| b.cmp(a));
    let placed: Exact = steps.iter().cloned().sum();
    let mut left = Exact::from(total).checked_div(&step)? - placed;
    for (_, index) in order {
        if !left.is_positive() {
            break;
        }
        let line = steps.get_mut(index)?;
        *line = &*line + &Exact::one();
        left = left - Exact::one();
    }
    if !left.is_zero() {
        return None;
    }
    steps
        .into_iter()
        .map(|line| (line * step.clone()).to_decimal(rounding.step.scale()))
        .collect()
}
