//! # K0815 VolumeWithoutQuality
//!
//! **What it finds.** A scorecard that pays for a volume, without a KPI that says how good it is.
//!
//! **Why it matters.** Six thousand subscribers come, and four thousand of them are useless.
//!
//! **Example.**
//! ```toml
//! [scorecard.marketing]
//! kpis = [{ kpi = "leads", weight = "100 %" }]   # kind = "volume"
//! ```
//!
//! **Instead.** Pay by a KPI that counts only what qualifies, and name the volume as its `indicator`.

use crate::diag::Code;

/// A volume is paid without its quality.
pub const VOLUME_WITHOUT_QUALITY: Code = Code::new("K0815", "VolumeWithoutQuality");
