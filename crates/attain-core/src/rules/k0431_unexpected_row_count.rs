//! # K0431 UnexpectedRowCount
//!
//! **What it finds.** Files with another number of rows than the import says.
//!
//! **Why it matters.** Rows were lost or doubled between the source and here.
//!
//! **Example.**
//! ```text
//! attain import sales july.csv --expect-rows 1200     # the file has 1199
//! ```
//!
//! **Instead.** Export the file again, or correct the number.

use crate::diag::Code;

/// The number of rows is not the expected one.
pub const UNEXPECTED_ROW_COUNT: Code = Code::new("K0431", "UnexpectedRowCount");
