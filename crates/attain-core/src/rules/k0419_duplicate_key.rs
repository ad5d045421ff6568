//! # K0419 DuplicateKey
//!
//! **What it finds.** Two rows of one import with the same key.
//!
//! **Why it matters.** The same fact would be paid twice.
//!
//! **Example.**
//! ```text
//! order,line,amount
//! SO1,1,10
//! SO1,1,10
//! ```
//!
//! **Instead.** Remove one of the rows; if both are real, add the column that tells them apart to the dataset's `key`.

use crate::diag::Code;

/// Two rows have the same key.
pub const DUPLICATE_KEY: Code = Code::new("K0419", "DuplicateKey");
