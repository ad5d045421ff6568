//! # K0205 DatesReversed
//!
//! **What it finds.** A stretch of days that ends before it starts.
//!
//! **Why it matters.** It holds on no day at all, so facts and targets would be dropped silently.
//!
//! **Example.**
//! ```toml
//! from = "2024-07-01"
//! to = "2024-06-30"
//! ```
//!
//! **Instead.** Exchange the dates, or correct one.

use crate::diag::Code;

/// A stretch of days ends before it starts.
pub const DATES_REVERSED: Code = Code::new("K0205", "DatesReversed");
