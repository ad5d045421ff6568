//! # K0405 RaggedRow
//!
//! **What it finds.** A row with more or fewer fields than the header.
//!
//! **Why it matters.** Every value after the missing or extra field would stand in the wrong column.
//!
//! **Example.**
//! ```text
//! employee,city,amount
//! 285,Moscow, Russia,10
//! ```
//!
//! **Instead.** Put a value that holds the delimiter into double quotes.

use crate::diag::Code;

/// The row has another number of fields than the header.
pub const RAGGED_ROW: Code = Code::new("K0405", "RaggedRow");
