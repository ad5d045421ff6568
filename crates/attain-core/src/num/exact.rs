//! Rational numbers: what values are between two rounding points.

use super::round::round_rational;
use super::{Decimal, RoundMode};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

/// An exact rational number. It cannot overflow, and it never rounds by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(BigRational);

impl Exact {
    /// Zero.
    #[must_use]
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// One.
    #[must_use]
    pub fn one() -> Self {
        Self(BigRational::one())
    }

    /// A whole number of any size.
    #[must_use]
    pub fn from_integer(value: impl Into<BigInt>) -> Self {
        Self(BigRational::from_integer(value.into()))
    }

    /// The quotient, or `None` if `divisor` is zero.
    ///
    /// ```
    /// use attain_core::num::Exact;
    /// let third = Exact::one().checked_div(&Exact::from_integer(3)).unwrap();
    /// assert_eq!(third * Exact::from_integer(3), Exact::one());
    /// assert_eq!(Exact::one().checked_div(&Exact::zero()), None);
    /// ```
    #[must_use]
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        if divisor.is_zero() {
            None
        } else {
            Some(Self(&self.0 / &divisor.0))
        }
    }

    /// Whether the value is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether the value is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Whether the value is above zero.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    /// The value without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self(self.0.abs())
    }

    /// The largest whole number that is not above the value.
    #[must_use]
    pub fn floor(&self) -> Self {
        Self(self.0.floor())
    }

    /// The value rounded to `decimals` decimals; `None` if it does not fit a [`Decimal`].
    /// Trailing zeros are dropped.
    #[must_use]
    pub fn round(&self, decimals: u32, mode: RoundMode) -> Option<Decimal> {
        let factor = BigInt::from(10).pow(decimals);
        let scaled = &self.0 * BigRational::from_integer(factor);
        let mantissa = round_rational(&scaled, mode);
        shrink(mantissa, decimals)
    }

    /// The value as a decimal, if it is one of at most `decimals` decimals and fits; the result
    /// has exactly that many decimals.
    #[must_use]
    pub fn to_decimal(&self, decimals: u32) -> Option<Decimal> {
        let scaled = &self.0 * BigRational::from_integer(BigInt::from(10).pow(decimals));
        if !scaled.is_integer() {
            return None;
        }
        Decimal::try_from_i128_with_scale(scaled.to_integer().to_i128()?, decimals).ok()
    }

    /// The value as a decimal if it is one exactly (a finite decimal expansion that fits).
    #[must_use]
    pub fn exact_decimal(&self) -> Option<Decimal> {
        (0..=Decimal::MAX_SCALE).find_map(|decimals| self.to_decimal(decimals))
    }

    /// The value as plain text: all its digits if it is a finite decimal, else rounded to 12
    /// decimals, half to even. Unlike a [`Decimal`] it may have any number of digits.
    ///
    /// ```
    /// use attain_core::num::Exact;
    /// let eighth = Exact::one().checked_div(&Exact::from_integer(-8)).unwrap();
    /// assert_eq!(eighth.plain(), "-0.125");
    /// let two_thirds = Exact::from_integer(2).checked_div(&Exact::from_integer(3)).unwrap();
    /// assert_eq!(two_thirds.plain(), "0.666666666667");
    /// ```
    #[must_use]
    pub fn plain(&self) -> String {
        let decimals = self.finite_decimals().unwrap_or(super::RATIO_DECIMALS);
        let factor = BigRational::from_integer(BigInt::from(10).pow(decimals));
        let mantissa = round_rational(&(&self.0 * factor), RoundMode::HalfEven);
        place_dot(&mantissa, decimals)
    }

    /// How many decimals the value has, if it is a finite decimal.
    fn finite_decimals(&self) -> Option<u32> {
        let mut rest = self.0.denom().clone();
        let mut count = |prime: u32| {
            let prime = BigInt::from(prime);
            let mut times = 0u32;
            while (&rest % &prime).is_zero() {
                rest /= &prime;
                times = times.saturating_add(1);
            }
            times
        };
        let decimals = count(2).max(count(5));
        rest.is_one().then_some(decimals)
    }

    /// The numerator and denominator.
    pub(super) fn as_rational(&self) -> &BigRational {
        &self.0
    }
}

/// Drops trailing zeros until the mantissa fits a decimal.
fn shrink(mantissa: BigInt, decimals: u32) -> Option<Decimal> {
    let ten = BigInt::from(10);
    let (mut mantissa, mut decimals) = (mantissa, decimals);
    while decimals > 0 && (&mantissa % &ten).is_zero() {
        mantissa /= &ten;
        decimals -= 1;
    }
    Decimal::try_from_i128_with_scale(mantissa.to_i128()?, decimals).ok()
}

/// The digits of a whole number with a dot before the last `decimals` of them, without trailing
/// zeros.
fn place_dot(mantissa: &BigInt, decimals: u32) -> String {
    let places = usize::try_from(decimals).unwrap_or(usize::MAX);
    let digits = mantissa.abs().to_string();
    let padded = format!("{digits:0>width$}", width = places.saturating_add(1));
    let (whole, fraction) = padded.split_at(padded.len().saturating_sub(places));
    let sign = if mantissa.is_negative() { "-" } else { "" };
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        let numerator = BigInt::from(value.mantissa());
        if value.scale() == 0 {
            return Self(BigRational::from_integer(numerator));
        }
        Self(BigRational::new(
            numerator,
            BigInt::from(10).pow(value.scale()),
        ))
    }
}

impl From<u64> for Exact {
    fn from(value: u64) -> Self {
        Self::from_integer(value)
    }
}

impl fmt::Display for Exact {
    /// The decimal value, rounded to 12 decimals (half to even) where it has more.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.round(super::RATIO_DECIMALS, RoundMode::HalfEven) {
            Some(value) => write!(f, "{value}"),
            None => write!(f, "{}", self.0),
        }
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $op:tt) => {
        impl $trait for Exact {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                Self(self.0 $op other.0)
            }
        }
        impl $trait<&Exact> for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                Exact(&self.0 $op &other.0)
            }
        }
    };
}
operator!(Add, add, +);
operator!(Sub, sub, -);
operator!(Mul, mul, *);

impl Neg for Exact {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::zero(), |total, value| total + value)
    }
}
