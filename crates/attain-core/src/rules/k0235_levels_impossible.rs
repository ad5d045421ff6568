//! # K0235 LevelsImpossible
//!
//! **What it finds.** Levels of a scale that are not in the order minimum, target, desired.
//!
//! **Why it matters.** A minimum above the target could never be missed once the target is met.
//!
//! **Example.**
//! ```toml
//! [scale.sales]
//! kind = "levels"
//! minimum = "110 %"
//! desired = "120 %"
//! ```
//!
//! **Instead.** Write them in rising order (on the actual of a KPI where lower is better: in falling order).

use crate::diag::Code;

/// Minimum, target and desired are out of order.
pub const LEVELS_IMPOSSIBLE: Code = Code::new("K0235", "LevelsImpossible");
