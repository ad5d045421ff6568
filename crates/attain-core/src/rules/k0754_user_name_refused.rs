//! # K0754 UserNameRefused
//!
//! **What it finds.** The name of a user has characters that names cannot have, or is missing.
//!
//! **Why it matters.** Names of users stand in the audit trail for ever, and in addresses.
//!
//! **Example.**
//! ```toml
//! # user: "anna smith"
//! ```
//!
//! **Instead.** Use letters, digits and . - _ @ +, at most 100 of them.

use crate::diag::Code;

/// The name of a user cannot be used.
pub const USER_NAME_REFUSED: Code = Code::new("K0754", "UserNameRefused");
