//! # K0435 MixedLetters
//!
//! **What it finds.** A key or an owner with letters of two alphabets in one word: Cyrillic among Latin, for instance.
//!
//! **Why it matters.** `CO1` and `СО1` look the same and are two different keys; one of them is paid.
//!
//! **Example.**
//! ```text
//! person
//! Ивaнов         # the a is Latin
//! ```
//!
//! **Instead.** Type the value again on one keyboard.

use crate::diag::Code;

/// A name mixes letters that look alike.
pub const MIXED_LETTERS: Code = Code::new("K0435", "MixedLetters");
