//! # K0755 TokenRefused
//!
//! **What it finds.** A token for a program has no title, no scope, or lasts longer than a year.
//!
//! **Why it matters.** A token that nobody can place is never revoked.
//!
//! **Example.**
//! ```toml
//! # token without a title
//! ```
//!
//! **Instead.** Say what the token is for, what it may be used for, and for how long.

use crate::diag::Code;

/// A token for a program says too little or lasts too long.
pub const TOKEN_REFUSED: Code = Code::new("K0755", "TokenRefused");
