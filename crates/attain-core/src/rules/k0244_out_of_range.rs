//! # K0244 NumberOutOfRange
//!
//! **What it finds.** A number outside the range that its field allows.
//!
//! **Why it matters.** A fixed share of 130 % or a negative part of a month cannot be paid.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! fixed = "130 %"
//! ```
//!
//! **Instead.** Write a number of the range that the message names.

use crate::diag::Code;

/// A number is outside its range.
pub const NUMBER_OUT_OF_RANGE: Code = Code::new("K0244", "NumberOutOfRange");
