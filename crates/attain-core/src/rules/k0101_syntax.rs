//! # K0101 Syntax
//!
//! **What it finds.** Text that is not TOML, or a table of values that is not CSV.
//!
//! **Why it matters.** Nothing after the break can be trusted, so nothing of the file is used.
//!
//! **Example.**
//! ```toml
//! [kpi.sales
//! title = "Sales"
//! ```
//!
//! **Instead.** Close the bracket: `[kpi.sales]`.

use crate::diag::Code;

/// The text is not well-formed.
pub const SYNTAX: Code = Code::new("K0101", "Syntax");
