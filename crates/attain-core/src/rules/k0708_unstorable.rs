//! # K0708 Unstorable
//!
//! **What it finds.** A text with a NUL character, or a number beyond 2^63.
//!
//! **Why it matters.** The databases keep such values differently, or not at all.
//!
//! **Example.**
//! ```text
//! name = "Anna\u0000"
//! ```
//!
//! **Instead.** Take the character out.

use crate::diag::Code;

/// The value cannot be stored.
pub const UNSTORABLE: Code = Code::new("K0708", "Unstorable");
