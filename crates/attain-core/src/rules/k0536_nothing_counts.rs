//! # K0536 NothingCounts
//!
//! **What it finds.** A person of a plan without any part that counts: no parts, weights of 0, or all of them dropped.
//!
//! **Why it matters.** A bonus of nothing times nothing is not 0, it is unknown.
//!
//! **Example.**
//! ```toml
//! person,kpi,weight,score,missing
//! ann,profit,100 %,,ignore
//! ```
//!
//! **Instead.** Give the person a part with a weight and a value.

use crate::diag::Code;

/// No part of a person counts.
pub const NOTHING_COUNTS: Code = Code::new("K0536", "NothingCounts");
