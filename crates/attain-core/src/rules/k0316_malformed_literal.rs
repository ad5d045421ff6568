//! # K0316 MalformedLiteral
//!
//! **What it finds.** A constant that is not a number, date or text as measures write them.
//!
//! **Why it matters.** Nothing is guessed.
//!
//! **Example.**
//! ```toml
//! where = ["sold_on >= '31.01.2024'"]
//! ```
//!
//! **Instead.** Write dates as `'2024-01-31'`, numbers as `1200.5`.

use crate::diag::Code;

/// A constant is malformed.
pub const MALFORMED_LITERAL: Code = Code::new("K0316", "MalformedLiteral");
