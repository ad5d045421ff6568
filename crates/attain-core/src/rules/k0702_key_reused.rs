//! # K0702 KeyReused
//!
//! **What it finds.** An idempotency key that was used before, for something else.
//!
//! **Why it matters.** A key promises that a retry is the same write. With other content, one of the two would be lost.
//!
//! **Example.**
//! ```text
//! key "2012-Q3": close the period 2012-Q3
//! key "2012-Q3": freeze the period 2012-Q3
//! ```
//!
//! **Instead.** Use a new key for each write, made from what is written.

use crate::diag::Code;

/// The idempotency key was used for another write.
pub const KEY_REUSED: Code = Code::new("K0702", "KeyReused");
