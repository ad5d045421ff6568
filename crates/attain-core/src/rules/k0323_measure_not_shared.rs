//! # K0323 MeasureNotShared
//!
//! **What it finds.** A measure with `median` or `count(distinct …)` over a dataset whose facts are shared by several people.
//!
//! **Why it matters.** There is no such thing as 30 % of a median, so what each of them achieved would be undefined.
//!
//! **Example.**
//! ```toml
//! [dataset.sales]
//! credit = [{ column = "seller", share = "70 %" }, { column = "second", share = "30 %" }]
//!
//! [kpi.customers]
//! dataset = "sales"
//! measure = "count(distinct customer)"
//! ```
//!
//! **Instead.** Measure with \`sum\`, \`count\`, \`avg\`, \`min\` or \`max\`, or take all facts with \`credit = "company"\`.

use crate::diag::Code;

/// A measure that cannot be shared.
pub const MEASURE_NOT_SHARED: Code = Code::new("K0323", "MeasureNotShared");
