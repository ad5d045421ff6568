//! # K0352 PerformerUnknown
//!
//! **What it finds.** A task of a diagram whose performer is no position of the model.
//!
//! **Why it matters.** Nobody is responsible for it.
//!
//! **Example.**
//! ```toml
//! # <potentialOwner> … <formalExpression>sales</formalExpression>
//! ```
//!
//! **Instead.** Name a position, by its name or title.

use crate::diag::Code;

/// A performer is no position of the model.
pub const PERFORMER_UNKNOWN: Code = Code::new("K0352", "PerformerUnknown");
