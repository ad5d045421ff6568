//! # K0249 MatrixImpossible
//!
//! **What it finds.** A matrix whose positions do not rise, or whose cells do not fill it.
//!
//! **Why it matters.** Somebody would fall beside the table.
//!
//! **Example.**
//! ```toml
//! [plan.sales.matrix]
//! rows = { kpi = "sales", at = ["90 %", "80 %"] }
//! ```
//!
//! **Instead.** Write positions from the lowest to the highest, and a cell for each pair of them.

use crate::diag::Code;

/// A matrix is not a table.
pub const MATRIX_IMPOSSIBLE: Code = Code::new("K0249", "MatrixImpossible");
