//! # K0302 MeasureTooLong
//!
//! **What it finds.** A measure, condition or formula of more than 8,192 bytes.
//!
//! **Why it matters.** Nobody can check a rule of that length, and reading it costs time.
//!
//! **Example.**
//! ```toml
//! measure = "sum(case when product = 1 then 1 when product = 2 then 1 … end)"
//! ```
//!
//! **Instead.** Import a column that says it, or split the measure into several KPIs and a formula.

use crate::diag::Code;

/// An expression is longer than 8 KiB.
pub const MEASURE_TOO_LONG: Code = Code::new("K0302", "MeasureTooLong");
