//! # K0307 UnknownFunction
//!
//! **What it finds.** A function that measures do not have.
//!
//! **Why it matters.** Only functions that are exact and mean the same everywhere are allowed.
//!
//! **Example.**
//! ```toml
//! measure = "stddev(amount)"
//! ```
//!
//! **Instead.** Use `sum`, `count`, `avg`, `min`, `max`, `median`; for each row `coalesce`, `abs`, `case`.

use crate::diag::Code;

/// Measures have no such function.
pub const UNKNOWN_FUNCTION: Code = Code::new("K0307", "UnknownFunction");
