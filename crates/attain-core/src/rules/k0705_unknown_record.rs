//! # K0705 UnknownRecord
//!
//! **What it finds.** The name of something that is not in the records: a user, a period, a run, a target.
//!
//! **Why it matters.** A mistyped name must not become a new thing, or silently do nothing.
//!
//! **Example.**
//! ```text
//! $ attain close 2021-Q3
//! ```
//!
//! **Instead.** Check the name; a period is opened before anything else is done with it.

use crate::diag::Code;

/// There is no such record.
pub const UNKNOWN_RECORD: Code = Code::new("K0705", "UnknownRecord");
