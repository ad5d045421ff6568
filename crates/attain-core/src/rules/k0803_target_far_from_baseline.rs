//! # K0803 TargetFarFromBaseline
//!
//! **What it finds.** A target more than 30 % from its baseline, where no benchmark is stated.
//!
//! **Why it matters.** Nothing shows that the leap is possible; a target that nobody reaches is given up early.
//!
//! **Example.**
//! ```toml
//! kpi,target,baseline
//! sales,140,100
//! ```
//!
//! **Instead.** State the `benchmark` that somebody reached, or go in steps.

use crate::diag::Code;

/// A target is far from where things stood.
pub const TARGET_FAR_FROM_BASELINE: Code = Code::new("K0803", "TargetFarFromBaseline");
