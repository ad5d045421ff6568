//! # K0827 MoreResultPaysLess
//!
//! **What it finds.** A plan in which a better result may pay less: a decelerator beside something that holds for single parts (a gate, a cap), an accelerator that slows down, a condition that is met only below a bound, a table whose cells fall, a partial condition that pays more than the full one.
//!
//! **Why it matters.** People notice that it pays to hold results back.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! gates = [{ kpi = "margin", at_least = "80 %", for = ["sales"] }]
//! accelerator = { below = { bound = "100 %", times = "0.5" } }
//! ```
//!
//! **Instead.** Let the gate hold for everything, or make the decelerator at least as steep as the plan itself; otherwise say in the plan's `note` that it is meant.

use crate::diag::Code;

/// More result may pay less by a plan.
pub const MORE_RESULT_PAYS_LESS: Code = Code::new("K0827", "MoreResultPaysLess");
