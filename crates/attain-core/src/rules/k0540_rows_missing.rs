//! # K0540 RowsMissing
//!
//! **What it finds.** A scale that applies to each row, where only the sum of the rows is known.
//!
//! **Why it matters.** Tiers of each sale and tiers of all sales together give different amounts.
//!
//! **Example.**
//! ```toml
//! [scale.deal]
//! kind = "tiers"
//! on = "actual"
//! applies = "row"
//! tiers = [{ rate = "1 %" }]
//! ```
//!
//! **Instead.** Let the scale apply to the period, or bring the rows.

use crate::diag::Code;

/// A scale needs rows that are not known.
pub const ROWS_MISSING: Code = Code::new("K0540", "RowsMissing");
