//! # K0345 NonAdditiveSum
//!
//! **What it finds.** A roll-up by sum of a measure that does not add up: a ratio, an average, a median, a count of different values.
//!
//! **Why it matters.** A reseller who bought in two months is one reseller of the quarter, not two; a sum of ratios is nothing at all.
//!
//! **Example.**
//! ```toml
//! measure = "count(distinct reseller_key)"
//! every = "month"
//! rollup = "sum"
//! ```
//!
//! **Instead.** Leave `rollup` out: the longer period is then computed from the facts.

use crate::diag::Code;

/// Something is to be added up that does not add up.
pub const NON_ADDITIVE_SUM: Code = Code::new("K0345", "NonAdditiveSum");
