//! # K0539 PartMissing
//!
//! **What it finds.** A condition, factor or fund that looks at a KPI of which the person has no result.
//!
//! **Why it matters.** A gate on a result that nobody measures would be open or shut by chance.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! gates = [{ kpi = "margn", at_least = "80 %" }]
//! ```
//!
//! **Instead.** Correct the name, or add the KPI to the scorecard; without a weight it is only looked at.

use crate::diag::Code;

/// A KPI that a plan looks at is not there.
pub const PART_MISSING: Code = Code::new("K0539", "PartMissing");
