//! # K0802 GoalWithoutKpi
//!
//! **What it finds.** A goal that no KPI measures and no other goal serves.
//!
//! **Why it matters.** A goal that is not measured is a wish.
//!
//! **Example.**
//! ```toml
//! [goal.loyalty]
//! title = "Customers stay"
//! perspective = "customers"
//! ```
//!
//! **Instead.** Measure it, or give it up.

use crate::diag::Code;

/// A goal is not measured.
pub const GOAL_WITHOUT_KPI: Code = Code::new("K0802", "GoalWithoutKpi");
