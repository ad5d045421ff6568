//! # K0838 FactCountedTwice
//!
//! **What it finds.** Two weighted KPIs of one scorecard that add up the same column, where the rows of one are among the rows of the other.
//!
//! **Why it matters.** One sale is paid twice, and a good month looks better than it was.
//!
//! **Example.**
//! ```toml
//! [kpi.sales]
//! measure = "sum(amount)"
//!
//! [kpi.sales_eu]
//! measure = "sum(amount) filter (where region = 'EU')"
//! ```
//!
//! **Instead.** If it is meant (his own sales and those of his unit), leave it. Else drop one, or measure another side of it.

use crate::diag::Code;

/// The same facts count in two KPIs.
pub const FACT_COUNTED_TWICE: Code = Code::new("K0838", "FactCountedTwice");
