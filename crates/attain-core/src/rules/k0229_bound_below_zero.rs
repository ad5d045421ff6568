//! # K0229 BoundBelowZero
//!
//! **What it finds.** A tier whose upper bound is below 0.
//!
//! **Why it matters.** Tiers begin at 0; a tier that ends below 0 holds nothing.
//!
//! **Example.**
//! ```toml
//! [scale.volume]
//! kind = "tiers"
//! tiers = [{ up_to = "-10", rate = "5" }, { rate = "3" }]
//! ```
//!
//! **Instead.** Write a bound of 0 or more, and say with `negative` what values below 0 give.

use crate::diag::Code;

/// A tier ends below 0.
pub const BOUND_BELOW_ZERO: Code = Code::new("K0229", "BoundBelowZero");
