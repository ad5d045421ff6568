//! # K0247 ConditionUnclear
//!
//! **What it finds.** A condition without a bound, or with two.
//!
//! **Why it matters.** A condition compares one number with one bound.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! gates = [{ kpi = "margin" }]
//! ```
//!
//! **Instead.** Write one of `at_least`, `above`, `at_most`, `below`. Two conditions are two entries of the list.

use crate::diag::Code;

/// A condition has no bound or two.
pub const CONDITION_UNCLEAR: Code = Code::new("K0247", "ConditionUnclear");
