//! # K0826 PayJumps
//!
//! **What it finds.** A place at which a scale jumps by half of the full score or more.
//!
//! **Why it matters.** So much hangs on the last unit that results will be moved between periods to reach it.
//!
//! **Example.**
//! ```toml
//! [scale.sales]
//! kind = "linear"
//! threshold = "90 %"
//! ```
//!
//! **Instead.** Use `kind = "points"` to rise from 0 at the threshold, or leave it, if it is meant.

use crate::diag::Code;

/// A scale jumps by half of the full score or more.
pub const PAY_JUMPS: Code = Code::new("K0826", "PayJumps");
