//! # K0313 WrongType
//!
//! **What it finds.** A value of a type that cannot be used there, such as the sum of a text.
//!
//! **Why it matters.** There is no such number.
//!
//! **Example.**
//! ```toml
//! measure = "sum(city)"
//! ```
//!
//! **Instead.** Use a number column, or count: `count(distinct city)`.

use crate::diag::Code;

/// A value has the wrong type.
pub const WRONG_TYPE: Code = Code::new("K0313", "WrongType");
