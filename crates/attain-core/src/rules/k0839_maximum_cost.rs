//! # K0839 MaximumCost
//!
//! **What it finds.** What a plan costs at most in a period, with everybody who is paid by it.
//!
//! **Why it matters.** Whoever signs a plan should know what it can cost.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! bonus = "1000"
//! cap = "150 %"
//! ```
//!
//! **Instead.** Nothing is wrong. A cap in the plan or in its scales lowers it.

use crate::diag::Code;

/// What a plan costs at most.
pub const MAXIMUM_COST: Code = Code::new("K0839", "MaximumCost");
