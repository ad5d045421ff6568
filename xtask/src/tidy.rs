//! What a machine can check of our own rules. Each check is a function from the files to problems.

pub mod arrows;
pub mod code_map;
pub mod links;
pub mod manifests;
pub mod migrations;
pub mod names;
pub mod rules;
pub mod rust;
pub mod sizes;
pub mod words;

use crate::tree::Tree;
use std::fmt;

/// Something that is not as we agreed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file.
    pub path: String,
    /// The line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Problem {
    /// A problem at a line of a file.
    pub fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.path, self.message)
        } else {
            write!(f, "{}:{}: {}", self.path, self.line, self.message)
        }
    }
}

/// A named check.
pub type Check = (&'static str, fn(&Tree) -> Vec<Problem>);

/// Every check, in the order of `cargo xtask tidy`.
pub const CHECKS: &[Check] = &[
    ("arrows between crates", arrows::check),
    ("manifests", manifests::check),
    ("dependencies are explained", manifests::check_explained),
    ("no floats in the core", words::check_floats),
    ("SQL only in the store", words::check_sql),
    ("marks of unfinished work", words::check_unfinished),
    ("trailing space", words::check_trailing_space),
    ("sizes", sizes::check),
    ("names", names::check),
    ("rules and their pages", rules::check),
    ("links", links::check),
    ("code map", code_map::check),
    ("migrations", migrations::check),
    ("generated pages", crate::docs::check),
];

/// Runs every check.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Problem> {
    CHECKS.iter().flat_map(|(_, check)| check(tree)).collect()
}
