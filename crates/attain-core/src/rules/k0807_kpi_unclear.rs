//! # K0807 KpiUnclear
//!
//! **What it finds.** A KPI on a scorecard without a unit or an owner.
//!
//! **Why it matters.** People read the number differently, and nobody answers for it.
//!
//! **Example.**
//! ```toml
//! [kpi.margin]
//! kind = "efficiency"
//! # unit = "%", owner = "head_of_finance"
//! ```
//!
//! **Instead.** Say what is counted and which position answers for the number. Source and period a KPI cannot be without.

use crate::diag::Code;

/// A KPI does not say all that it must.
pub const KPI_UNCLEAR: Code = Code::new("K0807", "KpiUnclear");
