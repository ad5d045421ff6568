//! # K0543 DaysMissing
//!
//! **What it finds.** A plan that counts time, where the days of the period, of hire or of payment are not known.
//!
//! **Why it matters.** A part of an unknown period is unknown.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! proration = { by = "days" }
//! ```
//!
//! **Instead.** Bring the days: `period_from` and `period_to`, `hired`, `paid_on`.

use crate::diag::Code;

/// Days that a plan counts are not known.
pub const DAYS_MISSING: Code = Code::new("K0543", "DaysMissing");
