//! # K0231 FieldOfAnotherKind
//!
//! **What it finds.** A field that scales (or KPIs) of another kind have.
//!
//! **Why it matters.** The field would have no effect, although somebody meant something by it.
//!
//! **Example.**
//! ```toml
//! [scale.sales]
//! kind = "step"
//! steps = [["80 %", "50 %"]]
//! cap = "120 %"
//! ```
//!
//! **Instead.** Remove the field, or choose the kind that it belongs to.

use crate::diag::Code;

/// The field belongs to another kind.
pub const FIELD_OF_ANOTHER_KIND: Code = Code::new("K0231", "FieldOfAnotherKind");
