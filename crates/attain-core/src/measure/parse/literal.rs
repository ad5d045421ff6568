//! Constants.

use super::Reader;
use super::kind::{Bound, Kind, Typed};
use super::place::Problem;
use crate::measure::{Literal, Scalar};
use crate::num::{Decimal, parse_number};
use crate::rules;
use crate::text::parse_date;
use jiff::civil::Date;
use sqlparser::ast::{DataType, TypedString, Value, ValueWithSpan};
use std::ops::Range;

impl Reader<'_> {
    /// A number as it stands in an expression.
    pub(super) fn number(&mut self, digits: &str, place: Range<usize>) -> Option<Decimal> {
        // SQL writes `.5` too.
        let leading = if digits.starts_with('.') { "0" } else { "" };
        match parse_number(&format!("{leading}{digits}")) {
            Ok(number) => Some(number.normalize()),
            Err(problem) => self.refuse(
                Problem::new(rules::MALFORMED_LITERAL, place, problem.to_string())
                    .help("write digits, and a dot with digits on both sides: 0.5"),
            ),
        }
    }

    /// A date, as `2024-01-31`.
    pub(super) fn date(&mut self, text: &str, place: &Range<usize>) -> Option<Date> {
        let date = parse_date(text);
        if date.is_none() {
            let message = format!("`{text}` is not a date, and a date is needed here");
            self.report(
                Problem::new(rules::MALFORMED_LITERAL, place.clone(), message)
                    .help("write year, month and day of the calendar: '2024-01-31'"),
            );
        }
        date
    }

    /// A constant in a row's value or a condition.
    pub(super) fn literal(&mut self, value: &ValueWithSpan) -> Option<Typed> {
        let place = self.source.range(value.span);
        let (literal, kind) = match &value.value {
            Value::Number(digits, false) => {
                let number = self.number(digits, place.clone())?;
                let bound = Bound::of(number);
                self.check_bound(&bound, &place)?;
                (Literal::Number(number), Kind::Number(bound))
            }
            Value::SingleQuotedString(text) => {
                self.check_text(text, &place)?;
                (Literal::Text(text.clone()), Kind::Text)
            }
            Value::Boolean(value) => (Literal::Boolean(*value), Kind::Boolean),
            Value::Null => return self.null(place),
            _ => {
                let message = format!("`{}` is not a constant", self.source.slice(&place));
                return self.refuse(
                    Problem::new(rules::MALFORMED_LITERAL, place, message)
                        .help("write a number, 'a text', '2024-01-31', true or false"),
                );
            }
        };
        Some(Typed {
            scalar: Scalar::Literal(literal),
            kind,
        })
    }

    /// `date '2024-01-31'`.
    pub(super) fn typed_literal(
        &mut self,
        literal: &TypedString,
        whole: Range<usize>,
    ) -> Option<Typed> {
        let place = self.source.range(literal.value.span);
        let Value::SingleQuotedString(text) = &literal.value.value else {
            return self.not_allowed(whole);
        };
        if literal.data_type != DataType::Date || literal.uses_odbc_syntax {
            let message = format!("constants of type `{}` are not allowed", literal.data_type);
            return self.refuse(
                Problem::new(rules::NOT_ALLOWED, whole, message)
                    .help("write a date, date '2024-01-31', or a plain constant"),
            );
        }
        let date = self.date(text, &place)?;
        Some(Typed {
            scalar: Scalar::Literal(Literal::Date(date)),
            kind: Kind::Date,
        })
    }

    /// What cannot be seen in a text is a slip of copying, or is meant to deceive.
    pub(super) fn check_text(&mut self, text: &str, place: &Range<usize>) -> Option<()> {
        if !text.chars().any(is_invisible) {
            return Some(());
        }
        let message = "this text has a line break or a character that cannot be seen";
        self.refuse(
            Problem::new(rules::MALFORMED_LITERAL, place.clone(), message)
                .help("write the text on one line, with plain spaces"),
        )
    }

    /// `null` as a value.
    pub(super) fn null<T>(&mut self, place: Range<usize>) -> Option<T> {
        self.refuse(
            Problem::new(
                rules::COMPARED_WITH_NULL,
                place,
                "`null` is not a value here",
            )
            .help("ask `… is null` or `… is not null`; for a default write `coalesce(…, 0)`"),
        )
    }
}

/// Controls, and characters that have no width or turn the direction of writing.
fn is_invisible(c: char) -> bool {
    let ranges = [
        '\u{ad}'..='\u{ad}',
        '\u{61c}'..='\u{61c}',
        '\u{180e}'..='\u{180e}',
        '\u{200b}'..='\u{200f}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
        '\u{feff}'..='\u{feff}',
        '\u{fff9}'..='\u{fffb}',
        '\u{e0000}'..='\u{e007f}',
    ];
    c.is_control() || ranges.iter().any(|range| range.contains(&c))
}
