//! # K0425 OutsideCoveredDays
//!
//! **What it finds.** Facts on days that the import says it does not cover. A warning: they are imported.
//!
//! **Why it matters.** The usual cause is a wrong `--covers`, or an export of the wrong month.
//!
//! **Example.**
//! ```text
//! 2012-06-30        # --covers 2012-07-01..2012-07-31
//! ```
//!
//! **Instead.** Check the file and the days; both should be of one period.

use crate::diag::Code;

/// A fact lies outside the days that are covered.
pub const OUTSIDE_COVERED_DAYS: Code = Code::new("K0425", "OutsideCoveredDays");
