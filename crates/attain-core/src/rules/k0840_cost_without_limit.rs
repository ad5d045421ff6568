//! # K0840 CostWithoutLimit
//!
//! **What it finds.** A plan without a highest cost: neither it nor its scales have a cap.
//!
//! **Why it matters.** One misplaced target can cost more than the year earned.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! bonus = "1000"
//! ```
//!
//! **Instead.** Add `cap = …` to the plan, or a cap to its scales.

use crate::diag::Code;

/// A plan has no highest cost.
pub const COST_WITHOUT_LIMIT: Code = Code::new("K0840", "CostWithoutLimit");
