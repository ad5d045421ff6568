//! Project tasks: `demo`, `test`, `ci`, `tidy`, `docs`.
//!
//! [`tree`] reads the repository, [`tidy`] and [`docs`] are functions of that value, and
//! [`steps`] runs other programs. Read them in this order.

pub mod docs;
pub mod steps;
pub mod tidy;
pub mod tree;

use std::path::Path;

/// The folder of the workspace.
#[must_use]
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}
