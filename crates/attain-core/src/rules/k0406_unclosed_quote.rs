//! # K0406 UnclosedQuote
//!
//! **What it finds.** A double quote that opens a value and is never closed.
//!
//! **Why it matters.** Everything up to the end of the file would become one value, and the rows in it would be lost.
//!
//! **Example.**
//! ```text
//! employee,city
//! 285,"Moscow
//! 286,Kazan
//! ```
//!
//! **Instead.** Close the quote in the row that is named; a quote inside a value is written twice.

use crate::diag::Code;

/// A quote is opened and never closed.
pub const UNCLOSED_QUOTE: Code = Code::new("K0406", "UnclosedQuote");
