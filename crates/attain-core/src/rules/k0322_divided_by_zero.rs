//! # K0322 DividedByZero
//!
//! **What it finds.** A division by a constant that is zero.
//!
//! **Why it matters.** It has no value, whatever the facts are.
//!
//! **Example.**
//! ```toml
//! measure = "sum(amount) / 0"
//! ```
//!
//! **Instead.** Divide by what is meant: `sum(amount) / count(*)`.

use crate::diag::Code;

/// A constant denominator is zero.
pub const DIVIDED_BY_ZERO: Code = Code::new("K0322", "DividedByZero");
