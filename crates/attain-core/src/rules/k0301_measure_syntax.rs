//! # K0301 MeasureSyntax
//!
//! **What it finds.** A measure, condition or formula that cannot be read: a word or sign is missing or too much.
//!
//! **Why it matters.** What cannot be read cannot be computed.
//!
//! **Example.**
//! ```toml
//! measure = "sum(amount"
//! ```
//!
//! **Instead.** Close what is open: `measure = "sum(amount)"`.

use crate::diag::Code;

/// An expression cannot be read.
pub const MEASURE_SYNTAX: Code = Code::new("K0301", "MeasureSyntax");
