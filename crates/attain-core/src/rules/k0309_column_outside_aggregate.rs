//! # K0309 ColumnOutsideAggregate
//!
//! **What it finds.** A column outside of an aggregate.
//!
//! **Why it matters.** A column has a value in each row; a measure needs one number for all rows.
//!
//! **Example.**
//! ```toml
//! measure = "amount / count(*)"
//! ```
//!
//! **Instead.** Say what becomes of the rows: `sum(amount) / count(*)`.

use crate::diag::Code;

/// A column stands outside of an aggregate.
pub const COLUMN_OUTSIDE_AGGREGATE: Code = Code::new("K0309", "ColumnOutsideAggregate");
