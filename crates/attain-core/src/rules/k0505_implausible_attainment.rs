//! # K0505 ImplausibleAttainment
//!
//! **What it finds.** An attainment above 300 %.
//!
//! **Why it matters.** It says more about the target than about the person: a quota of 15,000 against sales of 73,732.
//!
//! **Example.**
//! ```toml
//! kpi,person,target
//! sales,290,15000
//! ```
//!
//! **Instead.** Check the target. A cap on the scale limits what it pays.

use crate::diag::Code;

/// An attainment is implausibly high.
pub const IMPLAUSIBLE_ATTAINMENT: Code = Code::new("K0505", "ImplausibleAttainment");
