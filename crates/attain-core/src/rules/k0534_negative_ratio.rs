//! # K0534 NegativeRatio
//!
//! **What it finds.** A ratio of actual and target where one of them is negative.
//!
//! **Why it matters.** Lower is better is measured by a ratio, and a ratio turns round when a sign does.
//!
//! **Example.**
//! ```toml
//! [kpi.costs]
//! direction = "lower"  # target -10
//! ```
//!
//! **Instead.** Set a baseline: `(baseline - actual) / (baseline - target)` works with any sign.

use crate::diag::Code;

/// A ratio would turn round with its sign.
pub const NEGATIVE_RATIO: Code = Code::new("K0534", "NegativeRatio");
