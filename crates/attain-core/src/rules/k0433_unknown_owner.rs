//! # K0433 UnknownOwner
//!
//! **What it finds.** A fact whose owner is nobody that is known.
//!
//! **Why it matters.** It would be credited to nobody, and nobody would miss it.
//!
//! **Example.**
//! ```text
//! employee_key
//! 9999
//! ```
//!
//! **Instead.** Correct the key, or import the person first.

use crate::diag::Code;

/// The owner is not known.
pub const UNKNOWN_OWNER: Code = Code::new("K0433", "UnknownOwner");
