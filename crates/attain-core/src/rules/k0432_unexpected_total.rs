//! # K0432 UnexpectedTotal
//!
//! **What it finds.** A column that adds up to another total than the import says.
//!
//! **Why it matters.** The figures are not those of the source: a row is missing, doubled, or in another unit.
//!
//! **Example.**
//! ```text
//! attain import sales july.csv --expect-total sales_amount=10500.00
//! ```
//!
//! **Instead.** Compare the file with the source, or correct the total.

use crate::diag::Code;

/// The column adds up to another total than expected.
pub const UNEXPECTED_TOTAL: Code = Code::new("K0432", "UnexpectedTotal");
