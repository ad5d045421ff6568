//! # K0317 NotACondition
//!
//! **What it finds.** A value where a condition is needed, or a condition where a value is needed.
//!
//! **Why it matters.** A row either qualifies or not; a number does not say which.
//!
//! **Example.**
//! ```toml
//! where = ["amount"]
//! ```
//!
//! **Instead.** Say what is to be true: `amount > 0`.

use crate::diag::Code;

/// A condition is needed, or a value instead of one.
pub const NOT_A_CONDITION: Code = Code::new("K0317", "NotACondition");
