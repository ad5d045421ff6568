//! # K0293 IndexWeights
//!
//! **What it finds.** The weights of an index that do not add up to 100 %.
//!
//! **Why it matters.** Two indexes can only be held against each other if each goes from 0 to 100.
//!
//! **Example.**
//! ```toml
//! [index.climate]
//! title = "Climate"
//! parts = [{ turnover = true, worst = "30 %", best = "0 %", weight = "90 %" }]
//! ```
//!
//! **Instead.** Change the weights until they add up to 100 %.

use crate::diag::Code;

/// The weights of an index do not add up.
pub const INDEX_WEIGHTS: Code = Code::new("K0293", "IndexWeights");
