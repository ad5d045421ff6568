//! # K0262 AccountableUnclear
//!
//! **What it finds.** A responsibility that nobody or more than one position is accountable for.
//!
//! **Why it matters.** What two answer for, nobody answers for.
//!
//! **Example.**
//! ```toml
//! [responsibility.leads]
//! process = "lead_to_order"
//! responsible = ["seller"]
//! accountable = ["sales_manager", "marketing_manager"]  # two
//! ```
//!
//! **Instead.** Name one position; without one, the owner of the process is accountable.

use crate::diag::Code;

/// A responsibility has not exactly one accountable position.
pub const ACCOUNTABLE_UNCLEAR: Code = Code::new("K0262", "AccountableUnclear");
