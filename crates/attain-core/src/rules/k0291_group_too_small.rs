//! # K0291 GroupTooSmall
//!
//! **What it finds.** A survey whose `group` is below 5.
//!
//! **Why it matters.** A result of four people or fewer tells the others who said what. Five is the smallest group of which a result is ever given; a company can ask for more, not for less.
//!
//! **Example.**
//! ```toml
//! [survey.climate]
//! title = "Climate"
//! every = "quarter"
//! group = "3"
//! questions.clear = { text = "?", from = "1", to = "5" }
//! ```
//!
//! **Instead.** Leave `group` out, or name 5 or more.

use crate::diag::Code;

/// The group of a survey is too small.
pub const GROUP_TOO_SMALL: Code = Code::new("K0291", "GroupTooSmall");
