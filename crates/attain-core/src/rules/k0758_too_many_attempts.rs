//! # K0758 TooManyAttempts
//!
//! **What it finds.** Somebody failed to sign in several times.
//!
//! **Why it matters.** Waiting makes guessing hopeless, and costs people little.
//!
//! **Example.**
//! ```toml
//! # the sixth wrong password within a minute
//! ```
//!
//! **Instead.** Wait as long as the page says.

use crate::diag::Code;

/// Too many attempts failed; wait.
pub const TOO_MANY_ATTEMPTS: Code = Code::new("K0758", "TooManyAttempts");
