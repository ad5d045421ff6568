//! # K0414 AmbiguousDate
//!
//! **What it finds.** A date that can be day/month or month/day, in a column where no other date tells which is meant.
//!
//! **Why it matters.** `03/04/2012` is in March or in April: in one quarter or in the next.
//!
//! **Example.**
//! ```text
//! order_date
//! 03/04/2012
//! ```
//!
//! **Instead.** Declare the form in the dataset: `csv = { date = "%d/%m/%Y" }`.

use crate::diag::Code;

/// The date can be read in two ways.
pub const AMBIGUOUS_DATE: Code = Code::new("K0414", "AmbiguousDate");
