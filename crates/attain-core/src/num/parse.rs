//! Numbers as people write them in a model: `70 %`, `1200.50`, `-3`.

use super::Decimal;
use thiserror::Error;

/// Why a text is not a number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NumberError {
    /// Nothing but spaces.
    #[error("a number is missing")]
    Empty,
    /// Something other than digits, one dot, a sign and `%`.
    #[error("`{0}` is not a number; write digits with a dot, and `%` for percent")]
    Malformed(String),
    /// More digits than can be kept exactly.
    #[error("`{0}` has more digits than Attain keeps exactly (28)")]
    TooLong(String),
}

/// Reads a number, exactly. A trailing `%`, with or without spaces before it, divides by 100.
/// Digits may be grouped with `_`.
///
/// # Errors
/// See [`NumberError`]. Nothing is rounded: too many digits are an error.
///
/// ```
/// use attain_core::num::parse_number;
/// assert_eq!(parse_number("70 %").unwrap().to_string(), "0.70");
/// assert_eq!(parse_number("1_200.5").unwrap().to_string(), "1200.5");
/// assert!(parse_number("1,5").is_err());
/// assert!(parse_number("1e3").is_err());
/// ```
pub fn parse_number(text: &str) -> Result<Decimal, NumberError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(NumberError::Empty);
    }
    let (digits, percent) = match trimmed.strip_suffix('%') {
        Some(rest) => (rest.trim_end(), true),
        None => (trimmed, false),
    };
    let value = parse_plain(digits).ok_or_else(|| NumberError::Malformed(text.to_owned()))?;
    let value = value.ok_or_else(|| NumberError::TooLong(text.to_owned()))?;
    if !percent {
        return Ok(value);
    }
    Decimal::try_from_i128_with_scale(value.mantissa(), value.scale() + 2)
        .map_err(|_| NumberError::TooLong(text.to_owned()))
}

/// `None`: not a number; `Some(None)`: a number with too many digits.
fn parse_plain(digits: &str) -> Option<Option<Decimal>> {
    let unsigned = digits.strip_prefix(['-', '+']).unwrap_or(digits);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let well_formed = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_digit())
            && part.ends_with(|c: char| c.is_ascii_digit())
            && part.chars().all(|c| c.is_ascii_digit() || c == '_')
    };
    if !well_formed(whole) || !well_formed(fraction) {
        return None;
    }
    let clean: String = digits.chars().filter(|c| *c != '_').collect();
    Some(Decimal::from_str_exact(&clean).ok())
}

/// A decimal as plain text: a dot, no exponent, no trailing zeros, no negative zero.
///
/// ```
/// use attain_core::num::{parse_number, plain};
/// assert_eq!(plain(parse_number("50.00").unwrap()), "50");
/// assert_eq!(plain(parse_number("-0.0").unwrap()), "0");
/// ```
#[must_use]
pub fn plain(value: Decimal) -> String {
    let value = value.normalize();
    if value.is_zero() {
        "0".to_owned()
    } else {
        value.to_string()
    }
}
