//! # K0401 UnreadableFile
//!
//! **What it finds.** A file that cannot be read at all: an unknown or broken encoding, a format that is not what its name says, a damaged Parquet footer.
//!
//! **Why it matters.** A file that is read with a guess gives rows that nobody wrote.
//!
//! **Example.**
//! ```text
//! sales.parquet: the file is not Parquet: its last four bytes are not PAR1
//! ```
//!
//! **Instead.** Save the file again, as UTF-8 where it is text, or declare `encoding` in the dataset.

use crate::diag::Code;

/// The file cannot be read.
pub const UNREADABLE_FILE: Code = Code::new("K0401", "UnreadableFile");
