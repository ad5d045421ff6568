//! # K0246 MalformedCurrency
//!
//! **What it finds.** A currency that is not three capital letters.
//!
//! **Why it matters.** The currency says to how many decimals amounts are rounded.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! currency = "euro"
//! ```
//!
//! **Instead.** Write the code of ISO 4217: `currency = "EUR"`.

use crate::diag::Code;

/// A currency is no ISO 4217 code.
pub const MALFORMED_CURRENCY: Code = Code::new("K0246", "MalformedCurrency");
