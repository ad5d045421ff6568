//! # K0804 PersonalShare
//!
//! **What it finds.** A scorecard on which personal results make up something else than 10 to 20 % of the weight, or nothing.
//!
//! **Why it matters.** Less does not matter to anybody; more pays people for their own projects while the unit fails.
//!
//! **Example.**
//! ```toml
//! [scorecard.manager]
//! kpis = [
//!   { kpi = "profit", weight = "60 %" },
//!   { kpi = "own_certificates", weight = "40 %" },   # personal = true
//! ]
//! ```
//!
//! **Instead.** Give personal results 10 to 20 % together, or none.

use crate::diag::Code;

/// Personal results have too much or too little weight.
pub const PERSONAL_SHARE: Code = Code::new("K0804", "PersonalShare");
