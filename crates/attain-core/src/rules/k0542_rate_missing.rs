//! # K0542 RateMissing
//!
//! **What it finds.** A part of a commission for which the plan states neither a rate nor a scale.
//!
//! **Why it matters.** It would pay nothing, silently.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! method = "commission"
//! ```
//!
//! **Instead.** Add `rate` or `scale` to the plan or to `[plan.NAME.kpi.KPI]`. If the plan names some KPIs, the others are only looked at.

use crate::diag::Code;

/// A part has no rate.
pub const RATE_MISSING: Code = Code::new("K0542", "RateMissing");
