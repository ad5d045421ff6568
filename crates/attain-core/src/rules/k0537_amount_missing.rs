//! # K0537 AmountMissing
//!
//! **What it finds.** A plan that needs an amount of the person that the person does not have.
//!
//! **Why it matters.** Without his salary a share of it is unknown.
//!
//! **Example.**
//! ```toml
//! [plan.sales]
//! bonus = "20 % of salary"
//! ```
//!
//! **Instead.** Add the amount to the table of people, or state it in the plan.

use crate::diag::Code;

/// An amount of a person is missing.
pub const AMOUNT_MISSING: Code = Code::new("K0537", "AmountMissing");
