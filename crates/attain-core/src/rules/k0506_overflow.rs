//! # K0506 Overflow
//!
//! **What it finds.** A number that is too large to be kept exactly.
//!
//! **Why it matters.** A wrapped or rounded number would be paid as if it were right.
//!
//! **Example.**
//! ```toml
//! target = "9999999999999999999999999999"
//! ```
//!
//! **Instead.** Look for a wrong unit, thousands as units for instance.

use crate::diag::Code;

/// A number is too large to be exact.
pub const OVERFLOW: Code = Code::new("K0506", "Overflow");
