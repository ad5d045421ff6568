//! # K0234 TooManyParts
//!
//! **What it finds.** More than 1,000 steps, points, tiers or anchors in one list.
//!
//! **Why it matters.** Nobody can check such a list by eye, and each value would have to be looked up in it.
//!
//! **Example.**
//! ```toml
//! [scale.sales]
//! kind = "step"
//! steps = [["0.1 %", "0.1 %"], ["0.2 %", "0.2 %"]]  # and so on, 1,001 of them
//! ```
//!
//! **Instead.** Say it with points, between which the lines are straight, or with fewer steps.

use crate::diag::Code;

/// A list has too many parts.
pub const TOO_MANY_PARTS: Code = Code::new("K0234", "TooManyParts");
