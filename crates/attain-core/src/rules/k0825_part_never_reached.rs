//! # K0825 PartNeverReached
//!
//! **What it finds.** A part of a scale that no value reaches.
//!
//! **Why it matters.** It looks as if it paid something, and never does.
//!
//! **Example.**
//! ```toml
//! [scale.volume]
//! kind = "tiers"
//! at_bound = "upper"
//! tiers = [{ up_to = "0", rate = "5" }, { rate = "3" }]
//! ```
//!
//! **Instead.** Remove the part, or correct its bound.

use crate::diag::Code;

/// A part of a scale is never reached.
pub const PART_NEVER_REACHED: Code = Code::new("K0825", "PartNeverReached");
