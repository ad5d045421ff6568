//! # K0606 CarriedUnknown
//!
//! **What it finds.** Somebody whose balance or debt from earlier periods is not known, because one of them cannot be computed for him.
//!
//! **Why it matters.** A draw that was not recovered, or too much that was paid, would be forgotten.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! draw = { minimum = "1000" }
//! ```
//!
//! **Instead.** Clear what blocks the earlier period, or state what he brings along in \`data/amounts.csv\`: \`2024-03,ann,balance,400\` (0 where there is nothing).

use crate::diag::Code;

/// What is carried into the period is not known.
pub const CARRIED_UNKNOWN: Code = Code::new("K0606", "CarriedUnknown");
