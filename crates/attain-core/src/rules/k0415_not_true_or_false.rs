//! # K0415 NotTrueOrFalse
//!
//! **What it finds.** A value in a boolean column that is neither true nor false.
//!
//! **Why it matters.** A condition on it would leave the row out silently.
//!
//! **Example.**
//! ```text
//! qualified
//! maybe
//! ```
//!
//! **Instead.** Write `true` or `false` (or `yes`, `no`, `1`, `0`).

use crate::diag::Code;

/// The value is neither true nor false.
pub const NOT_TRUE_OR_FALSE: Code = Code::new("K0415", "NotTrueOrFalse");
