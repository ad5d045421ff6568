//! # K0424 InexactFloat
//!
//! **What it finds.** A floating-point number whose shortest decimal form has more digits than its column keeps.
//!
//! **Why it matters.** Floats cannot hold most decimals; what was meant cannot be known, and sums of them depend on their order.
//!
//! **Example.**
//! ```text
//! 0.30000000000000004   # decimal(19,2)
//! ```
//!
//! **Instead.** Round the values where they are made, or export them as decimals or text.

use crate::diag::Code;

/// The floating-point number is not an exact decimal of the column.
pub const INEXACT_FLOAT: Code = Code::new("K0424", "InexactFloat");
