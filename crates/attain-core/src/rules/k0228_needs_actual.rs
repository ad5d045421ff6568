//! # K0228 NeedsActual
//!
//! **What it finds.** Tiers that apply to rows or to the year to date but take the attainment.
//!
//! **Why it matters.** A single row has an actual, but no target and so no attainment; and attainments of several periods do not add up.
//!
//! **Example.**
//! ```toml
//! [scale.volume]
//! kind = "tiers"
//! applies = "row"
//! tiers = [{ rate = "1 %" }]
//! ```
//!
//! **Instead.** Add `on = "actual"`.

use crate::diag::Code;

/// Tiers for rows or the year to date must take the actual.
pub const NEEDS_ACTUAL: Code = Code::new("K0228", "NeedsActual");
