//! # K0103 MalformedNumber
//!
//! **What it finds.** A text that is not an exact decimal number.
//!
//! **Why it matters.** A guess at what a number means is a guess at what somebody is paid.
//!
//! **Example.**
//! ```toml
//! weight = "0,6"
//! ```
//!
//! **Instead.** Write a dot: `weight = "0.6"`, or a percentage: `weight = "60 %"`.

use crate::diag::Code;

/// The text is not a number.
pub const MALFORMED_NUMBER: Code = Code::new("K0103", "MalformedNumber");
