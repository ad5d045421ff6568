//! # K0310 AggregateInRow
//!
//! **What it finds.** An aggregate where the value of one row is needed: inside another aggregate or in a condition.
//!
//! **Why it matters.** A row is judged by itself; the total is not known yet.
//!
//! **Example.**
//! ```toml
//! where = ["amount > avg(amount)"]
//! ```
//!
//! **Instead.** Compare with a number or a column: `amount > 100`.

use crate::diag::Code;

/// An aggregate stands where a row's value is needed.
pub const AGGREGATE_IN_ROW: Code = Code::new("K0310", "AggregateInRow");
