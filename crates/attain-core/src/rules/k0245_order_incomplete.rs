//! # K0245 OrderIncomplete
//!
//! **What it finds.** An `order` that leaves out an adjustment of the plan, or names one that there is none of.
//!
//! **Why it matters.** Cap and proration give another amount in another order, so a stated order states all of it.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! cap = "150 %"
//! floor = "20 %"
//! order = ["cap"]
//! ```
//!
//! **Instead.** Name every adjustment that the plan has, or leave `order` out.

use crate::diag::Code;

/// A stated order is incomplete.
pub const ORDER_INCOMPLETE: Code = Code::new("K0245", "OrderIncomplete");
