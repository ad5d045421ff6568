//! # K0202 MissingField
//!
//! **What it finds.** A field that must be there and is not.
//!
//! **Why it matters.** Attain does not guess what decides about pay.
//!
//! **Example.**
//! ```toml
//! [kpi.sales]
//! title = "Sales"
//! ```
//!
//! **Instead.** Add the field: `measure = "sum(amount)"`.

use crate::diag::Code;

/// A field that must be there is missing.
pub const MISSING_FIELD: Code = Code::new("K0202", "MissingField");
