//! # K0434 OutsideOpenDays
//!
//! **What it finds.** A fact on a day outside the days that the import may change: its period is closed, or has not begun.
//!
//! **Why it matters.** A closed period never changes; what comes late is booked into the next open one, as a correction.
//!
//! **Example.**
//! ```text
//! 2012-06-30        # the open period is 2012-Q3
//! ```
//!
//! **Instead.** Correct the date, or import it as a late fact.

use crate::diag::Code;

/// The date lies outside the open days.
pub const OUTSIDE_OPEN_DAYS: Code = Code::new("K0434", "OutsideOpenDays");
