//! # K0510 ScaleNeedsRows
//!
//! **What it finds.** A scale that applies to each row, on a KPI whose measure is more than one plain sum.
//!
//! **Why it matters.** A row has no ratio, no average and no count of different values; only what is added up has a part in each row.
//!
//! **Example.**
//! ```toml
//! measure = "sum(margin) / sum(amount)"
//! # with a scale that says applies = "row"
//! ```
//!
//! **Instead.** Measure one `sum(…)`, or let the scale apply to the period.

use crate::diag::Code;

/// A scale for single rows needs a plain sum.
pub const SCALE_NEEDS_ROWS: Code = Code::new("K0510", "ScaleNeedsRows");
