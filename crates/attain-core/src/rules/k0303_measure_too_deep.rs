//! # K0303 MeasureTooDeep
//!
//! **What it finds.** Parentheses and `case` nested more than 32 deep.
//!
//! **Why it matters.** Such depth is a slip or an attack, never a rule that people understand.
//!
//! **Example.**
//! ```toml
//! measure = "((((((… sum(amount) …))))))"
//! ```
//!
//! **Instead.** Take away parentheses that do nothing; split the measure.

use crate::diag::Code;

/// An expression is nested too deep.
pub const MEASURE_TOO_DEEP: Code = Code::new("K0303", "MeasureTooDeep");
