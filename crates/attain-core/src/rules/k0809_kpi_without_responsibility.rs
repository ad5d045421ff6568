//! # K0809 KpiWithoutResponsibility
//!
//! **What it finds.** A KPI on a scorecard that measures no responsibility and no process, in a model that has processes.
//!
//! **Why it matters.** Nobody can tell who controls it.
//!
//! **Example.**
//! ```toml
//! [kpi.complaints]
//! # measures = "…" or process = "…" is missing
//! ```
//!
//! **Instead.** Add `measures` or `process`.

use crate::diag::Code;

/// A KPI measures no responsibility of anybody.
pub const KPI_WITHOUT_RESPONSIBILITY: Code = Code::new("K0809", "KpiWithoutResponsibility");
