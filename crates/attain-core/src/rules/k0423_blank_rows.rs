//! # K0423 BlankRows
//!
//! **What it finds.** Rows without any value. They are skipped and do not count as rows. A note.
//!
//! **Why it matters.** They often mark the end of the data; what stands below them may not belong to it.
//!
//! **Example.**
//! ```text
//! SO43659,10
//! ,
//! Total,10
//! ```
//!
//! **Instead.** Nothing, if the number of rows is right.

use crate::diag::Code;

/// Rows without any value were skipped.
pub const BLANK_ROWS: Code = Code::new("K0423", "BlankRows");
