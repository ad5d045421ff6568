//! Patterns that an independent reader should look at.
//!
//! A signal is no verdict. Each says from which data and by which test it comes, how often chance
//! alone would give it, and what would clear it. Nobody's pay depends on one. Each test takes
//! plain structs ([`input`]), so that it can be tried on made-up data, and [`report`] puts those
//! of one report together: a pattern is reported if chance gives it less often than [`ALPHA`]
//! divided by the number of tests of the report (Bonferroni), so that at most one honest report
//! in twenty has a signal.

mod bunching;
mod collect;
pub mod input;
mod poisson;
mod pull_forward;
mod records;
mod report;
mod shrinking;
mod splitting;

#[cfg(test)]
mod tests;

pub use bunching::{Bunching, WINDOW, bunching};
pub use collect::collect;
pub use pull_forward::{PullForward, pull_forward, reversals};
pub use records::{crossing, late_changes, own_edits};
pub use report::{ALPHA, Collected, Kind, Signal, report};
pub use shrinking::shrinking;
pub use splitting::{Splitting, splitting};
