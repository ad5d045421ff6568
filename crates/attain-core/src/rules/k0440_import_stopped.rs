//! # K0440 ImportStopped
//!
//! **What it finds.** A file whose reading was stopped: it took more memory or time than an import may, or made the reader fail.
//!
//! **Why it matters.** A file can be made so that reading it takes a server down. Reading happens apart from it, within limits.
//!
//! **Example.**
//! ```text
//! A ZIP file of 500 KB that unpacks to 500 GB
//! ```
//!
//! **Instead.** Split the file, or export it again as CSV. If it is an honest file, an administrator can raise the limits.

use crate::diag::Code;

/// Reading the file was stopped.
pub const IMPORT_STOPPED: Code = Code::new("K0440", "ImportStopped");
