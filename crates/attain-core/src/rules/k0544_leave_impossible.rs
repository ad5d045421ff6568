//! # K0544 LeaveImpossible
//!
//! **What it finds.** More days of leave than the stretch has, or days of leave where whole months are counted.
//!
//! **Why it matters.** Nobody is away longer than he could have been there.
//!
//! **Example.**
//! ```toml
//! person,from,to,leave_days
//! ann,2024-01-01,2024-01-31,40
//! ```
//!
//! **Instead.** Correct the days, or count by days.

use crate::diag::Code;

/// Leave does not fit the time.
pub const LEAVE_IMPOSSIBLE: Code = Code::new("K0544", "LeaveImpossible");
