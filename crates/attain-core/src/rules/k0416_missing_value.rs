//! # K0416 MissingValue
//!
//! **What it finds.** An empty value in a column that must have one in every row.
//!
//! **Why it matters.** A fact without its owner, day or amount counts for nobody, and nobody notices.
//!
//! **Example.**
//! ```text
//! employee,amount
//! ,10
//! ```
//!
//! **Instead.** Fill in the value, or declare the column `required = false`.

use crate::diag::Code;

/// A required value is missing.
pub const MISSING_VALUE: Code = Code::new("K0416", "MissingValue");
