//! # K0418 ValueNotListed
//!
//! **What it finds.** A text that is not one of those that its column accepts.
//!
//! **Why it matters.** A wrong unit, a wrong currency or a misspelt status would drop out of every condition on it.
//!
//! **Example.**
//! ```text
//! currency          # one_of = ["EUR", "USD"]
//! EURO
//! ```
//!
//! **Instead.** Write one of the accepted values, or add this one to `one_of`.

use crate::diag::Code;

/// The text is not one of the accepted ones.
pub const VALUE_NOT_LISTED: Code = Code::new("K0418", "ValueNotListed");
