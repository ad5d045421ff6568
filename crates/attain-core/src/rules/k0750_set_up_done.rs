//! # K0750 SetUpDone
//!
//! **What it finds.** Somebody tries to set the program up although it has users.
//!
//! **Why it matters.** The set-up makes an administrator; it must be possible once only.
//!
//! **Example.**
//! ```toml
//! [company]
//! name = "Set up already"
//! ```
//!
//! **Instead.** Sign in, or ask an administrator to invite you.

use crate::diag::Code;

/// The program has users already.
pub const SET_UP_DONE: Code = Code::new("K0750", "SetUpDone");
