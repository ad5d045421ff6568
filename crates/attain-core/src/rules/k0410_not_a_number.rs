//! # K0410 NotANumber
//!
//! **What it finds.** A value in a number column that is not an exact number: words, a currency sign, `1e5`, `NaN`, `inf`.
//!
//! **Why it matters.** A guess at a number is a guess at what somebody is paid.
//!
//! **Example.**
//! ```text
//! amount
//! 1e5
//! ```
//!
//! **Instead.** Write plain digits with a decimal mark: `100000`.

use crate::diag::Code;

/// The value is not a number.
pub const NOT_A_NUMBER: Code = Code::new("K0410", "NotANumber");
