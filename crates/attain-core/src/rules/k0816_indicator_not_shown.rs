//! # K0816 IndicatorNotShown
//!
//! **What it finds.** A scorecard that has a KPI and not its plan indicator.
//!
//! **Why it matters.** How well is only understood beside how much.
//!
//! **Example.**
//! ```toml
//! [kpi.qualified_leads]
//! indicator = "leads"       # and the scorecard does not have leads
//! ```
//!
//! **Instead.** Add the indicator without a weight: it is shown, not paid.

use crate::diag::Code;

/// A KPI stands without its plan indicator.
pub const INDICATOR_NOT_SHOWN: Code = Code::new("K0816", "IndicatorNotShown");
