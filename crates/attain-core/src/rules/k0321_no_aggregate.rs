//! # K0321 NoAggregate
//!
//! **What it finds.** A measure without an aggregate, or a formula without a KPI.
//!
//! **Why it matters.** It would be the same number whatever happens.
//!
//! **Example.**
//! ```toml
//! measure = "5"
//! ```
//!
//! **Instead.** Say what becomes of the rows: `count(*)`.

use crate::diag::Code;

/// An expression depends on no facts.
pub const NO_AGGREGATE: Code = Code::new("K0321", "NoAggregate");
