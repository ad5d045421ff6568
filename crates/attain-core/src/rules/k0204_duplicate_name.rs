//! # K0204 DuplicateName
//!
//! **What it finds.** Two things of one kind with the same name.
//!
//! **Why it matters.** Nobody could tell which of the two a scorecard means.
//!
//! **Example.**
//! ```toml
//! [kpi.sales]
//! …
//! [kpi.sales]   # in another file
//! ```
//!
//! **Instead.** Rename one of them.

use crate::diag::Code;

/// Two things of one kind have the same name.
pub const DUPLICATE_NAME: Code = Code::new("K0204", "DuplicateName");
