//! Amounts as plans write them: `"5000"`, `"150 %"`, `"20 % of salary"`, `"salary"`.

use super::entrant::Case;
use super::{Checked, refuse, report};
use crate::diag::{Span, Spanned};
use crate::num::{Decimal, Exact, parse_number, plain};
use crate::text::{Table, Value};

/// An amount, or how to find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// So much money: `"5000"`.
    Amount(Decimal),
    /// A share of the bonus at 100 %: `"150 %"`.
    Share(Decimal),
    /// A share of an amount of the person: `"20 % of salary"`; `"salary"` is all of it.
    Of(Decimal, String),
}

impl Limit {
    /// Reads an optional field.
    pub(super) fn parse(table: &Table<'_>, field: &str) -> Option<Spanned<Self>> {
        Self::read(&table.value(field)?)
    }

    /// Reads a value; reports what is none.
    pub(super) fn read(value: &Value<'_>) -> Option<Spanned<Self>> {
        if !value.is_text() {
            return value.number().map(|number| number.map(Self::Amount));
        }
        let text = value.text()?;
        let found = Self::of_text(&text.value);
        if found.is_none() {
            value.diagnostics().push(report::malformed_amount(&text));
        }
        found.map(|value| Spanned {
            value,
            span: text.span,
        })
    }

    fn of_text(text: &str) -> Option<Self> {
        if let Ok(number) = parse_number(text) {
            let share = text.trim_end().ends_with('%');
            return Some(if share {
                Self::Share(number)
            } else {
                Self::Amount(number)
            });
        }
        let (share, name) = match text.split_once(" of ") {
            Some((share, name)) => (parse_number(share).ok()?, name.trim()),
            None => (Decimal::ONE, text.trim()),
        };
        is_name(name).then(|| Self::Of(share, name.to_owned()))
    }

    /// The amount for a person, `bonus` being what he gets at 100 %.
    pub(super) fn resolve(
        &self,
        case: &Case<'_>,
        bonus: Option<&Exact>,
        span: &Span,
    ) -> Checked<Exact> {
        match self {
            Self::Amount(amount) => Ok(Exact::from(*amount)),
            Self::Share(share) => match bonus {
                Some(bonus) => Ok(&Exact::from(*share) * bonus),
                None => refuse(report::no_bonus(case, &self.to_string(), span)),
            },
            Self::Of(share, name) => {
                let amount = case.entrant.amount(name);
                let Some(amount) = amount else {
                    return refuse(report::amount_missing(case, name, span));
                };
                Ok(Exact::from(*share) * Exact::from(amount))
            }
        }
    }
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Amount(amount) => f.write_str(&plain(*amount)),
            Self::Share(share) => f.write_str(&Exact::from(*share).percent()),
            Self::Of(share, name) => write!(f, "{} of {name}", Exact::from(*share).percent()),
        }
    }
}

/// Whether a text may name an amount of a person.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_shares_and_names() {
        for (text, shown) in [
            ("5000", "5000"),
            ("150 %", "150 %"),
            ("20 % of salary", "20 % of salary"),
            ("salary", "100 % of salary"),
            ("1.5 of bonus", "150 % of bonus"),
        ] {
            assert_eq!(Limit::of_text(text).unwrap().to_string(), shown, "{text}");
        }
        for text in ["", "20 % of", "5 000", "% of salary", "a b"] {
            assert_eq!(Limit::of_text(text), None, "{text}");
        }
    }
}
