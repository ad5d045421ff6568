//! # K0224 OpenTierNotLast
//!
//! **What it finds.** A tier without an upper bound that is not the last one.
//!
//! **Why it matters.** A tier without `up_to` goes on for ever, so those after it could never be reached.
//!
//! **Example.**
//! ```toml
//! [scale.volume]
//! kind = "tiers"
//! tiers = [{ rate = "5" }, { up_to = "10", rate = "3" }]
//! ```
//!
//! **Instead.** Add `up_to`, or move the tier to the end.

use crate::diag::Code;

/// A tier without an upper bound is not the last.
pub const OPEN_TIER_NOT_LAST: Code = Code::new("K0224", "OpenTierNotLast");
