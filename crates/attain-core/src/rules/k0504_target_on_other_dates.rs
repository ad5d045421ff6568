//! # K0504 TargetOnOtherDates
//!
//! **What it finds.** Actuals and targets on different days, where the KPI asks for the same ones.
//!
//! **Why it matters.** A budget for a part of the period is easy to keep when all of the spending is held against it, or hard.
//!
//! **Example.**
//! ```toml
//! target = { dataset = "finance", column = "amount", same_dates = true }
//! ```
//!
//! **Instead.** Import the missing days.

use crate::diag::Code;

/// Actuals and targets lie on different days.
pub const TARGET_ON_OTHER_DATES: Code = Code::new("K0504", "TargetOnOtherDates");
