//! # K0438 ColumnMappedTwice
//!
//! **What it finds.** A column mapping that gives one column of the dataset two headers, or one header two columns.
//!
//! **Why it matters.** Only one of them could be read; which one must not depend on chance.
//!
//! **Example.**
//! ```toml
//! "Sales Amount" = "sales_amount"
//! "Amount" = "sales_amount"
//! ```
//!
//! **Instead.** Keep the header that the file has. With `--map`, a new header takes the place of the saved one.

use crate::diag::Code;

/// A mapping maps a column twice.
pub const COLUMN_MAPPED_TWICE: Code = Code::new("K0438", "ColumnMappedTwice");
