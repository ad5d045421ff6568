//! Faults: found in rows, counted, and listed with their place.

use super::refused::{RefusedRow, RefusedRows};
use super::rows::Cell;
use super::{Refusal, Report};
use attain_core::diag::{Code, Severity};
use std::fmt::Write as _;

/// Refused rows that are kept to be corrected; more are only counted.
const MOST_REFUSED_ROWS: u64 = 100_000;

/// What is wrong, before its file is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The rule.
    pub code: Code,
    /// The row; for a fault found in a row, that row unless said otherwise.
    row: Option<u64>,
    words: Box<Words>,
}

/// What a fault says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FaultParts<'a> {
    pub message: &'a str,
    pub help: &'a str,
    pub column: Option<&'a str>,
    pub row: Option<u64>,
}

/// The texts of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    column: Option<String>,
    value: Option<String>,
    message: String,
    help: String,
}

impl Fault {
    /// What is wrong, and what to do.
    pub(crate) fn new(code: Code, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code,
            row: None,
            words: Box::new(Words {
                column: None,
                value: None,
                message: message.into(),
                help: help.into(),
            }),
        }
    }

    /// Adds the column and the value.
    pub(super) fn in_cell(self, column: &str, value: &str) -> Self {
        let mut fault = self.in_column(column);
        fault.words.value = Some(visible(value));
        fault
    }

    /// Adds the column.
    pub(crate) fn in_column(mut self, column: &str) -> Self {
        self.words.column = Some(column.to_owned());
        self
    }

    /// All of it, to send it elsewhere.
    pub(crate) fn parts(&self) -> FaultParts<'_> {
        FaultParts {
            message: &self.words.message,
            help: &self.words.help,
            column: self.words.column.as_deref(),
            row: self.row,
        }
    }

    /// The column and what is wrong.
    fn reason(&self) -> String {
        match &self.words.column {
            Some(column) => format!("{column}: {}", self.words.message),
            None => self.words.message.clone(),
        }
    }

    /// Adds the row.
    pub(crate) fn in_row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }
}

/// A value for people: shortened, and what cannot be seen written as `\u{202e}`.
pub(super) fn visible(value: &str) -> String {
    const LONGEST: usize = 60;
    let mut out = String::new();
    for (count, c) in value.chars().enumerate() {
        if count == LONGEST {
            out.push('…');
            break;
        }
        if c == ' ' || (!c.is_whitespace() && !super::text::is_invisible(c)) {
            out.push(c);
        } else {
            let _ = write!(out, "{}", c.escape_unicode());
        }
    }
    out
}

/// Collects what an import finds.
#[derive(Debug)]
pub(super) struct Faults {
    report: Report,
    listed: usize,
    file: String,
    sheet: Option<String>,
}

impl Faults {
    /// Nothing found; at most `listed` refusals will be kept.
    pub(super) fn new(listed: usize) -> Self {
        Self {
            report: Report::default(),
            listed,
            file: String::new(),
            sheet: None,
        }
    }

    /// From now on, faults are in this file.
    pub(super) fn enter(&mut self, file: &str) {
        file.clone_into(&mut self.file);
        self.sheet = None;
    }

    /// From now on, faults are in this sheet of the file.
    pub(super) fn enter_sheet(&mut self, sheet: Option<&str>) {
        self.sheet = sheet.map(ToOwned::to_owned);
    }

    /// Whether anything was refused.
    pub(super) fn any(&self) -> bool {
        self.report.faults > 0
    }

    /// Starts the refused rows of a file.
    pub(super) fn start_rows(&mut self, headers: &[String]) {
        self.report.refused.push(RefusedRows {
            file: self.file.clone(),
            headers: headers.to_vec(),
            rows: Vec::new(),
        });
    }

    /// A row without a fault.
    pub(super) fn accept(&mut self) {
        self.report.rows = self.report.rows.saturating_add(1);
        self.report.accepted = self.report.accepted.saturating_add(1);
    }

    /// A row with faults.
    pub(super) fn reject(&mut self, row: u64, cells: &[Cell<'_>], faults: Vec<Fault>) {
        if self.report.rejected < MOST_REFUSED_ROWS
            && let Some(refused) = self.report.refused.last_mut()
        {
            refused.rows.push(RefusedRow {
                row,
                reasons: faults.iter().map(Fault::reason).collect(),
                cells: cells.iter().map(Cell::written).collect(),
            });
        }
        self.report.rows = self.report.rows.saturating_add(1);
        self.report.rejected = self.report.rejected.saturating_add(1);
        for fault in faults {
            self.add(fault.in_row(row));
        }
    }

    /// A fault of the whole file, or of its header.
    pub(super) fn refuse(&mut self, fault: Fault) {
        self.add(fault);
    }

    /// Something worth knowing that refuses nothing.
    pub(super) fn note(&mut self, severity: Severity, fault: Fault) {
        let refusal = self.place(severity, fault);
        self.report.notes.push(refusal);
    }

    /// Rows read so far.
    pub(super) fn rows(&self) -> u64 {
        self.report.rows
    }

    /// All that was found.
    pub(super) fn into_report(mut self) -> Report {
        self.report.refused.retain(|file| !file.rows.is_empty());
        self.report
    }

    fn add(&mut self, fault: Fault) {
        self.report.faults = self.report.faults.saturating_add(1);
        if self.report.refusals.len() < self.listed {
            let refusal = self.place(Severity::Error, fault);
            self.report.refusals.push(refusal);
        }
    }

    fn place(&self, severity: Severity, fault: Fault) -> Refusal {
        Refusal {
            code: fault.code,
            severity,
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            row: fault.row,
            column: fault.words.column,
            value: fault.words.value,
            message: fault.words.message,
            help: fault.words.help,
        }
    }
}
