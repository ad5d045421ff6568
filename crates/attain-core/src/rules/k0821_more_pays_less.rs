//! # K0821 MorePaysLess
//!
//! **What it finds.** A place in a scale where a better result pays less.
//!
//! **Why it matters.** Whoever is near the place does better to hold a sale back, and will.
//!
//! **Example.**
//! ```toml
//! [scale.volume]
//! kind = "tiers"
//! mode = "whole"
//! tiers = [{ up_to = "100", rate = "2", flat = "10" }, { rate = "1" }]
//! ```
//!
//! **Instead.** Use `mode = "marginal"`, raise the rate after the bound, or add a `flat` that makes up for it.

use crate::diag::Code;

/// A better result pays less.
pub const MORE_PAYS_LESS: Code = Code::new("K0821", "MorePaysLess");
