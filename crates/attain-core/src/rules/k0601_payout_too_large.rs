//! # K0601 PayoutTooLarge
//!
//! **What it finds.** A payout with more digits than can be kept exactly.
//!
//! **Why it matters.** It would have to be rounded in a way that nobody asked for.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! bonus = "9999999999999999999999999999"
//! ```
//!
//! **Instead.** Look for a misplaced dot in the plan or the results.

use crate::diag::Code;

/// A payout has too many digits.
pub const PAYOUT_TOO_LARGE: Code = Code::new("K0601", "PayoutTooLarge");
