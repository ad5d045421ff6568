//! # K0422 DetectedForm
//!
//! **What it finds.** What was detected in a file where nothing is declared: its encoding, the marks of its numbers, the form of its dates. A note.
//!
//! **Why it matters.** A detected form may be another in the next file; a declared one is checked.
//!
//! **Example.**
//! ```text
//! 13/04/2012        # read as day/month/year
//! ```
//!
//! **Instead.** If it is right, declare it in the dataset.

use crate::diag::Code;

/// The form of a file was detected.
pub const DETECTED_FORM: Code = Code::new("K0422", "DetectedForm");
