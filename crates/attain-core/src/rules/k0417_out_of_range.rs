//! # K0417 OutOfRange
//!
//! **What it finds.** A number below the smallest or above the largest value that its column accepts.
//!
//! **Why it matters.** The usual cause is a wrong unit: thousands for units, or a negative where there can be none.
//!
//! **Example.**
//! ```text
//! quantity          # min = "0"
//! -3
//! ```
//!
//! **Instead.** Correct the value, or change `min` or `max` of the column.

use crate::diag::Code;

/// The number is outside the column's range.
pub const OUT_OF_RANGE: Code = Code::new("K0417", "OutOfRange");
