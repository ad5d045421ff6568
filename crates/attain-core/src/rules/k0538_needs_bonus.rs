//! # K0538 NeedsBonus
//!
//! **What it finds.** A share of the bonus at 100 % in a plan that has none, or a limit on a score where the method has no score.
//!
//! **Why it matters.** A commission has no bonus at 100 %, so 150 % of it says nothing.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! method = "commission"
//! cap = "150 %"
//! ```
//!
//! **Instead.** Write an amount, or add `bonus = …` to the plan.

use crate::diag::Code;

/// A share is taken of a bonus or score that there is none of.
pub const NEEDS_BONUS: Code = Code::new("K0538", "NeedsBonus");
