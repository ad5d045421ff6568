//! # K0603 PoolWaits
//!
//! **What it finds.** A participant of a pool who cannot be paid because another one has no result yet.
//!
//! **Why it matters.** His share would shrink when the other result comes.
//!
//! **Example.**
//! ```toml
//! person,kpi,score
//! ann,sales,1
//! bob,sales,
//! ```
//!
//! **Instead.** Complete the results of the people that the message names.

use crate::diag::Code;

/// A pool waits for somebody.
pub const POOL_WAITS: Code = Code::new("K0603", "PoolWaits");
