//! Datasets: the tables of facts that a company imports.

mod credit;

pub use credit::{CreditColumn, CreditLine, CreditRows, CreditRule};

use crate::diag::Span;
use crate::id::DatasetId;
use crate::num::Decimal;

/// A table of facts: its columns, and which of them name the owner, the date and the key.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// Its name: `reseller_sales`.
    pub id: DatasetId,
    /// For people.
    pub title: String,
    /// Whether imports add up or replace one another.
    pub kind: DatasetKind,
    /// The column that names the person (by one of his keys) or unit a fact belongs to.
    pub owner: Option<String>,
    /// Whom a fact is credited to, where that is not its owner alone.
    pub credit: CreditRule,
    /// The column with the day on which a fact happened. Every events dataset has one.
    pub date: Option<String>,
    /// The columns that together name a row; empty: rows have no name of their own.
    pub key: Vec<String>,
    /// Which days an import covers when nothing else is said at import.
    pub covers: Covers,
    /// The columns, in the order of the model.
    pub columns: Vec<Column>,
    /// How its text files are written, where that is declared.
    pub csv: CsvFormat,
    /// Where it is declared.
    pub span: Span,
}

impl Dataset {
    /// An events dataset without columns.
    #[must_use]
    pub fn events(id: impl Into<DatasetId>, span: &Span) -> Self {
        let id = id.into();
        Self {
            title: id.to_string(),
            id,
            kind: DatasetKind::Events,
            owner: None,
            credit: CreditRule::Owner,
            date: None,
            key: Vec::new(),
            covers: Covers::Declared,
            columns: Vec::new(),
            csv: CsvFormat::default(),
            span: span.clone(),
        }
    }

    /// A column by name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// What a second import of a dataset means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatasetKind {
    /// Things that happened: imports add up.
    Events,
    /// The state of things, people for instance: the next import supersedes the one before.
    Snapshot,
}

/// Which days a batch covers: on these, no rows means that nothing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covers {
    /// Only what the import declares (`--covers FROM..TO`).
    Declared,
    /// From its first to its last date.
    Dates,
    /// The whole months from its first to its last date.
    Months,
    /// The whole fiscal quarters from its first to its last date.
    Quarters,
    /// The whole fiscal years from its first to its last date.
    Years,
}

/// A column of a dataset.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name in measures.
    pub name: String,
    /// Its header in files, if that is another.
    pub header: Option<String>,
    /// What its values are.
    pub kind: ColumnKind,
    /// Whether a value must be there in every row.
    pub required: bool,
    /// The smallest value that is accepted.
    pub min: Option<Decimal>,
    /// The largest value that is accepted.
    pub max: Option<Decimal>,
    /// The texts that are accepted; empty: any.
    pub one_of: Vec<String>,
    /// The unit or currency of its numbers, for people.
    pub unit: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

impl Column {
    /// A text column without further conditions.
    #[must_use]
    pub fn new(name: impl Into<String>, span: &Span) -> Self {
        Self {
            name: name.into(),
            header: None,
            kind: ColumnKind::Text,
            required: false,
            min: None,
            max: None,
            one_of: Vec::new(),
            unit: None,
            span: span.clone(),
        }
    }

    /// Its header in files.
    #[must_use]
    pub fn header(&self) -> &str {
        self.header.as_deref().unwrap_or(&self.name)
    }
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text, kept as written apart from surrounding spaces, its letters composed (Unicode NFC).
    Text,
    /// A whole number of up to 18 digits.
    Integer,
    /// An exact decimal: digits in all, and digits after the dot.
    Decimal {
        /// Digits in all, 1..=28.
        precision: u8,
        /// Digits after the dot, at most `precision`.
        scale: u8,
    },
    /// A calendar date.
    Date,
    /// True or false.
    Boolean,
}

impl std::fmt::Display for ColumnKind {
    /// As models write it: `decimal(19,4)`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text => f.write_str("text"),
            Self::Integer => f.write_str("integer"),
            Self::Decimal { precision, scale } => write!(f, "decimal({precision},{scale})"),
            Self::Date => f.write_str("date"),
            Self::Boolean => f.write_str("boolean"),
        }
    }
}

/// How text files of a dataset are written; what is not declared is detected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CsvFormat {
    /// The character between two fields.
    pub delimiter: Option<char>,
    /// The decimal mark of its numbers.
    pub decimal: Option<char>,
    /// The mark between groups of thousands.
    pub thousands: Option<char>,
    /// The encoding, by its WHATWG label: `utf-8`, `windows-1251`.
    pub encoding: Option<String>,
    /// The form of its dates: `%Y-%m-%d`, `%d.%m.%Y`.
    pub date: Option<String>,
}
