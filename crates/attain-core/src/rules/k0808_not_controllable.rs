//! # K0808 NotControllable
//!
//! **What it finds.** A position paid by a KPI that measures what it neither does nor answers for.
//!
//! **Why it matters.** Nobody can be rewarded or punished for the work of others.
//!
//! **Example.**
//! ```toml
//! [responsibility.stock]
//! process = "logistics"
//! responsible = ["logistician"]
//!
//! [kpi.stock_days]
//! measures = "stock"        # on the scorecard of the sales manager
//! ```
//!
//! **Instead.** Make the position responsible or accountable, or measure it by something else.

use crate::diag::Code;

/// Somebody is measured on what he does not control.
pub const NOT_CONTROLLABLE: Code = Code::new("K0808", "NotControllable");
