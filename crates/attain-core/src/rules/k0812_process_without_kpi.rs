//! # K0812 ProcessWithoutKpi
//!
//! **What it finds.** A process that no KPI measures.
//!
//! **Why it matters.** What is not measured is not steered; or the process does not matter and need not be in the model.
//!
//! **Example.**
//! ```toml
//! [process.hiring]
//! owner = "hr_manager"
//! ```
//!
//! **Instead.** Give a KPI `process = "hiring"`, or `measures` with one of its responsibilities.

use crate::diag::Code;

/// No KPI measures a process.
pub const PROCESS_WITHOUT_KPI: Code = Code::new("K0812", "ProcessWithoutKpi");
