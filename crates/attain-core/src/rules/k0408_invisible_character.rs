//! # K0408 InvisibleCharacter
//!
//! **What it finds.** Characters that cannot be seen: NUL, control characters, marks that change the reading direction, zero-width characters, and the replacement character of a lost one.
//!
//! **Why it matters.** Two names that look the same are two different people then, or a number is read backwards.
//!
//! **Example.**
//! ```text
//! 285\u{200b},10
//! ```
//!
//! **Instead.** Remove the character: delete the value and type it again.

use crate::diag::Code;

/// A value holds a character that cannot be seen.
pub const INVISIBLE_CHARACTER: Code = Code::new("K0408", "InvisibleCharacter");
