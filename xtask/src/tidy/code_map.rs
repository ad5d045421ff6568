//! `ARCHITECTURE.md` has a section *Code map*. What it names exists, and it names all there is.

use super::Problem;
use crate::tree::Tree;
use std::collections::BTreeSet;

const PATH: &str = "ARCHITECTURE.md";

/// Folders that hold nothing of ours to explain.
const UNMAPPED: &[&str] = &[".cargo", ".git", ".github"];

/// Every path in backticks (or first on a line of a code block) in the code map exists; every
/// crate and top-level folder is in it.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Problem> {
    let Some(text) = tree.text(PATH) else {
        return vec![Problem::new(PATH, 0, "missing: it holds the code map")];
    };
    let section = section(text);
    if section.is_empty() {
        return vec![Problem::new(PATH, 0, "has no heading `Code map`")];
    }
    let named: Vec<(usize, String)> = section
        .iter()
        .flat_map(|(number, line)| paths(line).into_iter().map(|path| (*number, path)))
        .collect();
    let missing = named
        .iter()
        .filter(|(_, path)| !tree.has(path))
        .map(|(line, path)| Problem::new(PATH, *line, format!("`{path}` does not exist")));
    let names: BTreeSet<&str> = named.iter().map(|(_, path)| path.as_str()).collect();
    let unnamed = wanted(tree)
        .into_iter()
        .filter(|path| !names.contains(path.as_str()));
    let unnamed =
        unnamed.map(|path| Problem::new(PATH, 0, format!("the code map does not name `{path}`")));
    missing.chain(unnamed).collect()
}

/// Top-level folders; of `crates/`, each crate.
fn wanted(tree: &Tree) -> Vec<String> {
    let folders = |under: &str| -> Vec<String> {
        let prefix = if under.is_empty() {
            String::new()
        } else {
            format!("{under}/")
        };
        let children = tree
            .children(under)
            .into_iter()
            .map(|name| format!("{prefix}{name}"));
        children.filter(|path| tree.is_folder(path)).collect()
    };
    let top = folders("").into_iter();
    top.filter(|path| path != "crates" && !UNMAPPED.contains(&path.as_str()))
        .chain(folders("crates"))
        .collect()
}

/// The numbered lines between the heading *Code map* and the next heading as high.
fn section(text: &str) -> Vec<(usize, &str)> {
    let level = |line: &str| line.len() - line.trim_start_matches('#').len();
    let mut inside = 0;
    let mut lines = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let depth = level(line);
        if depth > 0 && line.to_lowercase().contains("code map") {
            inside = depth;
        } else if depth > 0 && depth <= inside {
            inside = 0;
        }
        if inside > 0 {
            lines.push((number, line));
        }
    }
    lines
}

/// What looks like a path of ours: in backticks with a slash, or the start of an unindented line
/// in a code block.
fn paths(line: &str) -> Vec<String> {
    let spans = line.split('`').skip(1).step_by(2);
    let listed = line
        .split_whitespace()
        .next()
        .filter(|_| !line.contains('`'));
    spans
        .chain(listed)
        .filter(|path| {
            path.contains('/') && !path.contains("://") && !path.contains(['*', '<', ' '])
        })
        .map(|path| {
            path.trim_end_matches('/')
                .trim_start_matches("./")
                .to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(map: &str) -> String {
        let tree = Tree::default()
            .with("crates/attain-core/src/lib.rs", "")
            .with("docs/a.md", "")
            .with(PATH, map);
        check(&tree)
            .iter()
            .map(|problem| format!("{problem}\n"))
            .collect()
    }

    #[test]
    fn the_map_and_the_land_agree() {
        assert_eq!(
            found("## Code map\n- `crates/attain-core/`: x\n- `docs/`: y\n"),
            ""
        );
        assert_eq!(
            found("## Code map\n```\ncrates/attain-core/   x\ndocs/  y\n```\n"),
            ""
        );
        assert!(found("# A\n").contains("no heading"));
        assert!(found("## Code map\n`docs/`\n").contains("does not name `crates/attain-core`"));
        assert!(
            found("## Code map\n`crates/attain-core/`\n## B\n`docs/`\n").contains("name `docs`")
        );
        let gone = "## Code map\n`crates/attain-core/` `docs/` `crates/attain-gone/src`\n";
        assert!(found(gone).contains("`crates/attain-gone/src` does not exist"));
        assert!(!check(&Tree::default()).is_empty());
    }
}
