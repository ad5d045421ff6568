//! Facts: imported once, kept as immutable Parquet batches, and computed with Apache DataFusion.
//!
//! - [`import`]: files become typed rows, checked against their dataset, and one Parquet file a
//!   batch. A file that no committed batch names does not exist.
//! - [`scan`]: [`Facts`] answers the core's queries, all measures of a dataset in one scan.
//! - [`worker`]: reads files in a child process, within limits.
//! - [`keep`]: verifies the files of batches, and lists and deletes what no batch names.
//!
//! This is the only crate that names Arrow or DataFusion. It never sees a database, never looks
//! at a clock, and no text of a user is ever executed: measures are typed nodes that become
//! DataFusion expressions.
#![deny(missing_docs)]

mod batch_file;
mod error;
mod hash;
pub mod import;
pub mod keep;
pub mod scan;
pub mod worker;

pub use error::FactsError;
pub use import::{Import, Options, Prepared, Source, discard, prepare};
pub use scan::{Facts, ScanOptions, ScanPath};
pub use worker::Worker;
