//! # K0528 TargetNotAboveBaseline
//!
//! **What it finds.** A target that is not above its baseline where higher is better.
//!
//! **Why it matters.** The worse the result, the higher would be its attainment.
//!
//! **Example.**
//! ```toml
//! [kpi.sales]
//! direction = "higher"  # baseline 100, target 80
//! ```
//!
//! **Instead.** Raise the target, lower the baseline, or write `direction = "lower"`.

use crate::diag::Code;

/// The target does not lie above the baseline.
pub const TARGET_NOT_ABOVE_BASELINE: Code = Code::new("K0528", "TargetNotAboveBaseline");
