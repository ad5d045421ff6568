//! # K0759 UploadRefused
//!
//! **What it finds.** An import page was sent without a file, or with a file that is too large for a page.
//!
//! **Why it matters.** Nothing can be imported from it.
//!
//! **Example.**
//! ```toml
//! # no file was chosen
//! ```
//!
//! **Instead.** Choose a file; import larger ones with the command attain import.

use crate::diag::Code;

/// An upload holds no file that can be imported.
pub const UPLOAD_REFUSED: Code = Code::new("K0759", "UploadRefused");
