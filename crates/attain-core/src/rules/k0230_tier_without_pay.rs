//! # K0230 TierWithoutPay
//!
//! **What it finds.** A tier that states neither a rate nor a flat amount.
//!
//! **Why it matters.** It would pay nothing without saying so.
//!
//! **Example.**
//! ```toml
//! [scale.volume]
//! kind = "tiers"
//! tiers = [{ up_to = "10" }, { rate = "3" }]
//! ```
//!
//! **Instead.** Add `rate` or `flat`; to pay nothing, write `rate = "0"`.

use crate::diag::Code;

/// A tier has neither a rate nor a flat amount.
pub const TIER_WITHOUT_PAY: Code = Code::new("K0230", "TierWithoutPay");
