//! # K0525 LevelsOutOfOrder
//!
//! **What it finds.** Levels of a target that are not in the order minimum, target, desired.
//!
//! **Why it matters.** Between levels that cross, the scale would pay less for more.
//!
//! **Example.**
//! ```toml
//! # targets.csv: minimum 120, target 100, desired 130
//! ```
//!
//! **Instead.** Correct the target: each level must be harder than the one before.

use crate::diag::Code;

/// The levels of a target are out of order.
pub const LEVELS_OUT_OF_ORDER: Code = Code::new("K0525", "LevelsOutOfOrder");
