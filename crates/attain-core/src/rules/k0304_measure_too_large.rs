//! # K0304 MeasureTooLarge
//!
//! **What it finds.** A measure, condition or formula of more than 1,000 parts.
//!
//! **Why it matters.** Each part is computed for every row.
//!
//! **Example.**
//! ```toml
//! where = ["city = 'A' or city = 'B' or …"]
//! ```
//!
//! **Instead.** Use a list, `city in ('A', 'B', …)`, or import a column that says it.

use crate::diag::Code;

/// An expression has too many parts.
pub const MEASURE_TOO_LARGE: Code = Code::new("K0304", "MeasureTooLarge");
