//! The program as its users have it: files in, figures out.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on stops, helpers outside `#[test]` functions too"
)]

mod access;
mod adventure_works;
mod attacks;
mod bytes;
mod close;
mod correct;
mod crash;
mod desk;
mod import;
mod insights;
mod method;
mod pay;
mod session;
mod templates;

use std::fs;
use std::path::Path;

/// Copies a folder with all that is in it.
fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
