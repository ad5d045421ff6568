//! # K0535 ScoreMissing
//!
//! **What it finds.** A part that counts in a plan and has no score.
//!
//! **Why it matters.** A missing value is not a zero: nobody knows yet what it is.
//!
//! **Example.**
//! ```toml
//! person,kpi,weight,score
//! ann,profit,100 %,
//! ```
//!
//! **Instead.** Bring the value, or write what a missing value does: `missing = "zero"`, `"ignore"` or `"carry"`.

use crate::diag::Code;

/// A score is missing.
pub const SCORE_MISSING: Code = Code::new("K0535", "ScoreMissing");
