//! # K0509 CascadeWithoutShares
//!
//! **What it finds.** A cascade whose target cannot be split: no parts, all weights or all of history zero, a negative share, or a whole that is no multiple of the step.
//!
//! **Why it matters.** Parts that do not add up to the whole would leave a piece of the plan without an owner.
//!
//! **Example.**
//! ```toml
//! [cascade.revenue]
//! split = "weight"
//! parts = [{ unit = "north", weight = "0" }]
//! ```
//!
//! **Instead.** Give the parts weights above 0, or split them by hand.

use crate::diag::Code;

/// A target cannot be split over its parts.
pub const CASCADE_WITHOUT_SHARES: Code = Code::new("K0509", "CascadeWithoutShares");
