//! # K0380 SurveyAnswer
//!
//! **What it finds.** An answer that the survey does not take: to a question that it does not have, of a unit that it does not rate, twice, or outside the scale.
//!
//! **Why it matters.** An answer outside the scale would shift the mean of everybody else. The whole sheet is refused and the token stays good, so that nothing is lost.
//!
//! **Example.**
//! ```toml
//! [survey.climate]
//! title = "Climate"
//! every = "quarter"
//! questions.clear = { text = "?", from = "1", to = "5" }
//! # attain survey answer TOKEN clear=6
//! ```
//!
//! **Instead.** Answer with a whole number of the scale, each question once; leave out what you do not want to answer.

use crate::diag::Code;

/// A survey does not take an answer.
pub const SURVEY_ANSWER: Code = Code::new("K0380", "SurveyAnswer");
