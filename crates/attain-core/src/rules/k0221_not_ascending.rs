//! # K0221 NotAscending
//!
//! **What it finds.** Steps, points or bounds of tiers of a scale (or anchors of a rating) whose positions do not rise from one to the next.
//!
//! **Why it matters.** A list that is out of order can be read in two ways, and the two pay differently.
//!
//! **Example.**
//! ```toml
//! [scale.sales]
//! kind = "step"
//! steps = [["90 %", "80 %"], ["80 %", "50 %"]]
//! ```
//!
//! **Instead.** Write them in rising order: `[["80 %", "50 %"], ["90 %", "80 %"]]`.

use crate::diag::Code;

/// The positions of a scale do not rise.
pub const NOT_ASCENDING: Code = Code::new("K0221", "NotAscending");
