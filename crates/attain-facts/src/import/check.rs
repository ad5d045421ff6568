//! Cells become typed values, or faults with the rule that they break.

use super::date::{DateForm, parse_date};
use super::detect::{Forms, Reading};
use super::number::{NumberFault, NumberForm, parse_number, shortest};
use super::refusal::{Fault, visible};
use super::rows::Cell;
use super::text;
use attain_core::dataset::{Column, ColumnKind};
use attain_core::facts::FactValue;
use attain_core::num::{Decimal, plain};
use attain_core::rules;
use jiff::civil::Date;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// A column with what is needed to check its cells.
#[derive(Debug)]
pub(super) struct ColumnCheck<'a> {
    /// The column.
    pub column: &'a Column,
    /// Whether its values are names: of a row, or of an owner.
    pub is_name: bool,
    /// The names that it may hold, where they are known.
    pub known: Option<&'a BTreeSet<String>>,
    /// The days that it may hold, where they are limited.
    pub days: Option<(Date, Date)>,
}

impl ColumnCheck<'_> {
    /// The value of a cell.
    pub(super) fn value(&self, cell: &Cell<'_>, forms: &Forms) -> Result<FactValue, Fault> {
        let found = self
            .convert(cell, forms)
            .and_then(|value| self.accept(value));
        found.map_err(|fault| fault.in_cell(self.column.header(), &cell.written()))
    }

    fn convert(&self, cell: &Cell<'_>, forms: &Forms) -> Result<FactValue, Fault> {
        match cell {
            Cell::Empty => Ok(FactValue::Missing),
            Cell::Text(text) => self.text(text, forms),
            Cell::Number(number) => self.number(*number),
            Cell::Float(digits) => self.float(digits),
            Cell::Date(date) => match self.column.kind {
                ColumnKind::Date => Ok(FactValue::Date(*date)),
                ColumnKind::Text => Ok(FactValue::Text(date.to_string())),
                _ => Err(self.wrong_kind("a date")),
            },
            Cell::Boolean(value) => match self.column.kind {
                ColumnKind::Boolean => Ok(FactValue::Boolean(*value)),
                ColumnKind::Text => Ok(FactValue::Text(value.to_string())),
                _ => Err(self.wrong_kind("true or false")),
            },
            Cell::Other(words) => Err(self.wrong_kind(words)),
        }
    }

    fn text(&self, text: &str, forms: &Forms) -> Result<FactValue, Fault> {
        let is_name = self.is_name || self.column.kind != ColumnKind::Text;
        if let Some(c) = text::find_invisible(text, is_name) {
            return Err(invisible(c));
        }
        let text = text.trim();
        if text.is_empty() {
            return Ok(FactValue::Missing);
        }
        match self.column.kind {
            ColumnKind::Text if text.is_ascii() => Ok(FactValue::Text(text.to_owned())),
            // A letter with its accent can be one character or two; they are the same name.
            ColumnKind::Text => Ok(FactValue::Text(text.nfc().collect())),
            ColumnKind::Date => self.written_date(text, forms),
            ColumnKind::Boolean => boolean(text),
            ColumnKind::Integer | ColumnKind::Decimal { .. } => {
                self.number(written_number(text, &forms.number)?)
            }
        }
    }

    fn number(&self, number: Decimal) -> Result<FactValue, Fault> {
        match self.column.kind {
            ColumnKind::Text => Ok(FactValue::Text(plain(number))),
            ColumnKind::Integer => self.digits(number, 18, 0),
            ColumnKind::Decimal { precision, scale } => self.digits(number, precision, scale),
            ColumnKind::Boolean if number.is_zero() => Ok(FactValue::Boolean(false)),
            ColumnKind::Boolean if number == Decimal::ONE => Ok(FactValue::Boolean(true)),
            ColumnKind::Boolean | ColumnKind::Date => Err(self.wrong_kind("a number")),
        }
    }

    fn float(&self, digits: &str) -> Result<FactValue, Fault> {
        let Some(number) = shortest(digits) else {
            return Err(Fault::new(
                rules::NOT_A_NUMBER,
                format!(
                    "`{}` is not a number that can be kept exactly",
                    visible(digits)
                ),
                "leave the cell empty where there is no value, or correct it",
            ));
        };
        // From 2^53 on, different whole numbers are the same float.
        let too_large = number.abs() >= Decimal::from(1_u64 << 53);
        let inexact = || {
            Fault::new(
                rules::INEXACT_FLOAT,
                format!("the float `{digits}` is not an exact {}", self.column.kind),
                "round the values where they are made, or export them as text",
            )
        };
        if too_large {
            return Err(inexact());
        }
        self.number(number).map_err(|fault| match fault.code {
            rules::TOO_MANY_DIGITS => inexact(),
            _ => fault,
        })
    }

    /// The number, if it has no more digits than the column keeps.
    fn digits(&self, number: Decimal, precision: u8, scale: u8) -> Result<FactValue, Fault> {
        let number = number.normalize();
        let whole_digits = u32::from(precision.saturating_sub(scale));
        let whole = number.trunc().abs().to_string();
        let count = whole.trim_start_matches('0').len();
        let too_long = u32::try_from(count).unwrap_or(u32::MAX) > whole_digits;
        if number.scale() <= u32::from(scale) && !too_long {
            return Ok(FactValue::Number(number));
        }
        let help = match self.column.kind {
            ColumnKind::Integer => "correct the value, or declare the column as a decimal",
            _ => "correct the value, or declare more digits in the dataset",
        };
        Err(Fault::new(
            rules::TOO_MANY_DIGITS,
            format!("`{number}` has more digits than {}", self.kind()),
            help,
        ))
    }

    fn written_date(&self, text: &str, forms: &Forms) -> Result<FactValue, Fault> {
        let reading = forms.date(&self.column.name);
        match reading {
            Reading::One(form) => parse_date(text, form)
                .map(FactValue::Date)
                .ok_or_else(|| not_a_date(text, form)),
            Reading::Either(first, second) => {
                match (parse_date(text, first), parse_date(text, second)) {
                    (Some(a), Some(b)) if a == b => Ok(FactValue::Date(a)),
                    (Some(a), Some(b)) => Err(Fault::new(
                        rules::AMBIGUOUS_DATE,
                        format!("`{text}` can be {a} or {b}"),
                        format!(
                            "declare the form in the dataset: csv = {{ date = \"{}\" }} or \"{}\"",
                            first.pattern(),
                            second.pattern()
                        ),
                    )),
                    _ => Err(not_a_date(text, first)),
                }
            }
        }
    }

    /// What the column demands of a value of its kind.
    fn accept(&self, value: FactValue) -> Result<FactValue, Fault> {
        match &value {
            FactValue::Missing if self.column.required => {
                return Err(Fault::new(
                    rules::MISSING_VALUE,
                    "a value is missing",
                    "fill it in, or declare the column `required = false`",
                ));
            }
            FactValue::Number(number) => {
                self.range(*number)?;
                self.known(&plain(*number))?;
            }
            FactValue::Text(text) => {
                self.one_of(text)?;
                self.letters(text)?;
                self.known(text)?;
            }
            FactValue::Date(day) => self.open(*day)?,
            _ => {}
        }
        Ok(value)
    }

    fn known(&self, name: &str) -> Result<(), Fault> {
        if self.known.is_none_or(|known| known.contains(name)) {
            return Ok(());
        }
        Err(Fault::new(
            rules::UNKNOWN_OWNER,
            format!("nobody is known as `{}`", visible(name)),
            "correct the key, or import the person first",
        ))
    }

    fn letters(&self, name: &str) -> Result<(), Fault> {
        match text::find_mixed(name).filter(|_| self.is_name) {
            None => Ok(()),
            Some(c) => Err(Fault::new(
                rules::MIXED_LETTERS,
                format!(
                    "`{}` mixes letters of two alphabets: `{c}` (U+{:04X}) is of another than those before",
                    visible(name),
                    u32::from(c)
                ),
                "type the value again on one keyboard",
            )),
        }
    }

    fn open(&self, day: Date) -> Result<(), Fault> {
        match self.days {
            Some((from, to)) if day < from || day > to => Err(Fault::new(
                rules::OUTSIDE_OPEN_DAYS,
                format!("{day} lies outside the open days {from} to {to}"),
                "correct the date, or import it as a late fact",
            )),
            _ => Ok(()),
        }
    }

    fn range(&self, number: Decimal) -> Result<(), Fault> {
        let beyond = match (self.column.min, self.column.max) {
            (Some(min), _) if number < min => format!("is below the smallest value {min}"),
            (_, Some(max)) if number > max => format!("is above the largest value {max}"),
            _ => return Ok(()),
        };
        let unit = self.column.unit.as_deref().unwrap_or("");
        let message = format!("`{number}` {beyond} {unit}");
        Err(Fault::new(
            rules::OUT_OF_RANGE,
            message.trim_end(),
            "check the value and its unit, or change `min` or `max` of the column",
        ))
    }

    fn one_of(&self, text: &str) -> Result<(), Fault> {
        let accepted = &self.column.one_of;
        if accepted.is_empty() || accepted.iter().any(|one| one == text) {
            return Ok(());
        }
        let list: Vec<String> = accepted.iter().map(|one| format!("`{one}`")).collect();
        Err(Fault::new(
            rules::VALUE_NOT_LISTED,
            format!("`{}` is not one of {}", visible(text), list.join(", ")),
            "write one of them, or add the value to `one_of`",
        ))
    }

    fn kind(&self) -> String {
        match self.column.kind {
            ColumnKind::Integer => "a whole number of 18 digits".to_owned(),
            other => other.to_string(),
        }
    }

    fn wrong_kind(&self, found: &str) -> Fault {
        let code = match self.column.kind {
            ColumnKind::Date => rules::NOT_A_DATE,
            ColumnKind::Boolean => rules::NOT_TRUE_OR_FALSE,
            _ => rules::NOT_A_NUMBER,
        };
        Fault::new(
            code,
            format!("found {}, expected {}", visible(found), self.column.kind),
            "correct the cell, or the kind of the column in the dataset",
        )
    }
}

fn invisible(c: char) -> Fault {
    let help = if c == '\u{fffd}' {
        "a character was lost when the file was made; export it again as UTF-8"
    } else {
        "delete the value and type it again"
    };
    Fault::new(
        rules::INVISIBLE_CHARACTER,
        format!("the value holds {}", text::describe(c)),
        help,
    )
}

fn boolean(text: &str) -> Result<FactValue, Fault> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" | "t" | "y" => Ok(FactValue::Boolean(true)),
        "false" | "no" | "0" | "f" | "n" => Ok(FactValue::Boolean(false)),
        _ => Err(Fault::new(
            rules::NOT_TRUE_OR_FALSE,
            format!("`{}` is neither true nor false", visible(text)),
            "write `true` or `false`",
        )),
    }
}

fn written_number(text: &str, reading: &Reading<NumberForm>) -> Result<Decimal, Fault> {
    match reading {
        Reading::One(form) => parse_number(text, *form).map_err(|e| not_a_number(text, *form, e)),
        Reading::Either(first, second) => {
            match (parse_number(text, *first), parse_number(text, *second)) {
                (Ok(a), Ok(b)) if a == b => Ok(a),
                (Ok(a), Ok(b)) => Err(Fault::new(
                    rules::AMBIGUOUS_NUMBER,
                    format!("`{text}` can be {a} or {b}"),
                    "declare the marks in the dataset: csv = { decimal = \",\", thousands = \".\" }",
                )),
                (Ok(one), Err(_)) | (Err(_), Ok(one)) => Ok(one),
                (Err(e), Err(_)) => Err(not_a_number(text, *first, e)),
            }
        }
    }
}

fn not_a_number(text: &str, form: NumberForm, fault: NumberFault) -> Fault {
    let shown = visible(text);
    match fault {
        NumberFault::TooLong => Fault::new(
            rules::TOO_MANY_DIGITS,
            format!("`{shown}` has more digits than can be kept exactly (28)"),
            "correct the value",
        ),
        NumberFault::Malformed if text.contains(['e', 'E']) && text.parse::<f64>().is_ok() => {
            Fault::new(
                rules::NOT_A_NUMBER,
                format!("`{shown}` is a float, not an exact number"),
                "write all its digits: 100000 for 1e5",
            )
        }
        NumberFault::Malformed => Fault::new(
            rules::NOT_A_NUMBER,
            format!("`{shown}` is not a number ({})", form.words()),
            "write plain digits; declare `decimal` and `thousands` of the dataset if it has other marks",
        ),
    }
}

fn not_a_date(text: &str, form: &DateForm) -> Fault {
    Fault::new(
        rules::NOT_A_DATE,
        format!("`{}` is not a date ({})", visible(text), form.pattern()),
        format!("write a calendar day as {}, all rows alike", form.pattern()),
    )
}
