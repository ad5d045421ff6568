//! # K0225 OnlyForTiers
//!
//! **What it finds.** A scale that is not made of tiers and gives an amount, or applies to rows or to the year to date.
//!
//! **Why it matters.** Amounts come from rates and quantities, and only tiers have them.
//!
//! **Example.**
//! ```toml
//! [scale.sales]
//! kind = "step"
//! gives = "amount"
//! steps = [["80 %", "50 %"]]
//! ```
//!
//! **Instead.** Write the scale as `kind = "tiers"`, or let it give a score for one period.

use crate::diag::Code;

/// Only tiers give amounts, or apply to rows or the year to date.
pub const ONLY_FOR_TIERS: Code = Code::new("K0225", "OnlyForTiers");
