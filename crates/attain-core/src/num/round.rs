//! The one place that rounds.
//!
//! Attainment and score are rounded to [`RATIO_DECIMALS`](super::RATIO_DECIMALS), half to even;
//! a plan's total is rounded once, to a multiple of its [`Rounding`] step.

use super::{Decimal, Exact};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use std::cmp::Ordering;

/// What happens to a value that lies between two representable ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum RoundMode {
    /// To the nearest; a tie goes away from zero: 0.5 -> 1, -0.5 -> -1. The default for money.
    #[default]
    HalfAwayFromZero,
    /// To the nearest; a tie goes to the even neighbour: 0.5 -> 0, 1.5 -> 2.
    HalfEven,
    /// To the nearest; a tie goes towards zero: 0.5 -> 0, -0.5 -> 0.
    HalfTowardZero,
    /// Always away from zero: 0.1 -> 1, -0.1 -> -1.
    AwayFromZero,
    /// Always towards zero (truncation): 0.9 -> 0, -0.9 -> 0.
    TowardZero,
    /// Always up: 0.1 -> 1, -0.9 -> 0.
    Ceiling,
    /// Always down: 0.9 -> 0, -0.1 -> -1.
    Floor,
}

impl RoundMode {
    /// All modes with the names that models write.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("half-away-from-zero", Self::HalfAwayFromZero),
        ("half-even", Self::HalfEven),
        ("half-toward-zero", Self::HalfTowardZero),
        ("away-from-zero", Self::AwayFromZero),
        ("toward-zero", Self::TowardZero),
        ("ceiling", Self::Ceiling),
        ("floor", Self::Floor),
    ];

    /// The mode of a name, as models write it.
    ///
    /// ```
    /// use attain_core::num::RoundMode;
    /// assert_eq!(RoundMode::from_name("half-even"), Some(RoundMode::HalfEven));
    /// assert_eq!(RoundMode::from_name("bankers"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, mode)| *mode)
    }

    /// The name that models write.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, mode)| *mode == self)
            .map_or("", |(name, _)| name)
    }
}

/// How money is rounded: to a multiple of `step`, with `mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    /// The smallest amount that is paid: `0.01`, `1`, `0.05`. Always above zero.
    pub step: Decimal,
    /// What happens in between.
    pub mode: RoundMode,
}

impl Rounding {
    /// Rounding to `decimals` decimals, half away from zero: a currency's minor unit.
    ///
    /// ```
    /// use attain_core::num::{Exact, Rounding, parse_number};
    /// let cents = Rounding::decimals(2);
    /// let value = Exact::from(parse_number("2.675").unwrap());
    /// assert_eq!(cents.round(&value).unwrap().to_string(), "2.68");
    /// ```
    #[must_use]
    pub fn decimals(decimals: u32) -> Self {
        Self {
            step: Decimal::new(1, decimals.min(Decimal::MAX_SCALE)),
            mode: RoundMode::default(),
        }
    }

    /// `value` rounded to a multiple of the step, with the step's number of decimals.
    /// `None` if the result does not fit a [`Decimal`].
    #[must_use]
    pub fn round(&self, value: &Exact) -> Option<Decimal> {
        let step = Exact::from(self.step);
        let steps = value.checked_div(&step)?;
        (steps.whole(self.mode) * step).to_decimal(self.step.scale())
    }
}

/// The integer that `value` is rounded to.
pub(super) fn round_rational(value: &BigRational, mode: RoundMode) -> BigInt {
    let (floor, remainder) = value.numer().div_mod_floor(value.denom());
    if remainder.is_zero() {
        return floor;
    }
    let twice = &remainder * BigInt::from(2);
    let half = twice.cmp(value.denom());
    if mode.goes_up(half, value.is_negative(), floor.is_odd()) {
        floor + BigInt::from(1)
    } else {
        floor
    }
}

/// The integer that `over / under` is rounded to, if all on the way fits; `under` is above zero.
pub(super) fn round_whole(over: i128, under: i128, mode: RoundMode) -> Option<i128> {
    let floor = over.checked_div_euclid(under)?;
    let remainder = over.checked_rem_euclid(under)?;
    if remainder == 0 {
        return Some(floor);
    }
    let half = remainder.cmp(&under.checked_sub(remainder)?);
    if mode.goes_up(half, over < 0, floor.checked_rem(2)? != 0) {
        floor.checked_add(1)
    } else {
        Some(floor)
    }
}

impl RoundMode {
    /// Whether a value between two whole numbers goes to the upper one; `half` is where it lies
    /// against their middle.
    fn goes_up(self, half: Ordering, is_negative: bool, is_floor_odd: bool) -> bool {
        match self {
            Self::HalfAwayFromZero => half.is_gt() || (half.is_eq() && !is_negative),
            Self::HalfEven => half.is_gt() || (half.is_eq() && is_floor_odd),
            Self::HalfTowardZero => half.is_gt() || (half.is_eq() && is_negative),
            Self::AwayFromZero => !is_negative,
            Self::TowardZero => is_negative,
            Self::Ceiling => true,
            Self::Floor => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::parse_number;

    #[test]
    fn every_mode_on_ties_and_beside_them() {
        let table = [
            (
                "half-away-from-zero",
                ["-3", "-2", "-1", "0", "1", "2", "3"],
            ),
            ("half-even", ["-2", "-2", "0", "0", "0", "2", "2"]),
            ("half-toward-zero", ["-2", "-1", "0", "0", "0", "1", "2"]),
            ("away-from-zero", ["-3", "-2", "-1", "0", "1", "2", "3"]),
            ("toward-zero", ["-2", "-1", "0", "0", "0", "1", "2"]),
            ("ceiling", ["-2", "-1", "0", "0", "1", "2", "3"]),
            ("floor", ["-3", "-2", "-1", "0", "0", "1", "2"]),
        ];
        let inputs = ["-2.5", "-1.5", "-0.5", "0", "0.5", "1.5", "2.5"];
        for (name, expected) in table {
            let rounding = Rounding {
                step: Decimal::ONE,
                mode: RoundMode::from_name(name).unwrap(),
            };
            for (input, expected) in inputs.iter().zip(expected) {
                let value = Exact::from(parse_number(input).unwrap());
                let found = rounding.round(&value).unwrap();
                assert_eq!(found.to_string(), expected, "{name} of {input}");
            }
        }
    }

    #[test]
    fn a_step_need_not_be_a_power_of_ten() {
        let rounding = Rounding {
            step: parse_number("0.05").unwrap(),
            mode: RoundMode::default(),
        };
        for (input, expected) in [("1.02", "1.00"), ("1.025", "1.05"), ("-1.025", "-1.05")] {
            let value = Exact::from(parse_number(input).unwrap());
            assert_eq!(rounding.round(&value).unwrap().to_string(), expected);
        }
    }
}
