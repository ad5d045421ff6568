//! Model files as text: TOML read with places, so that every diagnostic can point.
//!
//! A [`Document`] is a parsed file; a [`Table`] hands out its fields one by one, reports what is
//! missing or of the wrong kind, and in [`Table::finish`] what nobody asked for.
//!
//! ```
//! use attain_core::{diag::Diagnostics, text::{Document, Table}};
//!
//! let diagnostics = Diagnostics::new();
//! let document = Document::new("model/kpis/sales.toml", "title = \"Sales\"\nwieght = \"40 %\"");
//! let root = document.parse(&diagnostics);
//! let table = Table::root(&document, &root, &diagnostics);
//! assert_eq!(table.text("title").unwrap().value, "Sales");
//! table.finish(&["weight"]);
//! let found = diagnostics.into_sorted();
//! assert_eq!(found[0].message, "unknown field `wieght`");
//! assert_eq!(found[0].help.as_deref(), Some("did you mean `weight`?"));
//! ```

mod csv_line;
pub mod csv_table;
mod flat;
mod value;

pub use csv_line::{csv_cell, csv_line, csv_quoted};
pub use flat::flatten;
pub use value::parse_date;

use crate::diag::{Diagnostic, Diagnostics, Span, Spanned, closest};
use crate::num::Decimal;
use crate::rules;
use jiff::civil::Date;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// A parsed TOML table, as the library gives it.
pub type RawTable<'a> = toml::Spanned<DeTable<'a>>;

/// A file's name and text.
#[derive(Debug, Clone)]
pub struct Document {
    /// The name, relative to the workspace.
    pub file: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
}

impl Document {
    /// A named text.
    pub fn new(file: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self {
            file: file.into(),
            text: text.into(),
        }
    }

    /// Parses as TOML. Every syntax error is reported; what could be read is returned.
    #[must_use]
    pub fn parse(&self, diagnostics: &Diagnostics) -> RawTable<'_> {
        let (table, errors) = DeTable::parse_recoverable(&self.text);
        for error in errors {
            let range = error.span().unwrap_or(0..0);
            diagnostics.push(
                Diagnostic::error(rules::SYNTAX, one_line(error.message()))
                    .at(&self.span(range), ""),
            );
        }
        table
    }

    /// A range of bytes of this file.
    #[must_use]
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(&self.file, range)
    }
}

/// The library's messages may span lines; ours stand on one.
fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A value of a document with its place.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    document: &'a Document,
    diagnostics: &'a Diagnostics,
    raw: &'a toml::Spanned<DeValue<'a>>,
}

/// A table of a document. Fields that were asked for are remembered, so that the others can be
/// reported.
#[derive(Debug)]
pub struct Table<'a> {
    document: &'a Document,
    diagnostics: &'a Diagnostics,
    raw: &'a DeTable<'a>,
    span: Span,
    asked: RefCell<BTreeSet<String>>,
}

impl<'a> Table<'a> {
    /// The table of a whole document.
    #[must_use]
    pub fn root(
        document: &'a Document,
        raw: &'a RawTable<'a>,
        diagnostics: &'a Diagnostics,
    ) -> Self {
        let span = document.span(0..0);
        Self {
            document,
            diagnostics,
            raw: raw.get_ref(),
            span,
            asked: RefCell::default(),
        }
    }

    /// The place of the table: its header or its braces.
    #[must_use]
    pub fn span(&self) -> &Span {
        &self.span
    }

    /// Where problems are reported.
    #[must_use]
    pub fn diagnostics(&self) -> &'a Diagnostics {
        self.diagnostics
    }

    /// Whether the field is there. Does not count as asking for it.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.raw.contains_key(name)
    }

    /// The names of all fields in file order, with their places.
    #[must_use]
    pub fn keys(&self) -> Vec<Spanned<String>> {
        let mut keys: Vec<Spanned<String>> = self
            .raw
            .iter()
            .map(|(key, _)| Spanned {
                value: key.get_ref().to_string(),
                span: self.document.span(key.span()),
            })
            .collect();
        keys.sort_by_key(|key| key.span.range);
        keys
    }

    /// The place of a field's name, or of the table where the field is absent.
    #[must_use]
    pub fn key_span(&self, name: &str) -> Span {
        self.raw
            .iter()
            .find(|(key, _)| key.get_ref() == name)
            .map_or_else(
                || self.span.clone(),
                |(key, _)| self.document.span(key.span()),
            )
    }

    /// A field, if it is there.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<Value<'a>> {
        self.asked.borrow_mut().insert(name.to_owned());
        let (_, raw) = self.raw.iter().find(|(key, _)| key.get_ref() == name)?;
        Some(Value {
            document: self.document,
            diagnostics: self.diagnostics,
            raw,
        })
    }

    /// A field that must be there; its absence is reported.
    #[must_use]
    pub fn required(&self, name: &str) -> Option<Value<'a>> {
        let value = self.value(name);
        if value.is_none() {
            self.diagnostics.push(
                Diagnostic::error(rules::MISSING_FIELD, missing(name))
                    .at(&self.span, "")
                    .with_help(format!("add `{name} = …`")),
            );
        }
        value
    }

    /// An optional text field.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<Spanned<String>> {
        self.value(name)?.text()
    }

    /// A text field that must be there.
    #[must_use]
    pub fn required_text(&self, name: &str) -> Option<Spanned<String>> {
        self.required(name)?.text()
    }

    /// An optional exact number: a string such as `"70 %"`, or a whole number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<Spanned<Decimal>> {
        self.value(name)?.number()
    }

    /// An exact number that must be there.
    #[must_use]
    pub fn required_number(&self, name: &str) -> Option<Spanned<Decimal>> {
        self.required(name)?.number()
    }

    /// An optional date: a TOML date or a string `YYYY-MM-DD`.
    #[must_use]
    pub fn date(&self, name: &str) -> Option<Spanned<Date>> {
        self.value(name)?.date()
    }

    /// An optional `true` or `false`.
    #[must_use]
    pub fn boolean(&self, name: &str) -> Option<Spanned<bool>> {
        self.value(name)?.boolean()
    }

    /// An optional list of texts; a single text is a list of one.
    #[must_use]
    pub fn texts(&self, name: &str) -> Vec<Spanned<String>> {
        self.value(name)
            .map_or_else(Vec::new, |value| value.texts())
    }

    /// An optional list.
    #[must_use]
    pub fn list(&self, name: &str) -> Option<Vec<Value<'a>>> {
        self.value(name)?.list()
    }

    /// An optional table.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<Table<'a>> {
        self.value(name)?.table()
    }

    /// The tables of a list of tables (`[[x]]` or `x = [{…}]`).
    #[must_use]
    pub fn tables(&self, name: &str) -> Vec<Table<'a>> {
        let values = self.list(name).unwrap_or_default();
        values.iter().filter_map(Value::table).collect()
    }

    /// The entries of a table of named tables, in file order: `[scale.a]`, `[scale.b]`.
    /// `[scale]` with `a = {…}` is the same thing.
    #[must_use]
    pub fn named_tables(&self, name: &str) -> Vec<(Spanned<String>, Table<'a>)> {
        let Some(group) = self.table(name) else {
            return Vec::new();
        };
        let entry = |key: Spanned<String>| {
            let mut table = group.table(&key.value)?;
            table.span = key.span.clone();
            Some((key, table))
        };
        group.keys().into_iter().filter_map(entry).collect()
    }

    /// An optional word of a closed list: gives what stands beside it in `choices`.
    #[must_use]
    pub fn choice<T: Copy>(&self, name: &str, choices: &[(&str, T)]) -> Option<T> {
        let word = self.text(name)?;
        let found = choices.iter().find(|(known, _)| *known == word.value);
        if found.is_none() {
            self.unknown_choice(
                name,
                &word,
                choices.iter().map(|(known, _)| *known).collect(),
            );
        }
        found.map(|(_, choice)| *choice)
    }

    /// A word of a closed list that must be there.
    #[must_use]
    pub fn required_choice<T: Copy>(&self, name: &str, choices: &[(&str, T)]) -> Option<T> {
        let _ = self.required(name)?;
        self.choice(name, choices)
    }

    fn unknown_choice(&self, name: &str, word: &Spanned<String>, known: Vec<&str>) {
        let list: Vec<String> = known.iter().map(|choice| format!("`{choice}`")).collect();
        let mut diagnostic = Diagnostic::error(
            rules::UNKNOWN_CHOICE,
            format!(
                "`{}` is no value of `{name}`; expected one of {}",
                word.value,
                list.join(", ")
            ),
        )
        .at(&word.span, "");
        if let Some(close) = closest(&word.value, known) {
            diagnostic = diagnostic.with_help(format!("did you mean `{close}`?"));
        }
        self.diagnostics.push(diagnostic);
    }

    /// A misspelt field is one mistake, not a missing one besides.
    fn take_back_missing(&self, name: &str) {
        let message = missing(name);
        self.diagnostics.take_back(|one| {
            let here = one
                .labels
                .first()
                .is_some_and(|label| label.span == self.span);
            one.code == rules::MISSING_FIELD && here && one.message == message
        });
    }

    /// Reports every field that was not asked for. `also_known` are fields that are right but
    /// were not asked for on this path; they serve the suggestions too.
    pub fn finish(&self, also_known: &[&str]) {
        let asked = self.asked.borrow();
        for key in self.keys() {
            if asked.contains(&key.value) || also_known.contains(&key.value.as_str()) {
                continue;
            }
            let known = asked
                .iter()
                .map(String::as_str)
                .chain(also_known.iter().copied());
            let mut diagnostic = Diagnostic::error(
                rules::UNKNOWN_FIELD,
                format!("unknown field `{}`", key.value),
            )
            .at(&key.span, "");
            diagnostic = match closest(&key.value, known.filter(|name| !self.has(name))) {
                Some(close) => {
                    self.take_back_missing(close);
                    diagnostic.with_help(format!("did you mean `{close}`?"))
                }
                None => {
                    diagnostic.with_help(format!("fields here are: {}", list(&asked, also_known)))
                }
            };
            self.diagnostics.push(diagnostic);
        }
    }
}

fn missing(name: &str) -> String {
    format!("field `{name}` is missing")
}

/// All known fields, sorted.
fn list(asked: &BTreeSet<String>, also_known: &[&str]) -> String {
    let all: BTreeSet<&str> = asked
        .iter()
        .map(String::as_str)
        .chain(also_known.iter().copied())
        .collect();
    all.into_iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
