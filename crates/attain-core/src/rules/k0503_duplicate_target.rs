//! # K0503 DuplicateTarget
//!
//! **What it finds.** Two targets of one owner in one period, in a dataset whose KPI refuses duplicates.
//!
//! **Why it matters.** Nobody has said which one counts, or whether they add up.
//!
//! **Example.**
//! ```toml
//! target = { dataset = "quotas", column = "quota", on_duplicate = "refuse" }
//! ```
//!
//! **Instead.** Retract the wrong row, or write `on_duplicate = "sum"`.

use crate::diag::Code;

/// Somebody has two targets in one period.
pub const DUPLICATE_TARGET: Code = Code::new("K0503", "DuplicateTarget");
