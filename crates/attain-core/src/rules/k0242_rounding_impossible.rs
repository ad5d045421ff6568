//! # K0242 RoundingImpossible
//!
//! **What it finds.** A rounding step that is not above 0, more than 12 decimals, or both a step and decimals.
//!
//! **Why it matters.** Amounts are rounded to multiples of one step.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! rounding = { step = "0.05", decimals = 2 }
//! ```
//!
//! **Instead.** Write one of the two: `step = "0.05"` or `decimals = 2`; without both the currency decides.

use crate::diag::Code;

/// A rounding cannot be done.
pub const ROUNDING_IMPOSSIBLE: Code = Code::new("K0242", "RoundingImpossible");
