//! # K0203 UnknownChoice
//!
//! **What it finds.** A word that is not one of those that the field takes.
//!
//! **Why it matters.** Each choice computes something else; an unknown one computes nothing.
//!
//! **Example.**
//! ```toml
//! direction = "up"
//! ```
//!
//! **Instead.** Take one of the choices: `direction = "higher"`.

use crate::diag::Code;

/// The word is not one of the choices.
pub const UNKNOWN_CHOICE: Code = Code::new("K0203", "UnknownChoice");
