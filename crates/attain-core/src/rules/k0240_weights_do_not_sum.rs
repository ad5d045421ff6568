//! # K0240 WeightsDoNotSum
//!
//! **What it finds.** Weights of one person that do not add up to 100 %.
//!
//! **Why it matters.** A person could earn more or less than the bonus at 100 %, and nobody would see why.
//!
//! **Example.**
//! ```toml
//! kpis = [
//!   { kpi = "sales", weight = "60 %" },
//!   { kpi = "margin", weight = "30 %" },
//! ]
//! ```
//!
//! **Instead.** Correct the weights. Where they are points, write `weights = "normalize"` in the plan.

use crate::diag::Code;

/// Weights do not add up to 100 %.
pub const WEIGHTS_DO_NOT_SUM: Code = Code::new("K0240", "WeightsDoNotSum");
