//! # K0526 ScoreTooLarge
//!
//! **What it finds.** A score or attainment of more digits than can be kept exactly.
//!
//! **Why it matters.** It would have to be cut, and a cut number is a wrong one.
//!
//! **Example.**
//! ```toml
//! [scale.volume]
//! kind = "tiers"
//! tiers = [{ rate = "9999999999999999" }]  # and a value as large
//! ```
//!
//! **Instead.** Look for a misplaced dot in the scale, the target or the facts.

use crate::diag::Code;

/// A score does not fit.
pub const SCORE_TOO_LARGE: Code = Code::new("K0526", "ScoreTooLarge");
