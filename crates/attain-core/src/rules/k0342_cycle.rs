//! # K0342 Cycle
//!
//! **What it finds.** Things that depend on themselves: a manager below himself, a unit inside itself, a formula that uses its own result.
//!
//! **Why it matters.** There is no order in which to compute them.
//!
//! **Example.**
//! ```toml
//! person,name,manager
//! 1,Ann,2
//! 2,Bob,1
//! ```
//!
//! **Instead.** Break the chain at one place.

use crate::diag::Code;

/// Something depends on itself.
pub const CYCLE: Code = Code::new("K0342", "Cycle");
