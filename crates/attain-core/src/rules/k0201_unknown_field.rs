//! # K0201 UnknownField
//!
//! **What it finds.** A field that this table does not have.
//!
//! **Why it matters.** A misspelt field would otherwise be ignored silently, and its default used.
//!
//! **Example.**
//! ```toml
//! [kpi.sales]
//! titel = "Sales"
//! ```
//!
//! **Instead.** Correct the name: `title`.

use crate::diag::Code;

/// The table has no such field.
pub const UNKNOWN_FIELD: Code = Code::new("K0201", "UnknownField");
