//! Numbers as people read them: in their language, with as many digits as they compare.

use crate::messages::Language;
use attain_core::num::{Decimal, Exact, RoundMode, plain};

/// A number with thousands apart and at most so many decimals.
pub(crate) fn number(language: Language, value: &Exact, decimals: u32) -> String {
    match value.round(decimals, RoundMode::HalfEven) {
        Some(rounded) => grouped(language, &plain(rounded)),
        None => value.to_string(),
    }
}

/// An amount of money: always two decimals.
pub(crate) fn money(language: Language, value: Decimal) -> String {
    let text = plain(value);
    let (whole, part) = text.split_once('.').unwrap_or((text.as_str(), ""));
    grouped(language, &format!("{whole}.{part:0<2}"))
}

/// A share, in percent with two decimals at most.
pub(crate) fn percent(language: Language, value: Decimal) -> String {
    let percent = Exact::from(value) * Exact::from(Decimal::ONE_HUNDRED);
    format!("{}\u{a0}%", number(language, &percent, 2))
}

/// A KPI's value in its unit.
pub(crate) fn in_unit(language: Language, value: &Exact, unit: Option<&str>) -> String {
    match unit {
        Some("%") => {
            let percent = value * &Exact::from(Decimal::ONE_HUNDRED);
            format!("{}\u{a0}%", number(language, &percent, 2))
        }
        Some(_) | None => number(language, value, 2),
    }
}

/// Exactly, for a tooltip or a file.
pub(crate) fn exactly(value: &Exact) -> String {
    value
        .exact_decimal()
        .map_or_else(|| value.to_string(), plain)
}

/// Digits in groups of three, with the language's signs.
fn grouped(language: Language, plain: &str) -> String {
    let (thousands, point) = match language {
        Language::English => (',', '.'),
        Language::Russian => ('\u{a0}', ','),
    };
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let (sign, digits) = match whole.strip_prefix('-') {
        Some(digits) => ("−", digits),
        None => ("", whole),
    };
    let mut out = sign.to_owned();
    let count = digits.len();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && count.saturating_sub(place).is_multiple_of(3) {
            out.push(thousands);
        }
        out.push(digit);
    }
    if !part.is_empty() {
        out.push(point);
        out.push_str(part);
    }
    out
}

/// A count.
pub(crate) fn count(language: Language, value: u64) -> String {
    grouped(language, &value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_two_languages() {
        for (value, english, russian) in [
            ("0", "0.00", "0,00"),
            ("1234567.5", "1,234,567.50", "1\u{a0}234\u{a0}567,50"),
            ("-999", "−999.00", "−999,00"),
            ("-1000.125", "−1,000.125", "−1\u{a0}000,125"),
        ] {
            let value: Decimal = value.parse().unwrap();
            assert_eq!(money(Language::English, value), english);
            assert_eq!(money(Language::Russian, value), russian);
        }
        let third = Exact::from(Decimal::ONE)
            .checked_div(&Exact::from(Decimal::from(3)))
            .unwrap();
        assert_eq!(number(Language::English, &third, 2), "0.33");
        assert_eq!(
            in_unit(Language::English, &third, Some("%")),
            "33.33\u{a0}%"
        );
        assert_eq!(count(Language::English, 32_315), "32,315");
    }
}
