//! # K0320 UnknownKpi
//!
//! **What it finds.** A formula that names a KPI that the model does not have.
//!
//! **Why it matters.** The number cannot be computed.
//!
//! **Example.**
//! ```toml
//! formula = "profit / turnovr"
//! ```
//!
//! **Instead.** Correct the name: `profit / turnover`.

use crate::diag::Code;

/// The model has no such KPI.
pub const UNKNOWN_KPI: Code = Code::new("K0320", "UnknownKpi");
