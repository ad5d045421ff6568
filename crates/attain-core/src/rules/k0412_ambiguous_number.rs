//! # K0412 AmbiguousNumber
//!
//! **What it finds.** A number that can be read in two ways, in a file where no other number tells which is meant.
//!
//! **Why it matters.** `1.234` is one and a bit, or a thousand times as much.
//!
//! **Example.**
//! ```text
//! amount
//! 1.234
//! ```
//!
//! **Instead.** Declare the marks in the dataset: `csv = { decimal = ",", thousands = "." }`.

use crate::diag::Code;

/// The number can be read in two ways.
pub const AMBIGUOUS_NUMBER: Code = Code::new("K0412", "AmbiguousNumber");
