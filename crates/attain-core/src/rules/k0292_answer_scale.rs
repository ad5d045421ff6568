//! # K0292 AnswerScale
//!
//! **What it finds.** A question whose answers go from a number to one that is not above it, or that has more than 101 answers.
//!
//! **Why it matters.** Nobody could answer it, or an answer would say nothing.
//!
//! **Example.**
//! ```toml
//! [survey.climate]
//! title = "Climate"
//! every = "quarter"
//! questions.clear = { text = "?", from = "5", to = "1" }
//! ```
//!
//! **Instead.** Write `from = "1"` and `to = "5"`; say `reverse = true` where the lowest answer is the best.

use crate::diag::Code;

/// The answers of a question make no scale.
pub const ANSWER_SCALE: Code = Code::new("K0292", "AnswerScale");
