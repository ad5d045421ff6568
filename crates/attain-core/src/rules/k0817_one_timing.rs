//! # K0817 OneTiming
//!
//! **What it finds.** A scorecard of three or more KPIs that are all leading or all lagging.
//!
//! **Why it matters.** What is known when all is over comes too late to act; what only moves early may come to nothing.
//!
//! **Example.**
//! ```toml
//! # turnover, profit, complaints: all known at the end
//! ```
//!
//! **Instead.** Add a KPI of the other sort, shown without a weight at least, or state `timing = "leading"`.

use crate::diag::Code;

/// A scorecard shows only what came, or only what will come.
pub const ONE_TIMING: Code = Code::new("K0817", "OneTiming");
