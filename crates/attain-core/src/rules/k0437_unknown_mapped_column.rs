//! # K0437 UnknownMappedColumn
//!
//! **What it finds.** A column mapping (`--map HEADER=COLUMN`, or `data/mappings/DATASET.toml`) that names a column which the dataset does not have.
//!
//! **Why it matters.** The column of the file would be ignored, and another be missing, without a word about why.
//!
//! **Example.**
//! ```toml
//! "Sales Amount" = "sales_amont"
//! ```
//!
//! **Instead.** Write the name of a column of the dataset, as `model/datasets.toml` has it.

use crate::diag::Code;

/// A mapping names a column that the dataset does not have.
pub const UNKNOWN_MAPPED_COLUMN: Code = Code::new("K0437", "UnknownMappedColumn");
