//! # K0341 UnknownName
//!
//! **What it finds.** A reference to something that the model does not have.
//!
//! **Why it matters.** The number that depends on it cannot be computed.
//!
//! **Example.**
//! ```toml
//! scale = "sale"
//! ```
//!
//! **Instead.** Correct the name: `scale = "sales"`.

use crate::diag::Code;

/// The model has nothing of that name.
pub const UNKNOWN_NAME: Code = Code::new("K0341", "UnknownName");
