//! A migration exists for every database, or the two drift apart.

use super::Problem;
use crate::tree::Tree;

const FOLDER: &str = "crates/attain-store/migrations";

/// Every migration of one backend has its namesake in the other.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = missing(tree, "sqlite", "postgres");
    problems.extend(missing(tree, "postgres", "sqlite"));
    problems
}

fn missing(tree: &Tree, from: &str, to: &str) -> Vec<Problem> {
    let have = tree.children(&format!("{FOLDER}/{from}"));
    let got = tree.children(&format!("{FOLDER}/{to}"));
    have.difference(&got)
        .map(|name| {
            let path = format!("{FOLDER}/{from}/{name}");
            Problem::new(&path, 0, format!("has no namesake in {FOLDER}/{to}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_have_every_migration() {
        let tree = Tree::default()
            .with(&format!("{FOLDER}/sqlite/0001_a.sql"), "")
            .with(&format!("{FOLDER}/postgres/0001_a.sql"), "");
        assert_eq!(check(&tree), []);
        let ahead = tree
            .clone()
            .with(&format!("{FOLDER}/postgres/0002_b.sql"), "");
        assert_eq!(check(&ahead).len(), 1);
        let both = ahead.with(&format!("{FOLDER}/sqlite/0002_c.sql"), "");
        assert_eq!(check(&both).len(), 2);
    }
}
