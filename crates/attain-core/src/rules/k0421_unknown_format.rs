//! # K0421 UnknownFormat
//!
//! **What it finds.** A file whose format is not told by its name, or that is not of the format that its name says.
//!
//! **Why it matters.** A file that is read as something else gives nonsense that may look like data.
//!
//! **Example.**
//! ```text
//! sales.doc
//! ```
//!
//! **Instead.** Save it as CSV, XLSX, Parquet or JSON lines (`.csv`, `.xlsx`, `.parquet`, `.jsonl`).

use crate::diag::Code;

/// The format of the file is not known.
pub const UNKNOWN_FORMAT: Code = Code::new("K0421", "UnknownFormat");
