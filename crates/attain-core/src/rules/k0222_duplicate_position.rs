//! # K0222 DuplicatePosition
//!
//! **What it finds.** Two steps, points, bounds of tiers or anchors at the same position.
//!
//! **Why it matters.** Only one of the two can pay, and nothing says which.
//!
//! **Example.**
//! ```toml
//! [scale.sales]
//! kind = "points"
//! points = [["80 %", "0 %"], ["80 %", "50 %"]]
//! ```
//!
//! **Instead.** Keep one of them, or move the other. A jump is written as a step, not as two points.

use crate::diag::Code;

/// Two parts of a scale stand at the same position.
pub const DUPLICATE_POSITION: Code = Code::new("K0222", "DuplicatePosition");
