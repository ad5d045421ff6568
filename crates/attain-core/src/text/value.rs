//! A single value: what kind it is, and the diagnostics when it is another.

use super::{Document, Table, Value};
use crate::diag::{Diagnostic, Diagnostics, Span, Spanned};
use crate::num::{Decimal, parse_number};
use crate::rules;
use jiff::civil::Date;
use std::cell::RefCell;
use toml::de::DeValue;

impl<'a> Value<'a> {
    /// The place of the value, quotes included.
    #[must_use]
    pub fn span(&self) -> Span {
        self.document.span(self.raw.span())
    }

    /// The place of a string's content, without its quotes. Exact unless the string has escapes.
    #[must_use]
    pub fn content_span(&self) -> Span {
        let range = self.raw.span();
        let text = self.document.text.get(range.clone()).unwrap_or("");
        let quotes = match text {
            t if t.starts_with("\"\"\"") || t.starts_with("'''") => 3,
            t if t.starts_with(['"', '\'']) => 1,
            _ => 0,
        };
        let after = text.get(quotes..).unwrap_or("");
        // A line break directly after the opening quotes of a long string is not part of it.
        let newline = match quotes {
            3 if after.starts_with("\r\n") => 2,
            3 if after.starts_with('\n') => 1,
            _ => 0,
        };
        let start = range.start.saturating_add(quotes).saturating_add(newline);
        let end = range.end.saturating_sub(quotes).max(start);
        self.document.span(start..end)
    }

    /// The file that the value stands in.
    #[must_use]
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// Where problems are reported.
    #[must_use]
    pub fn diagnostics(&self) -> &'a Diagnostics {
        self.diagnostics
    }

    /// The value as text.
    #[must_use]
    pub fn text(&self) -> Option<Spanned<String>> {
        match self.raw.get_ref() {
            DeValue::String(text) => Some(self.spanned(text.to_string())),
            _ => self.wrong_kind("a text in quotes"),
        }
    }

    /// The value as an exact number.
    #[must_use]
    pub fn number(&self) -> Option<Spanned<Decimal>> {
        let text = match self.raw.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().to_owned(),
            DeValue::Float(float) => return self.float(float.as_str()),
            _ => return self.wrong_kind("a number in quotes, such as \"70 %\""),
        };
        match parse_number(&text) {
            Ok(number) => Some(self.spanned(number)),
            Err(error) => {
                let diagnostic = Diagnostic::error(rules::MALFORMED_NUMBER, error.to_string());
                self.diagnostics.push(diagnostic.at(&self.span(), ""));
                None
            }
        }
    }

    fn float<T>(&self, text: &str) -> Option<T> {
        self.diagnostics.push(
            Diagnostic::error(
                rules::WRONG_KIND_OF_VALUE,
                format!(
                    "`{text}` is a float; numbers are written in quotes so that they stay exact"
                ),
            )
            .at(&self.span(), "")
            .with_help(format!("write \"{text}\"")),
        );
        None
    }

    /// The value as a date.
    #[must_use]
    pub fn date(&self) -> Option<Spanned<Date>> {
        let text = match self.raw.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            _ => return self.wrong_kind("a date, such as 2024-12-31"),
        };
        match parse_date(&text) {
            Some(date) => Some(self.spanned(date)),
            None => {
                self.diagnostics.push(
                    Diagnostic::error(
                        rules::MALFORMED_DATE,
                        format!("`{text}` is not a date; write year-month-day, such as 2024-12-31"),
                    )
                    .at(&self.span(), ""),
                );
                None
            }
        }
    }

    /// The value as `true` or `false`.
    #[must_use]
    pub fn boolean(&self) -> Option<Spanned<bool>> {
        match self.raw.get_ref() {
            DeValue::Boolean(value) => Some(self.spanned(*value)),
            _ => self.wrong_kind("true or false"),
        }
    }

    /// The value as a list.
    #[must_use]
    pub fn list(&self) -> Option<Vec<Value<'a>>> {
        match self.raw.get_ref() {
            DeValue::Array(items) => Some(items.iter().map(|raw| Value { raw, ..*self }).collect()),
            _ => self.wrong_kind("a list in brackets"),
        }
    }

    /// The value as a list of texts; a single text is a list of one.
    #[must_use]
    pub fn texts(&self) -> Vec<Spanned<String>> {
        if matches!(self.raw.get_ref(), DeValue::String(_)) {
            return self.text().into_iter().collect();
        }
        self.list()
            .unwrap_or_default()
            .iter()
            .filter_map(Value::text)
            .collect()
    }

    /// The value as a table.
    #[must_use]
    pub fn table(&self) -> Option<Table<'a>> {
        match self.raw.get_ref() {
            DeValue::Table(raw) => Some(Table {
                document: self.document,
                diagnostics: self.diagnostics,
                raw,
                span: self.span(),
                asked: RefCell::default(),
            }),
            _ => self.wrong_kind("a table"),
        }
    }

    /// Whether the value is a text.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.raw.get_ref(), DeValue::String(_))
    }

    /// Whether the value is a table.
    #[must_use]
    pub fn is_table(&self) -> bool {
        matches!(self.raw.get_ref(), DeValue::Table(_))
    }

    fn spanned<T>(&self, value: T) -> Spanned<T> {
        Spanned {
            value,
            span: self.span(),
        }
    }

    fn wrong_kind<T>(&self, expected: &str) -> Option<T> {
        let found = match self.raw.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.diagnostics.push(
            Diagnostic::error(
                rules::WRONG_KIND_OF_VALUE,
                format!("found {found}, expected {expected}"),
            )
            .at(&self.span(), ""),
        );
        None
    }
}

/// A calendar date written year-month-day.
///
/// ```
/// use attain_core::text::parse_date;
/// assert!(parse_date("2024-02-29").is_some());
/// assert!(parse_date("2023-02-29").is_none());
/// assert!(parse_date("29.02.2024").is_none());
/// ```
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let digits = |part: &str, count: usize| {
        (part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<i16>().ok())
            .flatten()
    };
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = i8::try_from(digits(parts.next()?, 2)?).ok()?;
    let day = i8::try_from(digits(parts.next()?, 2)?).ok()?;
    if parts.next().is_some() {
        None
    } else {
        Date::new(year, month, day).ok()
    }
}
