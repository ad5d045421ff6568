//! # K0413 NotADate
//!
//! **What it finds.** A value in a date column that is no calendar day, is written in another form than the other dates, has a two-digit year, or has a time of day.
//!
//! **Why it matters.** A fact on the wrong day falls into the wrong period.
//!
//! **Example.**
//! ```text
//! order_date
//! 2012-13-45
//! ```
//!
//! **Instead.** Write `2012-12-31`, or declare the form in the dataset: `csv = { date = "%d.%m.%Y" }`.

use crate::diag::Code;

/// The value is not a date.
pub const NOT_A_DATE: Code = Code::new("K0413", "NotADate");
