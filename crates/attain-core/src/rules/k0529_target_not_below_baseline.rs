//! # K0529 TargetNotBelowBaseline
//!
//! **What it finds.** A target that is not below its baseline where lower is better.
//!
//! **Why it matters.** The worse the result, the higher would be its attainment.
//!
//! **Example.**
//! ```toml
//! [kpi.returns]
//! direction = "lower"  # baseline 5 %, target 8 %
//! ```
//!
//! **Instead.** Lower the target, raise the baseline, or write `direction = "higher"`.

use crate::diag::Code;

/// The target does not lie below the baseline.
pub const TARGET_NOT_BELOW_BASELINE: Code = Code::new("K0529", "TargetNotBelowBaseline");
