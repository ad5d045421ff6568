//! # K0502 MissingTarget
//!
//! **What it finds.** A KPI without a target for somebody in a period.
//!
//! **Why it matters.** Without a target there is no attainment; a guess would decide about pay.
//!
//! **Example.**
//! ```toml
//! kpi,person,period,target
//! sales,281,2012-Q1,
//! ```
//!
//! **Instead.** Set the target, or write what a missing one does with `missing = …`.

use crate::diag::Code;

/// A KPI has no target.
pub const MISSING_TARGET: Code = Code::new("K0502", "MissingTarget");
