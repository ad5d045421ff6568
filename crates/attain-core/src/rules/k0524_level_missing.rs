//! # K0524 LevelMissing
//!
//! **What it finds.** A scale of kind `levels` and a target without a minimum or desired level.
//!
//! **Why it matters.** Without the level nobody can say where pay begins or where it stops rising.
//!
//! **Example.**
//! ```toml
//! [scale.sales]
//! kind = "levels"  # and a target without `minimum`
//! ```
//!
//! **Instead.** State `minimum`, `target` and `desired` for the target, or `minimum` and `desired` on the scale.

use crate::diag::Code;

/// A level of the target is missing.
pub const LEVEL_MISSING: Code = Code::new("K0524", "LevelMissing");
