//! # K0805 GeneralOfForeignUnit
//!
//! **What it finds.** A KPI that serves the goal of a unit, on the scorecard of people whose unit is no part of it.
//!
//! **Why it matters.** A general result is that of one's own unit or of a larger one; on another one has no influence.
//!
//! **Example.**
//! ```toml
//! [goal.north]
//! title = "Grow in the north"
//! perspective = "finance"
//! unit = "north"          # and the manager works in south
//! ```
//!
//! **Instead.** Measure people by their own unit or by a larger one.

use crate::diag::Code;

/// A general result is that of a foreign unit.
pub const GENERAL_OF_FOREIGN_UNIT: Code = Code::new("K0805", "GeneralOfForeignUnit");
