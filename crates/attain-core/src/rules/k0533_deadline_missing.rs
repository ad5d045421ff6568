//! # K0533 DeadlineMissing
//!
//! **What it finds.** A milestone that was done, but by no stated date.
//!
//! **Why it matters.** Nobody can say whether it was done in time.
//!
//! **Example.**
//! ```toml
//! [kpi.certificate]
//! direction = "milestone"
//! ```
//!
//! **Instead.** Add `deadline = 2024-12-31` to the KPI, or to the target.

use crate::diag::Code;

/// The milestone has no deadline.
pub const DEADLINE_MISSING: Code = Code::new("K0533", "DeadlineMissing");
