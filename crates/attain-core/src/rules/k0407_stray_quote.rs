//! # K0407 StrayQuote
//!
//! **What it finds.** A double quote inside an unquoted value, or text after a closing quote.
//!
//! **Why it matters.** Programs read such values differently: columns may shift.
//!
//! **Example.**
//! ```text
//! size,amount
//! 5\" pipe,10
//! ```
//!
//! **Instead.** Put the whole value into double quotes and write the inner quote twice: `"5"" pipe"`.

use crate::diag::Code;

/// A quote stands where it cannot.
pub const STRAY_QUOTE: Code = Code::new("K0407", "StrayQuote");
