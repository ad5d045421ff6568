//! # K0633 NotTraceable
//!
//! **What it finds.** Late facts of a closed period that cannot be computed, because somebody in it was erased.
//!
//! **Why it matters.** Facts name people by keys. When a person was erased, nobody can tell any more which facts were his, nor those of his team.
//!
//! **Example.**
//! ```text
//! $ attain correct 2012-Q1    # after a person of that quarter was erased
//! ```
//!
//! **Instead.** Agree the amount by hand, as an adjustment.

use crate::diag::Code;

/// Facts of the period cannot be told apart any more.
pub const NOT_TRACEABLE: Code = Code::new("K0633", "NotTraceable");
