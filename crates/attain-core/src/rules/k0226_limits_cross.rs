//! # K0226 LimitsCross
//!
//! **What it finds.** A linear scale whose threshold or floor lies above its cap, or whose cap lies below 0.
//!
//! **Why it matters.** Two limits that cross leave no value that keeps both.
//!
//! **Example.**
//! ```toml
//! [scale.sales]
//! kind = "linear"
//! threshold = "120 %"
//! cap = "100 %"
//! ```
//!
//! **Instead.** Put floor, threshold and cap into rising order, the cap at 0 or above.

use crate::diag::Code;

/// Floor, threshold and cap of a linear scale cross.
pub const LIMITS_CROSS: Code = Code::new("K0226", "LimitsCross");
