//! Numbers as files write them: with a decimal mark, perhaps with marks between thousands.

use attain_core::num::Decimal;

/// How the numbers of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NumberForm {
    /// The decimal mark.
    pub decimal: char,
    /// The mark between groups of thousands.
    pub grouping: Option<char>,
}

impl NumberForm {
    /// Digits and a dot, as machines write.
    pub(super) const PLAIN: Self = Self {
        decimal: '.',
        grouping: None,
    };

    /// The forms that are tried, the plain one first.
    pub(super) const ALL: [Self; 8] = [
        Self::PLAIN,
        Self::of('.', Some(',')),
        Self::of(',', None),
        Self::of(',', Some('.')),
        Self::of(',', Some(' ')),
        Self::of('.', Some(' ')),
        Self::of('.', Some('\'')),
        Self::of(',', Some('\'')),
    ];

    const fn of(decimal: char, grouping: Option<char>) -> Self {
        Self { decimal, grouping }
    }

    /// In words: `decimal mark ",", thousands mark "."`.
    pub(super) fn words(self) -> String {
        match self.grouping {
            None => format!("decimal mark `{}`", self.decimal),
            Some(mark) => format!("decimal mark `{}`, thousands mark `{mark}`", self.decimal),
        }
    }

    fn is_grouping(self, c: char) -> bool {
        match self.grouping {
            // Typesetters' spaces, which Excel writes in some countries.
            Some(' ') => matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'),
            Some('\'') => matches!(c, '\'' | '\u{2019}'),
            mark => mark == Some(c),
        }
    }
}

/// Why a text is no number of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberFault {
    /// It is written otherwise, or no number at all.
    Malformed,
    /// It has more digits than can be kept.
    TooLong,
}

/// Reads a number, exactly. Zeros at the end of the fraction are dropped.
pub(super) fn parse_number(text: &str, form: NumberForm) -> Result<Decimal, NumberFault> {
    let (negative, unsigned) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match unsigned.split_once(form.decimal) {
        Some((whole, fraction)) if all_digits(fraction) => (whole, fraction),
        Some(_) => return Err(NumberFault::Malformed),
        None => (unsigned, ""),
    };
    let whole = ungrouped(whole, form).ok_or(NumberFault::Malformed)?;
    if whole.is_empty() && fraction.is_empty() {
        return Err(NumberFault::Malformed);
    }
    let sign = if negative { "-" } else { "" };
    let fraction = fraction.trim_end_matches('0');
    let digits = match fraction {
        "" => format!("{sign}0{whole}"),
        _ => format!("{sign}0{whole}.{fraction}"),
    };
    Decimal::from_str_exact(&digits).map_err(|_| NumberFault::TooLong)
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The digits without marks; with a mark there must be three digits in every group but the first.
fn ungrouped(whole: &str, form: NumberForm) -> Option<String> {
    if whole.is_empty() || all_digits(whole) {
        return Some(whole.to_owned());
    }
    form.grouping?;
    let mut groups = whole.split(|c| form.is_grouping(c));
    let first = groups.next()?;
    let well_formed = all_digits(first)
        && first.len() <= 3
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3 && all_digits(group));
    well_formed.then(|| whole.chars().filter(|c| !form.is_grouping(*c)).collect())
}

/// A float's value as the shortest decimal that reads back as the same float; `None` for infinite
/// values and what is not a number, and where there are more digits than can be kept.
pub(super) fn shortest(digits: &str) -> Option<Decimal> {
    parse_number(digits, NumberForm::PLAIN).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_their_forms() {
        let plain = NumberForm::PLAIN;
        let english = NumberForm::of('.', Some(','));
        let german = NumberForm::of(',', Some('.'));
        let french = NumberForm::of(',', Some(' '));
        let swiss = NumberForm::of('.', Some('\''));
        let table = [
            (plain, "0", Ok("0")),
            (plain, "-12.50", Ok("-12.5")),
            (plain, "+7", Ok("7")),
            (plain, "\u{2212}7", Ok("-7")),
            (plain, ".5", Ok("0.5")),
            (plain, "007", Ok("7")),
            (plain, "1.000000000000000000000000000000000", Ok("1")),
            (plain, "5.", Err(NumberFault::Malformed)),
            (plain, "", Err(NumberFault::Malformed)),
            (plain, "-", Err(NumberFault::Malformed)),
            (plain, ".", Err(NumberFault::Malformed)),
            (plain, "1,5", Err(NumberFault::Malformed)),
            (plain, "1e5", Err(NumberFault::Malformed)),
            (plain, "NaN", Err(NumberFault::Malformed)),
            (plain, "inf", Err(NumberFault::Malformed)),
            (plain, "--1", Err(NumberFault::Malformed)),
            (plain, "1_000", Err(NumberFault::Malformed)),
            (plain, "0x10", Err(NumberFault::Malformed)),
            (plain, "１２", Err(NumberFault::Malformed)),
            (plain, "$5", Err(NumberFault::Malformed)),
            (plain, "(5)", Err(NumberFault::Malformed)),
            (plain, "5 %", Err(NumberFault::Malformed)),
            (
                plain,
                "99999999999999999999999999999",
                Err(NumberFault::TooLong),
            ),
            (
                plain,
                "0.00000000000000000000000000001",
                Err(NumberFault::TooLong),
            ),
            (english, "1,234,567.89", Ok("1234567.89")),
            (english, "1234567.89", Ok("1234567.89")),
            (english, "12,34", Err(NumberFault::Malformed)),
            (english, "1,2345", Err(NumberFault::Malformed)),
            (english, "0,123", Err(NumberFault::Malformed)),
            (english, ",123", Err(NumberFault::Malformed)),
            (german, "1.234,5", Ok("1234.5")),
            (german, "1.234", Ok("1234")),
            (german, "1,234,5", Err(NumberFault::Malformed)),
            (french, "1 234,50", Ok("1234.5")),
            (french, "1\u{202f}234\u{a0}567", Ok("1234567")),
            (swiss, "1'234.5", Ok("1234.5")),
        ];
        for (form, text, expected) in table {
            let found = parse_number(text, form).map(|value| value.to_string());
            assert_eq!(
                found.as_deref().map_err(|e| *e),
                expected,
                "{text} {form:?}"
            );
        }
    }
}
