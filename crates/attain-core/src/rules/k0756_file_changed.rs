//! # K0756 FileChanged
//!
//! **What it finds.** A file of the model has changed since it was opened for editing.
//!
//! **Why it matters.** Saving would undo what somebody else wrote.
//!
//! **Example.**
//! ```toml
//! # anna and boris edit model/kpis/sales.toml at the same time
//! ```
//!
//! **Instead.** Open the file again, and make your change in the newer text.

use crate::diag::Code;

/// A file of the model has changed since it was read.
pub const FILE_CHANGED: Code = Code::new("K0756", "FileChanged");
