//! # K0835 TooManyKpis
//!
//! **What it finds.** A scorecard that pays by more than seven KPIs.
//!
//! **Why it matters.** Nobody steers by eight numbers; each of them is worth too little to matter.
//!
//! **Example.**
//! ```toml
//! [scorecard.manager]
//! kpis = [
//!   { kpi = "a", weight = "12 %" },  # and seven more
//! ]
//! ```
//!
//! **Instead.** Keep the KPIs that matter most. Others can be shown beside, without a weight.

use crate::diag::Code;

/// A scorecard pays by more than seven KPIs.
pub const TOO_MANY_KPIS: Code = Code::new("K0835", "TooManyKpis");
