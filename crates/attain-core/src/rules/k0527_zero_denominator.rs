//! # K0527 ZeroDenominator
//!
//! **What it finds.** An attainment that would divide by zero.
//!
//! **Why it matters.** There is no such number, and 0 or 100 % would both be a guess.
//!
//! **Example.**
//! ```toml
//! # lower is better, target 0: 2 - actual / 0
//! ```
//!
//! **Instead.** Set a target other than 0, a baseline, or another direction.

use crate::diag::Code;

/// The attainment divides by zero.
pub const ZERO_DENOMINATOR: Code = Code::new("K0527", "ZeroDenominator");
