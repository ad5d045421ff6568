//! # K0532 WrongKindOfActual
//!
//! **What it finds.** An actual that the direction cannot use: a number for a milestone, a date for a number.
//!
//! **Why it matters.** It was measured as something else than what the KPI is about.
//!
//! **Example.**
//! ```toml
//! [kpi.certificate]
//! direction = "milestone"  # and the actual 3
//! ```
//!
//! **Instead.** Correct the measure or the direction.

use crate::diag::Code;

/// The actual is of the wrong kind.
pub const WRONG_KIND_OF_ACTUAL: Code = Code::new("K0532", "WrongKindOfActual");
