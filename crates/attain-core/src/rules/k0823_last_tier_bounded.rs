//! # K0823 LastTierBounded
//!
//! **What it finds.** Tiers whose last one has an upper bound.
//!
//! **Why it matters.** Above it a marginal scale adds nothing more, and a whole one cannot be calculated.
//!
//! **Example.**
//! ```toml
//! [scale.volume]
//! kind = "tiers"
//! tiers = [{ up_to = "10", rate = "5" }]
//! ```
//!
//! **Instead.** Remove the last `up_to`; where pay is to stop, add a last tier with `rate = "0"`.

use crate::diag::Code;

/// The last tier has an upper bound.
pub const LAST_TIER_BOUNDED: Code = Code::new("K0823", "LastTierBounded");
