//! # K0530 TargetMissing
//!
//! **What it finds.** A KPI that is measured against a target, and nobody has set one.
//!
//! **Why it matters.** Without a target there is no attainment; it is not 0.
//!
//! **Example.**
//! ```toml
//! # targets.csv has no row for this person, KPI and period
//! ```
//!
//! **Instead.** Set a target, or say in the KPI what a missing value does.

use crate::diag::Code;

/// There is no target.
pub const TARGET_MISSING: Code = Code::new("K0530", "TargetMissing");
