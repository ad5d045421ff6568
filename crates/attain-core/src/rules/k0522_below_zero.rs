//! # K0522 BelowZero
//!
//! **What it finds.** A value below 0 where tiers do not say what it gives.
//!
//! **Why it matters.** Returned goods may have to be paid back, or may count as nothing. Only the plan can say which.
//!
//! **Example.**
//! ```toml
//! [scale.volume]
//! kind = "tiers"
//! tiers = [{ rate = "5" }]  # and the value -3
//! ```
//!
//! **Instead.** Write `negative = "zero"` to pay 0, or `negative = "first_rate"` to take back at the first tier'\''s rate.

use crate::diag::Code;

/// Tiers meet a value below 0.
pub const BELOW_ZERO: Code = Code::new("K0522", "BelowZero");
