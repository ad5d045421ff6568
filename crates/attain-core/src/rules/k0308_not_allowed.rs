//! # K0308 NotAllowed
//!
//! **What it finds.** SQL that a measure may not contain: a query, a cast, a window, and whatever else is not in the list of what it may.
//!
//! **Why it matters.** A measure is an expression over one dataset; what is not listed cannot be explained row by row.
//!
//! **Example.**
//! ```toml
//! measure = "(select max(amount) from sales)"
//! ```
//!
//! **Instead.** Write an aggregate: `max(amount)`.

use crate::diag::Code;

/// A part of SQL is not allowed in a measure.
pub const NOT_ALLOWED: Code = Code::new("K0308", "NotAllowed");
