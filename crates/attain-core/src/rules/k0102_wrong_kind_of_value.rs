//! # K0102 WrongKindOfValue
//!
//! **What it finds.** A value of another kind than the field takes: a number where text belongs, a text where a table belongs.
//!
//! **Why it matters.** Numbers are written as strings so that they stay exact: a TOML float has already lost digits.
//!
//! **Example.**
//! ```toml
//! target = 0.7
//! ```
//!
//! **Instead.** Write `target = "70 %"`.

use crate::diag::Code;

/// The value is of another kind than the field takes.
pub const WRONG_KIND_OF_VALUE: Code = Code::new("K0102", "WrongKindOfValue");
