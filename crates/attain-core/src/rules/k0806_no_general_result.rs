//! # K0806 NoGeneralResult
//!
//! **What it finds.** A scorecard of people who lead others, on which nothing that pays is a result of a team, a unit or the company.
//!
//! **Why it matters.** Managers are there for what their people reach together.
//!
//! **Example.**
//! ```toml
//! [kpi.own_sales]
//! credit = "own"          # all that the sales manager is paid by
//! ```
//!
//! **Instead.** Add a KPI with `credit = "team"`, `"unit"` or `"company"`.

use crate::diag::Code;

/// A manager is paid by his own results only.
pub const NO_GENERAL_RESULT: Code = Code::new("K0806", "NoGeneralResult");
