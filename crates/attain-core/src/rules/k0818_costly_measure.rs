//! # K0818 CostlyMeasure
//!
//! **What it finds.** A KPI whose `measuring_cost` is more than 10 % of what it pays at 100 % on a scorecard.
//!
//! **Why it matters.** The measurement eats what it is to decide.
//!
//! **Example.**
//! ```toml
//! [kpi.satisfaction]
//! measuring_cost = "3000"     # and it pays 5000
//! ```
//!
//! **Instead.** Measure a sample, take what is recorded anyway, or give the KPI more weight.

use crate::diag::Code;

/// Measuring costs too much against what it decides.
pub const COSTLY_MEASURE: Code = Code::new("K0818", "CostlyMeasure");
