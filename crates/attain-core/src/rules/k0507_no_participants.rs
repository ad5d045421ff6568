//! # K0507 NoParticipants
//!
//! **What it finds.** A period in which nobody has a scorecard.
//!
//! **Why it matters.** Most often the period is of another length than the scorecards, or dates of people are wrong.
//!
//! **Example.**
//! ```toml
//! every = "quarter"   # and attain run 2012
//! ```
//!
//! **Instead.** Name a period of the same length as the scorecards.

use crate::diag::Code;

/// Nobody has a scorecard in the period.
pub const NO_PARTICIPANTS: Code = Code::new("K0507", "NoParticipants");
