//! Rational numbers: what values are between two rounding points.
//!
//! Most of them are finite decimals, and those are kept as whole numbers of 128 bits over a power
//! of ten, which need no common divisor; what does not fit becomes a rational of any size. The form
//! never shows: equal values are equal.

use super::round::{round_rational, round_whole};
use super::{Decimal, RoundMode};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, Mul, Neg, Sub};

/// An exact rational number. It cannot overflow, and it never rounds by itself.
#[derive(Clone)]
pub struct Exact(Form);

/// How a number is kept.
#[derive(Clone)]
enum Form {
    /// `mantissa / 10^decimals`, not always in its lowest terms.
    Finite { mantissa: i128, decimals: u32 },
    /// A quotient, not always in its lowest terms; `under` is above zero.
    Quotient { over: i128, under: i128 },
    /// Any other.
    Large(BigRational),
}

/// The powers of ten that fit.
const POWERS: [i128; 39] = [
    1,
    10,
    100,
    1000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
    1_000_000_000_000,
    10_000_000_000_000,
    100_000_000_000_000,
    1_000_000_000_000_000,
    10_000_000_000_000_000,
    100_000_000_000_000_000,
    1_000_000_000_000_000_000,
    10_000_000_000_000_000_000,
    100_000_000_000_000_000_000,
    1_000_000_000_000_000_000_000,
    10_000_000_000_000_000_000_000,
    100_000_000_000_000_000_000_000,
    1_000_000_000_000_000_000_000_000,
    10_000_000_000_000_000_000_000_000,
    100_000_000_000_000_000_000_000_000,
    1_000_000_000_000_000_000_000_000_000,
    10_000_000_000_000_000_000_000_000_000,
    100_000_000_000_000_000_000_000_000_000,
    1_000_000_000_000_000_000_000_000_000_000,
    10_000_000_000_000_000_000_000_000_000_000,
    100_000_000_000_000_000_000_000_000_000_000,
    1_000_000_000_000_000_000_000_000_000_000_000,
    10_000_000_000_000_000_000_000_000_000_000_000,
    100_000_000_000_000_000_000_000_000_000_000_000,
    1_000_000_000_000_000_000_000_000_000_000_000_000,
    10_000_000_000_000_000_000_000_000_000_000_000_000,
    100_000_000_000_000_000_000_000_000_000_000_000_000,
];

/// `10^exponent`, if it fits.
fn power(exponent: u32) -> Option<i128> {
    POWERS.get(usize::try_from(exponent).ok()?).copied()
}

impl Exact {
    const fn finite(mantissa: i128, decimals: u32) -> Self {
        Self(Form::Finite { mantissa, decimals })
    }

    /// Zero.
    #[must_use]
    pub fn zero() -> Self {
        Self::finite(0, 0)
    }

    /// One.
    #[must_use]
    pub fn one() -> Self {
        Self::finite(1, 0)
    }

    /// A whole number of any size.
    #[must_use]
    pub fn from_integer(value: impl Into<BigInt>) -> Self {
        let value: BigInt = value.into();
        match value.to_i128() {
            Some(mantissa) => Self::finite(mantissa, 0),
            None => Self(Form::Large(BigRational::from_integer(value))),
        }
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
            return None;
        }
        let quotient = self.finite_div(divisor);
        Some(quotient.unwrap_or_else(|| Self::large(self.rational() / divisor.rational())))
    }

    /// The quotient of two finite decimals, if it fits.
    fn finite_div(&self, divisor: &Self) -> Option<Self> {
        let (
            Form::Finite { mantissa, decimals },
            Form::Finite {
                mantissa: under,
                decimals: places,
            },
        ) = (&self.0, &divisor.0)
        else {
            return None;
        };
        if *under == 1 && places <= decimals {
            return Some(Self::finite(*mantissa, decimals.checked_sub(*places)?));
        }
        let over = mantissa.checked_mul(power(places.saturating_sub(*decimals))?)?;
        let under = under.checked_mul(power(decimals.saturating_sub(*places))?)?;
        let (over, under) = if under < 0 {
            (over.checked_neg()?, under.checked_neg()?)
        } else {
            (over, under)
        };
        if over.checked_rem(under)? == 0 {
            return Some(Self::finite(over.checked_div(under)?, 0));
        }
        Some(Self(Form::Quotient { over, under }))
    }

    /// Whether the value is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.sign() == Ordering::Equal
    }

    /// Whether the value is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.sign() == Ordering::Less
    }

    /// Whether the value is above zero.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.sign() == Ordering::Greater
    }

    /// Against zero.
    fn sign(&self) -> Ordering {
        match &self.0 {
            Form::Finite { mantissa: over, .. } | Form::Quotient { over, .. } => over.cmp(&0),
            Form::Large(value) => value.cmp(&BigRational::zero()),
        }
    }

    /// The value without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() {
            -self.clone()
        } else {
            self.clone()
        }
    }

    /// The largest whole number that is not above the value.
    #[must_use]
    pub fn floor(&self) -> Self {
        self.whole(RoundMode::Floor)
    }

    /// The whole number that the value is rounded to.
    pub(super) fn whole(&self, mode: RoundMode) -> Self {
        let fits = match &self.0 {
            Form::Finite { mantissa, decimals } => {
                power(*decimals).and_then(|under| round_whole(*mantissa, under, mode))
            }
            Form::Quotient { over, under } => round_whole(*over, *under, mode),
            Form::Large(_) => None,
        };
        match fits {
            Some(whole) => Self::finite(whole, 0),
            None => Self::from_integer(round_rational(&self.rational(), mode)),
        }
    }

    /// The value rounded to `decimals` decimals; `None` if it does not fit a [`Decimal`].
    /// Trailing zeros are dropped.
    #[must_use]
    pub fn round(&self, decimals: u32, mode: RoundMode) -> Option<Decimal> {
        if let Some(mantissa) = self.rounded(decimals, mode) {
            let (mantissa, decimals) = stripped(mantissa, decimals);
            return Decimal::try_from_i128_with_scale(mantissa, decimals).ok();
        }
        let factor = BigInt::from(10).pow(decimals);
        let scaled = self.rational() * BigRational::from_integer(factor);
        shrink(round_rational(&scaled, mode), decimals)
    }

    /// The value times `10^decimals`, rounded, if all on the way fits.
    fn rounded(&self, decimals: u32, mode: RoundMode) -> Option<i128> {
        match &self.0 {
            Form::Finite {
                mantissa,
                decimals: has,
            } => match has.checked_sub(decimals) {
                None | Some(0) => mantissa.checked_mul(power(decimals.checked_sub(*has)?)?),
                Some(more) => round_whole(*mantissa, power(more)?, mode),
            },
            Form::Quotient { over, under } => {
                round_whole(over.checked_mul(power(decimals)?)?, *under, mode)
            }
            Form::Large(_) => None,
        }
    }

    /// The value as a decimal, if it is one of at most `decimals` decimals and fits; the result
    /// has exactly that many decimals.
    #[must_use]
    pub fn to_decimal(&self, decimals: u32) -> Option<Decimal> {
        if let Form::Finite {
            mantissa,
            decimals: has,
        } = &self.0
        {
            let mantissa = match has.checked_sub(decimals) {
                None | Some(0) => mantissa.checked_mul(power(decimals.checked_sub(*has)?)?)?,
                Some(more) => {
                    let under = power(more)?;
                    let is_whole = mantissa.checked_rem(under)? == 0;
                    is_whole.then(|| mantissa.checked_div(under)).flatten()?
                }
            };
            return Decimal::try_from_i128_with_scale(mantissa, decimals).ok();
        }
        let factor = BigRational::from_integer(BigInt::from(10).pow(decimals));
        let scaled = self.rational() * factor;
        if !scaled.is_integer() {
            return None;
        }
        Decimal::try_from_i128_with_scale(scaled.to_integer().to_i128()?, decimals).ok()
    }

    /// The value as a decimal if it is one exactly (a finite decimal expansion that fits).
    #[must_use]
    pub fn exact_decimal(&self) -> Option<Decimal> {
        if let Form::Finite { mantissa, decimals } = &self.0 {
            let (mantissa, decimals) = stripped(*mantissa, *decimals);
            return Decimal::try_from_i128_with_scale(mantissa, decimals).ok();
        }
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
        if let Form::Finite { mantissa, decimals } = &self.0 {
            return place_dot(
                &mantissa.unsigned_abs().to_string(),
                *mantissa < 0,
                *decimals,
            );
        }
        let value = self.rational();
        let decimals = finite_decimals(&value).unwrap_or(super::RATIO_DECIMALS);
        let factor = BigRational::from_integer(BigInt::from(10).pow(decimals));
        let mantissa = round_rational(&(value * factor), RoundMode::HalfEven);
        place_dot(
            &mantissa.abs().to_string(),
            mantissa.is_negative(),
            decimals,
        )
    }

    /// A ratio as a percentage, with all the digits of [`Exact::plain`].
    ///
    /// ```
    /// use attain_core::num::Exact;
    /// let eighth = Exact::one().checked_div(&Exact::from_integer(8)).unwrap();
    /// assert_eq!(eighth.percent(), "12.5 %");
    /// ```
    #[must_use]
    pub fn percent(&self) -> String {
        format!("{} %", (self * &Self::from_integer(100)).plain())
    }

    /// As a rational of any size, in its lowest terms.
    fn rational(&self) -> BigRational {
        match &self.0 {
            Form::Finite {
                mantissa,
                decimals: 0,
            } => BigRational::from_integer((*mantissa).into()),
            Form::Finite { mantissa, decimals } => {
                BigRational::new((*mantissa).into(), BigInt::from(10).pow(*decimals))
            }
            Form::Quotient { over, under } => BigRational::new((*over).into(), (*under).into()),
            Form::Large(value) => value.clone(),
        }
    }

    /// A rational; small again where it is a whole number that fits.
    fn large(value: BigRational) -> Self {
        if value.is_integer() {
            Self::from_integer(value.to_integer())
        } else {
            Self(Form::Large(value))
        }
    }

    /// Two finite decimals over the same power of ten.
    fn aligned(&self, other: &Self) -> Option<(i128, i128, u32)> {
        let (
            Form::Finite {
                mantissa: left,
                decimals: a,
            },
            Form::Finite {
                mantissa: right,
                decimals: b,
            },
        ) = (&self.0, &other.0)
        else {
            return None;
        };
        let decimals = *a.max(b);
        let scale =
            |mantissa: &i128, has: &u32| mantissa.checked_mul(power(decimals.checked_sub(*has)?)?);
        Some((scale(left, a)?, scale(right, b)?, decimals))
    }

    fn small_add(&self, other: &Self) -> Option<Self> {
        let (left, right, decimals) = self.aligned(other)?;
        Some(Self::finite(left.checked_add(right)?, decimals))
    }

    fn small_sub(&self, other: &Self) -> Option<Self> {
        let (left, right, decimals) = self.aligned(other)?;
        Some(Self::finite(left.checked_sub(right)?, decimals))
    }

    fn small_mul(&self, other: &Self) -> Option<Self> {
        let (
            Form::Finite {
                mantissa: left,
                decimals: a,
            },
            Form::Finite {
                mantissa: right,
                decimals: b,
            },
        ) = (&self.0, &other.0)
        else {
            return None;
        };
        let product = |left: i128, a: u32, right: i128, b: u32| {
            let decimals = a.checked_add(b)?;
            let _ = power(decimals)?;
            Some(Self::finite(left.checked_mul(right)?, decimals))
        };
        product(*left, *a, *right, *b).or_else(|| {
            let ((left, a), (right, b)) = (stripped(*left, *a), stripped(*right, *b));
            product(left, a, right, b)
        })
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Exact({})", self.rational())
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.aligned(other) {
            Some((left, right, _)) => left.cmp(&right),
            None => self.rational().cmp(&other.rational()),
        }
    }
}

impl Hash for Exact {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.rational().hash(state);
    }
}

/// Without trailing zeros.
fn stripped(mut mantissa: i128, mut decimals: u32) -> (i128, u32) {
    while decimals > 0 && mantissa.checked_rem(10) == Some(0) {
        mantissa = mantissa.checked_div(10).unwrap_or(mantissa);
        decimals = decimals.saturating_sub(1);
    }
    (mantissa, decimals)
}

/// How many decimals a value has, if it is a finite decimal.
fn finite_decimals(value: &BigRational) -> Option<u32> {
    let mut rest = value.denom().clone();
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

/// Digits with a dot before the last `decimals` of them, without trailing zeros.
fn place_dot(digits: &str, is_negative: bool, decimals: u32) -> String {
    let places = usize::try_from(decimals).unwrap_or(usize::MAX);
    let padded = format!("{digits:0>width$}", width = places.saturating_add(1));
    let (whole, fraction) = padded.split_at(padded.len().saturating_sub(places));
    let sign = if is_negative { "-" } else { "" };
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        Self::finite(value.mantissa(), value.scale())
    }
}

impl From<u64> for Exact {
    fn from(value: u64) -> Self {
        Self::finite(value.into(), 0)
    }
}

impl fmt::Display for Exact {
    /// The decimal value, rounded to 12 decimals (half to even) where it has more.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.round(super::RATIO_DECIMALS, RoundMode::HalfEven) {
            Some(value) => write!(f, "{value}"),
            None => write!(f, "{}", self.rational()),
        }
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $small:ident, $op:tt) => {
        impl $trait for Exact {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                &self $op &other
            }
        }
        impl $trait<&Exact> for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                let small = self.$small(other);
                small.unwrap_or_else(|| Exact::large(self.rational() $op other.rational()))
            }
        }
    };
}
operator!(Add, add, small_add, +);
operator!(Sub, sub, small_sub, -);
operator!(Mul, mul, small_mul, *);

impl Neg for Exact {
    type Output = Self;
    fn neg(self) -> Self {
        let small = match &self.0 {
            Form::Finite { mantissa, decimals } => {
                mantissa.checked_neg().map(|mantissa| Form::Finite {
                    mantissa,
                    decimals: *decimals,
                })
            }
            Form::Quotient { over, under } => over.checked_neg().map(|over| Form::Quotient {
                over,
                under: *under,
            }),
            Form::Large(_) => None,
        };
        match small {
            Some(form) => Self(form),
            None => Self::large(-self.rational()),
        }
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::zero(), |total, value| total + value)
    }
}

#[cfg(test)]
mod tests;
