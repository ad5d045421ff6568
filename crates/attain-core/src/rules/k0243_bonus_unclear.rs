//! # K0243 BonusUnclear
//!
//! **What it finds.** Fields that do not say together what the bonus at 100 % is.
//!
//! **Why it matters.** The bonus at 100 % multiplies everything else.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! bonus = "5000"
//! income = "60000"
//! fixed = "30 %"
//! ```
//!
//! **Instead.** Write `bonus = …`, or `income` with `fixed`; `bonus_per` and `paid_per` go together.

use crate::diag::Code;

/// The bonus at 100 % is not clear.
pub const BONUS_UNCLEAR: Code = Code::new("K0243", "BonusUnclear");
