//! The program as its users have it: files in, figures out.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on stops, helpers outside `#[test]` functions too"
)]

mod adventure_works;
mod session;
