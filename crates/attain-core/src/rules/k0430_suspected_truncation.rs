//! # K0430 SuspectedTruncation
//!
//! **What it finds.** A file whose last row is the last one that its format has: row 65,536 or 1,048,576.
//!
//! **Why it matters.** Programs cut off what does not fit, without a word; 15,841 test results were lost that way in 2020.
//!
//! **Example.**
//! ```text
//! 1048576 rows
//! ```
//!
//! **Instead.** Say how many rows there must be (`--expect-rows`) or what a column adds up to (`--expect-total`), or export as CSV or Parquet.

use crate::diag::Code;

/// The file ends exactly at the row limit of its format.
pub const SUSPECTED_TRUNCATION: Code = Code::new("K0430", "SuspectedTruncation");
