//! Imports and scans, from the outside.

mod adventure_works;
mod import;
mod scan;
mod support;
