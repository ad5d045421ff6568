//! The rows that were refused, as a CSV file to correct and import again.

use attain_core::text::{csv_cell, csv_quoted};
use std::fmt::Write as _;

/// The refused rows of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefusedRows {
    /// The file's name.
    pub file: String,
    /// Its headers.
    pub headers: Vec<String>,
    /// Its refused rows.
    pub rows: Vec<RefusedRow>,
}

/// One refused row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Its number in the file.
    pub row: u64,
    /// What is wrong with it.
    pub reasons: Vec<String>,
    /// Its values as they stand in the file.
    pub cells: Vec<String>,
}

impl RefusedRows {
    /// As CSV: the number and the reasons in two columns in front, which an import ignores, then
    /// the row as it was.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut out = String::from("_row,_reason");
        for header in &self.headers {
            out.push(',');
            field(&mut out, header);
        }
        out.push('\n');
        for row in &self.rows {
            let _ = write!(out, "{},", row.row);
            field(&mut out, &row.reasons.join("; "));
            for cell in &row.cells {
                out.push(',');
                field(&mut out, cell);
            }
            out.push('\n');
        }
        out
    }
}

fn field(out: &mut String, text: &str) {
    // An import that detects the delimiter must not take one of these for it.
    if text.contains([';', '\t']) || text.trim() != text {
        out.push_str(&csv_quoted(text));
    } else {
        out.push_str(&csv_cell(text));
    }
}
