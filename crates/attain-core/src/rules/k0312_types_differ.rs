//! # K0312 TypesDiffer
//!
//! **What it finds.** Two values of different types that are compared or are to be one.
//!
//! **Why it matters.** Text and number compare differently (`'9' > '10'`); nothing is converted silently.
//!
//! **Example.**
//! ```toml
//! where = ["region = 5"]   # region is text
//! ```
//!
//! **Instead.** Write a value of the column's type: `region = '5'`.

use crate::diag::Code;

/// Two values have different types.
pub const TYPES_DIFFER: Code = Code::new("K0312", "TypesDiffer");
