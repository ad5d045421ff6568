//! # K0306 UnknownColumn
//!
//! **What it finds.** A name that is not a column of the dataset.
//!
//! **Why it matters.** The number cannot be computed; a wrong column would give a wrong one.
//!
//! **Example.**
//! ```toml
//! measure = "sum(sales_amout)"
//! ```
//!
//! **Instead.** Correct the name: `sum(sales_amount)`. Names are case-sensitive.

use crate::diag::Code;

/// The dataset has no such column.
pub const UNKNOWN_COLUMN: Code = Code::new("K0306", "UnknownColumn");
