//! # K0104 MalformedDate
//!
//! **What it finds.** A text that is not a date of the calendar.
//!
//! **Why it matters.** Dates decide which period a fact counts in, and who was responsible.
//!
//! **Example.**
//! ```toml
//! from = "2024-02-30"
//! ```
//!
//! **Instead.** Write year, month, day: `from = "2024-02-29"`.

use crate::diag::Code;

/// The text is not a date.
pub const MALFORMED_DATE: Code = Code::new("K0104", "MalformedDate");
