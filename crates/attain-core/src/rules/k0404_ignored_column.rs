//! # K0404 IgnoredColumn
//!
//! **What it finds.** A column of a file that its dataset does not have. It is ignored.
//!
//! **Why it matters.** A misspelt header looks like an extra column; this note shows it.
//!
//! **Example.**
//! ```text
//! order_number,sales_amont
//! ```
//!
//! **Instead.** Correct the header, add the column to the dataset, or leave it.

use crate::diag::Code;

/// The column is not in the dataset.
pub const IGNORED_COLUMN: Code = Code::new("K0404", "IgnoredColumn");
