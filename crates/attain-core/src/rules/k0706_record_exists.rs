//! # K0706 RecordExists
//!
//! **What it finds.** A new record with the name of one that is there already.
//!
//! **Why it matters.** The old one would be lost.
//!
//! **Example.**
//! ```text
//! period 2012-Q3 is opened
//! period 2012-Q3 is opened
//! ```
//!
//! **Instead.** Change the one that is there, or choose another name.

use crate::diag::Code;

/// There is a record of this name.
pub const RECORD_EXISTS: Code = Code::new("K0706", "RecordExists");
