//! # K0752 PasswordRefused
//!
//! **What it finds.** A new password is shorter than 12 characters or longer than 200, repeats the same few characters, or contains the user's name.
//!
//! **Why it matters.** Such passwords are the first that are tried.
//!
//! **Example.**
//! ```toml
//! # password: anna2024
//! ```
//!
//! **Instead.** Take a sentence that you can remember, or let a password manager make one.

use crate::diag::Code;

/// A new password is too easy to guess.
pub const PASSWORD_REFUSED: Code = Code::new("K0752", "PasswordRefused");
