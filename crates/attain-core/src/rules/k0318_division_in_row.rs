//! # K0318 DivisionInRow
//!
//! **What it finds.** A division inside of an aggregate.
//!
//! **Why it matters.** It would not be exact in each row, and a mean of ratios is seldom what is meant.
//!
//! **Example.**
//! ```toml
//! measure = "avg(margin / amount)"
//! ```
//!
//! **Instead.** Divide the sums: `sum(margin) / sum(amount)`.

use crate::diag::Code;

/// A row's value is divided.
pub const DIVISION_IN_ROW: Code = Code::new("K0318", "DivisionInRow");
