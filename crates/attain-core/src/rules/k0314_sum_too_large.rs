//! # K0314 SumTooLarge
//!
//! **What it finds.** A sum that could exceed 38 digits over 10^12 rows, or a row's value that could exceed 38 digits.
//!
//! **Why it matters.** Beyond 38 digits a sum would wrap around to a wrong number without an error.
//!
//! **Example.**
//! ```toml
//! measure = "sum(quantity * price)"   # integer times decimal(19,4)
//! ```
//!
//! **Instead.** Declare smaller columns (`decimal(9,2)`), or their `min` and `max`: `quantity = { type = "integer", min = "0", max = "100000" }`.

use crate::diag::Code;

/// A sum could become too large to be exact.
pub const SUM_TOO_LARGE: Code = Code::new("K0314", "SumTooLarge");
