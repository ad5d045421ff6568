//! Import: files become typed rows, checked against their dataset, and one Parquet file.
//!
//! [`prepare`] reads files and answers with an [`Import`]: what is wrong with them, all of it
//! counted, and, if nothing is, a [`Prepared`] batch whose file is written and synced. It becomes
//! a batch when somebody commits a row that names it; if nobody will, [`discard`] deletes it.

mod check;
mod content;
mod csv;
mod csv_rows;
mod date;
mod decode;
mod detect;
mod expect;
mod header;
mod json_rows;
mod number;
mod parquet;
mod prepare;
mod readback;
mod refusal;
mod refused;
mod rows;
mod source;
mod text;
mod totals;
mod xlsx_rows;

use crate::FactsError;
use crate::worker::Worker;
use attain_core::batch::{Batch, ControlTotal, ImportedFile};
use attain_core::dataset::Dataset;
use attain_core::diag::{Code, Diagnostic, Severity};
use attain_core::facts::FactValue;
use attain_core::id::{BatchId, DatasetId};
use attain_core::num::Decimal;
use attain_core::period::Calendar;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub(crate) use refusal::Fault;
pub(crate) use rows::{Cell, Row, RowStream};
pub(crate) use source::{Opening, open_rows};

pub use refused::{RefusedRow, RefusedRows};

/// A file to import.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name, without folders; its ending tells the format where none is given.
    pub name: String,
    /// Where its bytes are.
    pub content: Content,
    /// Its format; `None`: by its name and first bytes.
    pub format: Option<Format>,
    /// The sheet of a workbook; `None`: its only one.
    pub sheet: Option<String>,
}

impl Source {
    /// A file on disk.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Self {
            name,
            content: Content::File(path),
            format: None,
            sheet: None,
        }
    }

    /// Bytes with the name of the file they came from: an upload, standard input.
    #[must_use]
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            content: Content::Bytes(bytes.into()),
            format: None,
            sheet: None,
        }
    }
}

/// Where the bytes of a [`Source`] are.
#[derive(Debug, Clone)]
pub enum Content {
    /// In a file.
    File(PathBuf),
    /// In memory.
    Bytes(Vec<u8>),
}

/// The formats that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Text with a delimiter.
    Csv,
    /// Apache Parquet.
    Parquet,
    /// An Excel workbook.
    Xlsx,
    /// A JSON object a line.
    JsonLines,
}

/// What is said at an import besides the files.
#[derive(Debug, Clone)]
pub struct Options {
    /// The fiscal calendar, for datasets that cover whole quarters or years.
    pub calendar: Calendar,
    /// The days that the files cover, where the import says so.
    pub covers: Option<(Date, Date)>,
    /// Days on which facts may lie: the open period; `None`: any.
    pub allowed_days: Option<(Date, Date)>,
    /// Owners that are known; `None`: any.
    pub known_owners: Option<BTreeSet<String>>,
    /// How many rows the files must hold.
    pub expect_rows: Option<u64>,
    /// What a column must add up to.
    pub expect_totals: BTreeMap<String, Decimal>,
    /// What happens to good rows beside faulty ones.
    pub accept: Accept,
    /// At most this many refusals are listed; all are counted.
    pub listed: usize,
    /// The child process in which files are read; `None`: they are read here.
    pub apart: Option<Worker>,
}

impl Options {
    /// Nothing said: the whole file or nothing, 1,000 refusals listed.
    #[must_use]
    pub fn new(calendar: Calendar) -> Self {
        Self {
            calendar,
            covers: None,
            allowed_days: None,
            known_owners: None,
            expect_rows: None,
            expect_totals: BTreeMap::new(),
            accept: Accept::default(),
            listed: 1_000,
            apart: None,
        }
    }
}

/// What happens to good rows beside faulty ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Accept {
    /// One faulty row refuses everything.
    #[default]
    Whole,
    /// Faulty rows are rejected, the others imported. A faulty header still refuses everything.
    GoodRows,
}

/// How far an import is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The file.
    pub file: String,
    /// Rows read so far, in all files.
    pub rows: u64,
    /// Bytes of this file done, and its length.
    pub bytes: (u64, u64),
}

/// What came of an import.
#[derive(Debug)]
pub struct Import {
    /// The batch, unless it was refused.
    pub prepared: Option<Prepared>,
    /// What was read, and what is wrong with it.
    pub report: Report,
}

/// What an import read, and what is wrong with it. `rows = accepted + rejected`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows in all files.
    pub rows: u64,
    /// Rows without a fault.
    pub accepted: u64,
    /// Rows with at least one fault.
    pub rejected: u64,
    /// All faults, also those that are not listed.
    pub faults: u64,
    /// The first faults.
    pub refusals: Vec<Refusal>,
    /// What was detected or ignored, worth knowing.
    pub notes: Vec<Refusal>,
    /// The refused rows, file by file, to correct and import again.
    pub refused: Vec<RefusedRows>,
}

impl Report {
    /// Refusals and notes as diagnostics.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.refusals
            .iter()
            .chain(&self.notes)
            .map(Refusal::diagnostic)
            .collect()
    }
}

/// One fault (or note), with its place in the user's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The rule.
    pub code: Code,
    /// An error, or a note.
    pub severity: Severity,
    /// The file's name.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The row: the line of a CSV record's first line, the header is 1.
    pub row: Option<u64>,
    /// The column, by its header.
    pub column: Option<String>,
    /// The value as it stands in the file, shortened, with invisible characters made visible.
    pub value: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Refusal {
    /// As a diagnostic: the place stands in front of the message.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let mut place = self.file.clone();
        if let Some(sheet) = &self.sheet {
            place.push_str(&format!(", sheet `{sheet}`"));
        }
        if let Some(row) = self.row {
            place.push_str(&format!(", row {row}"));
        }
        if let Some(column) = &self.column {
            place.push_str(&format!(", column `{column}`"));
        }
        let message = format!("{place}: {}", self.message);
        Diagnostic::of(self.severity, self.code, message).with_help(self.help.clone())
    }
}

/// A batch whose file is written and synced, and that nobody has committed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The dataset it belongs to.
    pub dataset: DatasetId,
    /// The Parquet file, relative to the facts folder.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of the Parquet file, in lower-case hexadecimal.
    pub sha256: String,
    /// SHA-256 of the typed rows in canonical order.
    pub content_sha256: String,
    /// Rows accepted.
    pub rows: u64,
    /// The days that it covers.
    pub covers: Option<(Date, Date)>,
    /// The first and last date of its facts.
    pub dates: Option<(Date, Date)>,
    /// The imported files, in order.
    pub files: Vec<ImportedFile>,
    /// For each number column, the sum over all rows.
    pub totals: Vec<ControlTotal>,
    /// The first rows, to look at before they count.
    pub preview: Preview,
}

impl Prepared {
    /// The batch, under the name that the records give it.
    #[must_use]
    pub fn batch(&self, id: BatchId) -> Batch {
        Batch {
            id,
            dataset: self.dataset.clone(),
            path: self.path.clone(),
            bytes: self.bytes,
            sha256: self.sha256.clone(),
            content_sha256: self.content_sha256.clone(),
            rows: self.rows,
            covers: self.covers,
            files: self.files.clone(),
            totals: self.totals.clone(),
        }
    }
}

/// The first rows of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// The dataset's columns.
    pub columns: Vec<String>,
    /// The rows, each with its number in the file.
    pub rows: Vec<(u64, Vec<FactValue>)>,
}

/// Reads files as one batch of a dataset. Nothing is left behind if they are refused.
///
/// # Errors
/// If a file cannot be read or the batch cannot be written. Faults of the files are in the
/// [`Report`].
pub fn prepare(
    root: &Path,
    dataset: &Dataset,
    sources: &[Source],
    options: &Options,
    progress: &dyn Fn(Progress),
) -> Result<Import, FactsError> {
    let mut importing = prepare::Importing::start(root, dataset, options, progress)?;
    for source in sources {
        importing.file(source)?;
    }
    importing.finish()
}

/// Deletes the file of a batch that nobody will commit. The name of a file is never used twice,
/// so this cannot touch another import's file, even of the same content.
///
/// # Errors
/// If the file is there and cannot be deleted.
pub fn discard(root: &Path, prepared: &Prepared) -> Result<(), FactsError> {
    let path = root.join(&prepared.path);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(FactsError::file("delete", &path)(error))
        }
        _ => Ok(()),
    }
}
