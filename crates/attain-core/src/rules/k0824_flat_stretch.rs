//! # K0824 FlatStretch
//!
//! **What it finds.** A stretch between two rising parts of a scale on which a better result pays nothing more.
//!
//! **Why it matters.** On it there is no reason to do better.
//!
//! **Example.**
//! ```toml
//! [scale.sales]
//! kind = "points"
//! points = [["80 %", "0 %"], ["90 %", "50 %"], ["100 %", "50 %"], ["120 %", "100 %"]]
//! ```
//!
//! **Instead.** Let the stretch rise, or leave it, if it is meant.

use crate::diag::Code;

/// Part of a scale pays nothing more for more.
pub const FLAT_STRETCH: Code = Code::new("K0824", "FlatStretch");
