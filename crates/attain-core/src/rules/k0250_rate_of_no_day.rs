//! # K0250 RateOfNoDay
//!
//! **What it finds.** A rate of exchange without the day that it is of.
//!
//! **Why it matters.** Rates change every day, and somebody will ask which one was taken.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! exchange = { from = "USD", rate = "0.92" }
//! ```
//!
//! **Instead.** Add `date = 2024-06-30`.

use crate::diag::Code;

/// A rate of exchange has no date.
pub const RATE_OF_NO_DAY: Code = Code::new("K0250", "RateOfNoDay");
