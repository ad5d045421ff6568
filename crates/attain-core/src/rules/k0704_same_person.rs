//! # K0704 SamePerson
//!
//! **What it finds.** The second of two approvals, by the person who gave the first; or an approval by the one who wrote what is approved.
//!
//! **Why it matters.** Two pairs of eyes are the cheapest protection against error and fraud.
//!
//! **Example.**
//! ```text
//! anna approves 2012-Q3
//! anna approves 2012-Q3
//! ```
//!
//! **Instead.** Ask another person who may approve.

use crate::diag::Code;

/// Another person is needed.
pub const SAME_PERSON: Code = Code::new("K0704", "SamePerson");
