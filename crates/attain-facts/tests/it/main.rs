//! Imports and scans, from the outside.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may fail, and reads its own files"
)]

mod adventure_works;
mod corpus;
mod formats;
mod import;
mod keep;
mod reference;
mod scan;
mod support;
mod workbook;
mod worker;
