//! # K0402 MissingColumn
//!
//! **What it finds.** A file without a column that its dataset requires.
//!
//! **Why it matters.** Facts without an owner, a date or an amount cannot be credited to anybody.
//!
//! **Example.**
//! ```text
//! order_number,sales_amount
//! SO43659,2024.99
//! ```
//!
//! **Instead.** Add the column to the file, or name the file's header in the dataset: `header = "Order date"`.

use crate::diag::Code;

/// A required column is not in the file.
pub const MISSING_COLUMN: Code = Code::new("K0402", "MissingColumn");
