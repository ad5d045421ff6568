//! # K0463 BatchEnded
//!
//! **What it finds.** A batch that is to be retracted or replaced, and no longer counts: it was retracted or superseded before.
//!
//! **Why it matters.** Doing it twice would hide who did it first, and why.
//!
//! **Example.**
//! ```text
//! $ attain batches retract b-17 --reason "wrong company"
//! $ attain batches retract b-17 --reason "wrong company"
//! ```
//!
//! **Instead.** Look at what became of the batch. To undo it, import the file again.

use crate::diag::Code;

/// The batch no longer counts.
pub const BATCH_ENDED: Code = Code::new("K0463", "BatchEnded");
