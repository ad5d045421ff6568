//! The pages as browsers and attackers meet them: over HTTP, on a small company in memory.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on stops, helpers outside `#[test]` functions too"
)]

mod attacks;
mod client;
mod entering;
mod routes;
mod town;
mod words;
