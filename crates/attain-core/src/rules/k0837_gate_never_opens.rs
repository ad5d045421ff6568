//! # K0837 GateNeverOpens
//!
//! **What it finds.** A gate whose condition no result can meet, because a scale or a band ends below its bound.
//!
//! **Why it matters.** The plan would never pay, and everybody would think that he missed it by a little.
//!
//! **Example.**
//! ```toml
//! [scale.sales]
//! kind = "linear"
//! cap = "120 %"
//!
//! [plan.sales]
//! gates = [{ kpi = "sales", on = "score", above = "120 %" }]
//! ```
//!
//! **Instead.** Lower the bound, or raise the cap of the scale.

use crate::diag::Code;

/// A gate can never open.
pub const GATE_NEVER_OPENS: Code = Code::new("K0837", "GateNeverOpens");
