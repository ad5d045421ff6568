//! # K0552 FactsOfNobody
//!
//! **What it finds.** Facts of the period whose owner is no person and no unit of the company, or is empty.
//!
//! **Why it matters.** Nobody is credited with them: they are missing in somebody's results, or do not belong here.
//!
//! **Example.**
//! ```toml
//! seller,sold_on,amount
//! anm,2024-01-05,1000
//! ```
//!
//! **Instead.** Correct the owner and import again, or add the person to the people. `attain import` refuses unknown owners unless told otherwise.

use crate::diag::Code;

/// Facts that belong to nobody.
pub const FACTS_OF_NOBODY: Code = Code::new("K0552", "FactsOfNobody");
