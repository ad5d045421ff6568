//! # K0462 UnknownBatch
//!
//! **What it finds.** The name of a batch that is not in the records.
//!
//! **Why it matters.** What is not in the records cannot be taken back or replaced.
//!
//! **Example.**
//! ```text
//! $ attain batches retract b-17
//! ```
//!
//! **Instead.** Look at the list of batches of the dataset, and name one of them.

use crate::diag::Code;

/// There is no such batch.
pub const UNKNOWN_BATCH: Code = Code::new("K0462", "UnknownBatch");
