//! # K0523 AboveLastTier
//!
//! **What it finds.** A value above the last bound of whole tiers.
//!
//! **Why it matters.** Whole tiers pay the reached tier'\''s rate, and no tier is reached.
//!
//! **Example.**
//! ```toml
//! [scale.volume]
//! kind = "tiers"
//! mode = "whole"
//! tiers = [{ up_to = "10", rate = "5" }]  # and the value 11
//! ```
//!
//! **Instead.** Add a last tier without `up_to`.

use crate::diag::Code;

/// Whole tiers meet a value above their last bound.
pub const ABOVE_LAST_TIER: Code = Code::new("K0523", "AboveLastTier");
