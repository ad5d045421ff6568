//! # K0757 FileRefused
//!
//! **What it finds.** A page asks for a file that is no text of the model.
//!
//! **Why it matters.** Only the texts of the model can be read and written through the pages.
//!
//! **Example.**
//! ```toml
//! # ../../etc/passwd
//! ```
//!
//! **Instead.** Name a file under model/ or data/ of the workspace, ending in .toml or .csv.

use crate::diag::Code;

/// A file is no text of the model.
pub const FILE_REFUSED: Code = Code::new("K0757", "FileRefused");
