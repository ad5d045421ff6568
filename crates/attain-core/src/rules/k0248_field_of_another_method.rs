//! # K0248 FieldOfAnotherMethod
//!
//! **What it finds.** A field of a plan that belongs to another method.
//!
//! **Why it matters.** It would be ignored, and somebody relies on it.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! method = "weighted"
//! bonus = "5000"
//! rate = "5 %"
//! ```
//!
//! **Instead.** Remove the field, or choose the method that it belongs to.

use crate::diag::Code;

/// A field belongs to another method.
pub const FIELD_OF_ANOTHER_METHOD: Code = Code::new("K0248", "FieldOfAnotherMethod");
