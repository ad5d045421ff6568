//! Batches: what one import committed.

use crate::id::{BatchId, DatasetId};
use crate::num::Decimal;
use jiff::civil::Date;

/// One import: an immutable Parquet file and what is known of it. Its row in the records is the
/// only commit point: a file that no row names does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its name in the records.
    pub id: BatchId,
    /// The dataset it belongs to.
    pub dataset: DatasetId,
    /// The Parquet file, relative to the facts folder.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of the Parquet file, in lower-case hexadecimal.
    pub sha256: String,
    /// SHA-256 of the typed rows in canonical order: the same content twice has the same hash,
    /// whatever file it came in.
    pub content_sha256: String,
    /// Rows accepted.
    pub rows: u64,
    /// The days that it covers: on these, no rows means that nothing happened.
    pub covers: Option<(Date, Date)>,
    /// The imported files, in order.
    pub files: Vec<ImportedFile>,
    /// For each number column, the sum over all rows.
    pub totals: Vec<ControlTotal>,
}

/// A file as it was given to an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedFile {
    /// Its name, without folders.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// Rows that it held.
    pub rows: u64,
}

/// The sum of a column over all rows of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlTotal {
    /// The column.
    pub column: String,
    /// The sum.
    pub sum: Decimal,
}
