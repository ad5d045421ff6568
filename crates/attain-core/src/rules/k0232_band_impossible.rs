//! # K0232 BandImpossible
//!
//! **What it finds.** A band whose ends are the wrong way round, or whose tolerance is not above 0.
//!
//! **Why it matters.** No value could lie inside such a band, or the distance from it could not be measured.
//!
//! **Example.**
//! ```toml
//! [kpi.stock]
//! direction = "band"
//! band = ["110", "90"]
//! ```
//!
//! **Instead.** Write the lower end first. Leave `tolerance` out where everything outside the band gives 0.

use crate::diag::Code;

/// The band of a KPI cannot be met.
pub const BAND_IMPOSSIBLE: Code = Code::new("K0232", "BandImpossible");
