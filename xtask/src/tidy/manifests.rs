//! `Cargo.toml` files: every crate takes its lints and its dependencies from the workspace.

use super::Problem;
use crate::tree::Tree;
use std::collections::BTreeSet;
use toml::de::{DeTable, DeValue};

const EXPLAINED: &str = "docs/decisions/dependencies.md";

/// What we look at in one crate's `Cargo.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Its path in the repository.
    pub path: String,
    /// The crate's name; empty when there is none.
    pub name: String,
    /// Whether it has `[lints] workspace = true`.
    pub inherits_lints: bool,
    /// All kinds of dependencies.
    pub dependencies: Vec<Dependency>,
    /// What could not be read.
    pub broken: Option<String>,
}

/// One line under `[dependencies]` or its relatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// As the crate is called in the registry.
    pub name: String,
    /// Its line.
    pub line: usize,
    /// Whether it says `workspace = true`.
    pub from_workspace: bool,
}

/// The manifests of all crates, `xtask` too; not the workspace's own.
#[must_use]
pub fn manifests(tree: &Tree) -> Vec<Manifest> {
    tree.ending("/Cargo.toml")
        .map(|(path, text)| read(path, text))
        .collect()
}

fn read(path: &str, text: &str) -> Manifest {
    let mut manifest = Manifest {
        path: path.to_owned(),
        name: String::new(),
        inherits_lints: false,
        dependencies: Vec::new(),
        broken: None,
    };
    match DeTable::parse(text) {
        Err(error) => manifest.broken = Some(error.message().to_owned()),
        Ok(table) => {
            let table = table.get_ref();
            let package = table_at(table, "package");
            manifest.name = package
                .and_then(|p| str_at(p, "name"))
                .unwrap_or("")
                .to_owned();
            manifest.inherits_lints = table_at(table, "lints").is_some_and(inherits);
            collect(table, text, &mut manifest.dependencies);
            for (_, target) in table_at(table, "target").into_iter().flatten() {
                if let DeValue::Table(target) = target.get_ref() {
                    collect(target, text, &mut manifest.dependencies);
                }
            }
        }
    }
    manifest
}

fn collect(table: &DeTable<'_>, text: &str, found: &mut Vec<Dependency>) {
    for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
        for (key, value) in table_at(table, section).into_iter().flatten() {
            let renamed = match value.get_ref() {
                DeValue::Table(value) => str_at(value, "package"),
                _ => None,
            };
            found.push(Dependency {
                name: renamed.unwrap_or(key.get_ref()).to_owned(),
                line: text
                    .get(..key.span().start)
                    .unwrap_or("")
                    .matches('\n')
                    .count()
                    + 1,
                from_workspace: matches!(value.get_ref(), DeValue::Table(value) if inherits(value)),
            });
        }
    }
}

fn inherits(table: &DeTable<'_>) -> bool {
    matches!(
        table.get("workspace").map(|v| v.get_ref()),
        Some(DeValue::Boolean(true))
    )
}

fn table_at<'a, 't>(table: &'a DeTable<'t>, key: &str) -> Option<&'a DeTable<'t>> {
    match table.get(key)?.get_ref() {
        DeValue::Table(value) => Some(value),
        _ => None,
    }
}

fn str_at<'a>(table: &'a DeTable<'_>, key: &str) -> Option<&'a str> {
    match table.get(key)?.get_ref() {
        DeValue::String(value) => Some(value),
        _ => None,
    }
}

/// Every crate has `[lints] workspace = true`, and every dependency comes from the workspace.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for manifest in manifests(tree) {
        if let Some(broken) = &manifest.broken {
            problems.push(Problem::new(
                &manifest.path,
                0,
                format!("not TOML: {broken}"),
            ));
            continue;
        }
        if !manifest.inherits_lints {
            problems.push(Problem::new(
                &manifest.path,
                0,
                "add `[lints]` with `workspace = true`",
            ));
        }
        for dependency in manifest.dependencies.iter().filter(|d| !d.from_workspace) {
            let name = &dependency.name;
            let message =
                format!("write `{name}.workspace = true` and the version in the root Cargo.toml");
            problems.push(Problem::new(&manifest.path, dependency.line, message));
        }
    }
    problems
}

/// Every outside crate has its line in `docs/decisions/dependencies.md`, and the reverse.
#[must_use]
pub fn check_explained(tree: &Tree) -> Vec<Problem> {
    let Some(root) = tree.text("Cargo.toml") else {
        return Vec::new();
    };
    let explained: BTreeSet<&str> = tree
        .text(EXPLAINED)
        .unwrap_or("")
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name)
        .collect();
    let Ok(table) = DeTable::parse(root) else {
        return vec![Problem::new("Cargo.toml", 0, "not TOML")];
    };
    let used: BTreeSet<&str> = table_at(table.get_ref(), "workspace")
        .and_then(|workspace| table_at(workspace, "dependencies"))
        .into_iter()
        .flatten()
        .filter(|(_, value)| !is_ours(value.get_ref()))
        .map(|(key, _)| key.get_ref().as_ref())
        .collect();
    let missing = used.difference(&explained).map(|name| {
        let message = format!("`{name}` has no line in {EXPLAINED}: say what it replaces");
        Problem::new("Cargo.toml", 0, message)
    });
    let left = explained.difference(&used).map(|name| {
        Problem::new(
            EXPLAINED,
            0,
            format!("`{name}` is not a dependency: take out its line"),
        )
    });
    missing.chain(left).collect()
}

fn is_ours(value: &DeValue<'_>) -> bool {
    matches!(value, DeValue::Table(table) if table.contains_key("path"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[package]\nname = \"a\"\n[lints]\nworkspace = true\n\
        [dependencies]\nb.workspace = true\nc = { workspace = true, features = [\"x\"] }\n";

    fn lines(text: &str) -> Vec<usize> {
        let tree = Tree::default().with("crates/a/Cargo.toml", text);
        check(&tree).iter().map(|problem| problem.line).collect()
    }

    #[test]
    fn wants_lints_and_dependencies_from_the_workspace() {
        assert_eq!(lines(GOOD), [0_usize; 0]);
        assert_eq!(lines(&GOOD.replace("[lints]", "[other]")), [0]);
        assert_eq!(lines(&GOOD.replace("b.workspace = true", "b = \"1\"")), [6]);
        assert_eq!(
            lines(&format!("{GOOD}[dev-dependencies]\nd = \"1\"\n")),
            [9]
        );
        assert_eq!(lines("[package"), [0]);
    }

    #[test]
    fn wants_a_line_for_each_outside_crate() {
        let root = "[workspace.dependencies]\nown = { path = \"x\" }\ncsv = \"1\"\n";
        let tree = Tree::default().with("Cargo.toml", root);
        assert_eq!(check_explained(&tree).len(), 1);
        let tree = tree.with(EXPLAINED, "| `csv` | splitting |\n");
        assert_eq!(check_explained(&tree), []);
        let tree = tree.with(EXPLAINED, "| `csv` | splitting |\n| `gone` | x |\n");
        assert_eq!(check_explained(&tree).len(), 1);
    }
}
