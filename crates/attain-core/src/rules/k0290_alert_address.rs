//! # K0290 AlertAddress
//!
//! **What it finds.** A `mail` or `webhook` of an alert that nothing can be sent to: no `@`, or an address that is not called over an encrypted connection.
//!
//! **Why it matters.** An alert that reaches nobody is worse than none: everybody believes that somebody is told.
//!
//! **Example.**
//! ```toml
//! [alert.sales]
//! when = "forecast_below_minimum"
//! mail = ["head of sales"]
//! ```
//!
//! **Instead.** Write an address such as `head-of-sales@example.com`, and a webhook that starts with `https://`.

use crate::diag::Code;

/// Where an alert goes cannot be reached.
pub const ALERT_ADDRESS: Code = Code::new("K0290", "AlertAddress");
