//! # K0105 MalformedPeriod
//!
//! **What it finds.** A text that names no period.
//!
//! **Why it matters.** Months are written 2012-07, quarters 2012-Q3, years 2012; quarters and years are fiscal.
//!
//! **Example.**
//! ```toml
//! kpi,period,target
//! sales,Q3-2012,100
//! ```
//!
//! **Instead.** Write `2012-Q3`.

use crate::diag::Code;

/// The text is not a period.
pub const MALFORMED_PERIOD: Code = Code::new("K0105", "MalformedPeriod");
