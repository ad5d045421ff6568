//! # K0350 LaneWithoutPosition
//!
//! **What it finds.** A lane of a diagram whose name is no position of the model.
//!
//! **Why it matters.** Nobody is responsible for the tasks in it.
//!
//! **Example.**
//! ```toml
//! [position.seller]
//! title = "Seller"      # and the lane is called Sales department
//! ```
//!
//! **Instead.** Name the lane like the position, or give the position this title.

use crate::diag::Code;

/// A lane is no position of the model.
pub const LANE_WITHOUT_POSITION: Code = Code::new("K0350", "LaneWithoutPosition");
