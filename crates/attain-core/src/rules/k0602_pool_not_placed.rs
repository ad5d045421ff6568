//! # K0602 PoolNotPlaced
//!
//! **What it finds.** A pool that cannot be shared: nobody has points, somebody has points below 0, or people disagree about its size.
//!
//! **Why it matters.** Every cent of a pool is placed, so somebody must be there to get it.
//!
//! **Example.**
//! ```toml
//! person,kpi,score
//! ann,sales,0
//! bob,sales,0
//! ```
//!
//! **Instead.** Look at the scores, or pay by another method.

use crate::diag::Code;

/// A pool cannot be shared.
pub const POOL_NOT_PLACED: Code = Code::new("K0602", "PoolNotPlaced");
