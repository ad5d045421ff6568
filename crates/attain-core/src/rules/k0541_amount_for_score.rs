//! # K0541 AmountForScore
//!
//! **What it finds.** A scale that gives an amount, in a method that multiplies scores.
//!
//! **Why it matters.** A weight times money times a bonus means nothing.
//!
//! **Example.**
//! ```toml
//! [scale.sales]
//! kind = "tiers"
//! on = "actual"
//! gives = "amount"
//! tiers = [{ rate = "5 %" }]
//! ```
//!
//! **Instead.** Write `method = "commission"`, or use a scale that gives a score.

use crate::diag::Code;

/// An amount stands where a score is needed.
pub const AMOUNT_FOR_SCORE: Code = Code::new("K0541", "AmountForScore");
