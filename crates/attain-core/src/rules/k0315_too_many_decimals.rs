//! # K0315 TooManyDecimals
//!
//! **What it finds.** A value with more than 12 decimals.
//!
//! **Why it matters.** Measures are exact to 12 decimals; more would be rounded silently.
//!
//! **Example.**
//! ```toml
//! measure = "sum(a * b)"   # both decimal(18,8)
//! ```
//!
//! **Instead.** Declare fewer decimals for the columns, or multiply fewer of them.

use crate::diag::Code;

/// A value has more than 12 decimals.
pub const TOO_MANY_DECIMALS: Code = Code::new("K0315", "TooManyDecimals");
