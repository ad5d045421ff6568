//! `ARCHITECTURE.md` has a section *Code map*. What the page names exists, and the map names all
//! there is.

use super::Problem;
use crate::tree::Tree;
use std::collections::BTreeSet;

const PATH: &str = "ARCHITECTURE.md";

/// Every path in backticks on the page exists, as a whole or as the end of one; every crate and
/// top-level folder is in the code map.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Problem> {
    let Some(text) = tree.text(PATH) else {
        return vec![Problem::new(PATH, 0, "missing: it holds the code map")];
    };
    let mut problems = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        for path in paths(line).into_iter().filter(|path| !exists(tree, path)) {
            problems.push(Problem::new(
                PATH,
                number,
                format!("`{path}` does not exist"),
            ));
        }
    }
    let map = section(text);
    let names: BTreeSet<&str> = map.iter().flat_map(|line| paths(line)).collect();
    if map.is_empty() {
        problems.push(Problem::new(PATH, 0, "has no heading `Code map`"));
    }
    for path in wanted(tree)
        .iter()
        .filter(|path| !names.contains(path.as_str()))
    {
        problems.push(Problem::new(
            PATH,
            0,
            format!("the code map does not name `{path}`"),
        ));
    }
    problems
}

/// The page may leave out where a path begins: `num/round.rs` under the heading of its crate.
fn exists(tree: &Tree, path: &str) -> bool {
    tree.has(path)
        || tree
            .paths()
            .any(|whole| whole.ends_with(&format!("/{path}")))
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
    top.filter(|path| path != "crates" && !path.starts_with('.'))
        .chain(folders("crates"))
        .collect()
}

/// The lines from the heading *Code map* to the next heading as high.
fn section(text: &str) -> Vec<&str> {
    let level = |line: &str| line.len() - line.trim_start_matches('#').len();
    let mut inside = 0;
    let mut lines = Vec::new();
    for line in text.lines() {
        let depth = level(line);
        if depth > 0 && line.to_lowercase().contains("code map") {
            inside = depth;
        } else if depth > 0 && depth <= inside {
            inside = 0;
        }
        if inside > 0 {
            lines.push(line);
        }
    }
    lines
}

/// What stands in backticks and looks like a path of ours: it has a slash, or is a heading.
fn paths(line: &str) -> Vec<&str> {
    let is_heading = line.starts_with("### `");
    line.split('`')
        .skip(1)
        .step_by(2)
        .filter(|path| is_heading || path.contains('/'))
        .filter(|path| !path.contains("://") && !path.contains(['*', '<', ' ']))
        .map(|path| path.trim_end_matches('/').trim_start_matches("./"))
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
            found("## Code map\n### `crates/attain-core`\n`src/lib.rs`\n### `docs`\n"),
            ""
        );
        assert!(found("# A\n").contains("no heading"));
        assert!(found("## Code map\n`docs/`\n").contains("does not name `crates/attain-core`"));
        assert!(
            found("## Code map\n`crates/attain-core/`\n## B\n`docs/`\n").contains("name `docs`")
        );
        let gone = "## Code map\n`crates/attain-core/` `docs/` `crates/attain-gone/src`\n";
        assert!(found(gone).contains("`crates/attain-gone/src` does not exist"));
        let after = "## Code map\n`crates/attain-core/` `docs/`\n## Walk\n`src/gone.rs`\n";
        assert!(found(after).contains("`src/gone.rs` does not exist"));
        assert!(!check(&Tree::default()).is_empty());
    }
}
