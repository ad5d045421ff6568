//! # K0822 ZeroPays
//!
//! **What it finds.** Tiers that pay a flat amount at 0: the first tier is entered even there.
//!
//! **Why it matters.** Somebody without any result is paid.
//!
//! **Example.**
//! ```toml
//! [scale.volume]
//! kind = "tiers"
//! tiers = [{ up_to = "10", rate = "5", flat = "2" }, { rate = "3" }]
//! ```
//!
//! **Instead.** Put a tier `{ up_to = "0", rate = "0" }` before it, if a result of 0 is to pay nothing.

use crate::diag::Code;

/// A result of 0 pays.
pub const ZERO_PAYS: Code = Code::new("K0822", "ZeroPays");
