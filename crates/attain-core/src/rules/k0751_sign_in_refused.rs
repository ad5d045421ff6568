//! # K0751 SignInRefused
//!
//! **What it finds.** A name, a password or a code of the second factor is not right.
//!
//! **Why it matters.** The answer is the same for all three, so that nobody learns who has an account.
//!
//! **Example.**
//! ```toml
//! # name: anna, password: not hers
//! ```
//!
//! **Instead.** Try again, with the code that the second factor shows now if there is one; an administrator can send a new invitation.

use crate::diag::Code;

/// Name, password or code is not right.
pub const SIGN_IN_REFUSED: Code = Code::new("K0751", "SignInRefused");
