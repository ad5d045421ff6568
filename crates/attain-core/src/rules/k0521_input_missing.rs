//! # K0521 InputMissing
//!
//! **What it finds.** A scale that takes the attainment where there is only an actual, or the other way round.
//!
//! **Why it matters.** A missing value is not a zero: nothing can be paid or refused until it is there.
//!
//! **Example.**
//! ```toml
//! [scale.volume]
//! kind = "tiers"
//! on = "attainment"
//! tiers = [{ rate = "5" }]  # the KPI has no target
//! ```
//!
//! **Instead.** Give the KPI a target, or write `on = "actual"`.

use crate::diag::Code;

/// What the scale takes is missing.
pub const INPUT_MISSING: Code = Code::new("K0521", "InputMissing");
