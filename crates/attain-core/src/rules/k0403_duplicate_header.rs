//! # K0403 DuplicateHeader
//!
//! **What it finds.** Two columns of a file with the same header.
//!
//! **Why it matters.** Which of the two is meant cannot be known; the wrong one may be paid.
//!
//! **Example.**
//! ```text
//! employee,amount,amount
//! 285,10,12
//! ```
//!
//! **Instead.** Rename one of the two columns, or remove it.

use crate::diag::Code;

/// Two columns have the same header.
pub const DUPLICATE_HEADER: Code = Code::new("K0403", "DuplicateHeader");
