//! Links in Markdown lead somewhere.

use super::Problem;
use crate::tree::Tree;
use std::collections::BTreeSet;

/// Every relative link names a file or folder that exists, and a heading that the file has.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.ending(".md") {
        for (line, target) in links(text) {
            if let Some(message) = broken(tree, path, &target) {
                problems.push(Problem::new(path, line, message));
            }
        }
    }
    problems
}

fn broken(tree: &Tree, from: &str, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = if file.is_empty() {
        from.to_owned()
    } else {
        resolve(from, file)
    };
    if !path.is_empty() && !tree.has(&path) {
        return Some(format!("the link leads to `{path}`, which does not exist"));
    }
    let text = tree
        .text(&path)
        .filter(|_| !anchor.is_empty() && path.ends_with(".md"))?;
    let has = headings(text).contains(anchor);
    (!has).then(|| format!("`{path}` has no heading `#{anchor}`"))
}

/// A path relative to the folder of `from`, without `.` and `..`.
fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    if target.starts_with('/') {
        parts.clear();
    }
    for part in target
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
    {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

/// Lines outside fenced code, with `code spans` taken out.
pub(super) fn prose(text: &str) -> Vec<(usize, String)> {
    let mut fenced = false;
    let mut lines = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let spoken: String = line.split('`').step_by(2).collect();
            lines.push((number, spoken));
        }
    }
    lines
}

/// The targets of `[text](target)` and `![text](target)`, with their lines.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        for after in line.split("](").skip(1) {
            let target = after.split([')', ' ']).next().unwrap_or("");
            found.push((number, target.trim_matches(['<', '>']).to_owned()));
        }
    }
    found
}

/// Anchors of the headings, as the code hosts make them.
fn headings(text: &str) -> BTreeSet<String> {
    let mut fenced = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        if fenced || !line.starts_with('#') {
            continue;
        }
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        found.insert(kept.map(|c| if c == ' ' { '-' } else { c }).collect());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_links() {
        let tree = Tree::default()
            .with("docs/a.md", "# One Two: `three`\n")
            .with("docs/more/b.md", "x\n");
        let table = [
            ("[a](docs/a.md)", true),
            ("[a](docs/a.md#one-two-three)", true),
            ("[a](docs/a.md#four)", false),
            ("[a](./docs)", true),
            ("[a](docs/c.md)", false),
            ("![a](docs/a.png \"title\")", false),
            ("`[a](docs/c.md)`", true),
            ("```\n[a](docs/c.md)\n```", true),
            ("[a](https://example.org/c.md)", true),
            ("# Here\n[a](#here) [b](#there)", false),
        ];
        for (text, fine) in table {
            let tree = tree.clone().with("README.md", text);
            assert_eq!(check(&tree).is_empty(), fine, "{text}");
        }
        let up = tree.with("docs/more/b.md", "[a](../a.md)\n");
        assert_eq!(check(&up), []);
    }
}
