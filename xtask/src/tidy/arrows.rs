//! Who may depend on whom. The table of the design, section 3, as data.

use super::Problem;
use super::manifests::{Dependency, Manifest, manifests};
use crate::tree::Tree;

/// A crate of ours and those of ours that it may name.
const OWN: &[(&str, &[&str])] = &[
    ("attain-core", &[]),
    ("attain-store", &["attain-core"]),
    ("attain-facts", &["attain-core"]),
    ("attain-app", &["attain-core", "attain-store"]),
    ("attain-web", &["attain-core", "attain-app"]),
    (
        "attain",
        &[
            "attain-core",
            "attain-store",
            "attain-facts",
            "attain-app",
            "attain-web",
        ],
    ),
    ("attain-bench", &["attain-core", "attain-facts"]),
    ("xtask", &[]),
];

/// Outside crates that only one of ours may name: how their names start, and who may.
const ONLY: &[(&[&str], &[&str])] = &[
    (
        &["datafusion", "arrow", "parquet", "ballista", "object_store"],
        &["attain-facts", "attain-bench"],
    ),
    (
        &["sqlx", "rusqlite", "libsqlite3", "tokio-postgres"],
        &["attain-store"],
    ),
    (&["axum", "hyper", "tower", "http", "maud"], &["attain-web"]),
    (&["clap"], &["attain", "attain-bench"]),
    (&["sqlparser"], &["attain-core"]),
];

/// What the core must not name: anything that waits, prints, guesses or talks.
const NOT_IN_CORE: &[&str] = &[
    "tokio", "futures", "rand", "tracing", "serde", "chrono", "log",
];

/// Every dependency of every crate, those of tests and build scripts too, follows the table.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Problem> {
    manifests(tree)
        .iter()
        .flat_map(|manifest| manifest.dependencies.iter().map(move |d| (manifest, d)))
        .filter_map(|(manifest, dependency)| {
            let message = refuse(manifest, dependency)?;
            Some(Problem::new(&manifest.path, dependency.line, message))
        })
        .collect()
}

fn refuse(manifest: &Manifest, dependency: &Dependency) -> Option<String> {
    let (crate_name, name) = (manifest.name.as_str(), dependency.name.as_str());
    let Some((_, allowed)) = OWN.iter().find(|(own, _)| *own == crate_name) else {
        return Some(format!(
            "`{crate_name}` is not in the table of xtask/src/tidy/arrows.rs"
        ));
    };
    let ours = OWN.iter().any(|(own, _)| *own == name);
    if ours && !allowed.contains(&name) {
        return Some(format!("`{crate_name}` must not depend on `{name}`"));
    }
    let limited = ONLY
        .iter()
        .find(|(starts, _)| starts.iter().any(|s| begins(name, s)));
    if let Some((_, crates)) = limited.filter(|(_, crates)| !crates.contains(&crate_name)) {
        return Some(format!("only {} may name `{name}`", crates.join(", ")));
    }
    let banned = crate_name == "attain-core" && NOT_IN_CORE.iter().any(|s| begins(name, s));
    banned.then(|| format!("the core is pure: it must not depend on `{name}`"))
}

/// The crate itself or one of its family: `arrow`, `arrow-array`, `serde_json`.
fn begins(name: &str, start: &str) -> bool {
    name.strip_prefix(start)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(name: &str, section: &str, dependency: &str) -> Vec<String> {
        let text =
            format!("[package]\nname = \"{name}\"\n[{section}]\n{dependency}.workspace = true\n");
        let tree = Tree::default().with(&format!("crates/{name}/Cargo.toml"), &text);
        check(&tree)
            .into_iter()
            .map(|problem| problem.message)
            .collect()
    }

    #[test]
    fn refuses_what_the_table_does_not_allow() {
        let table = [
            ("attain-core", "dependencies", "attain-store", false),
            ("attain-core", "dependencies", "tokio", false),
            ("attain-core", "dev-dependencies", "serde_json", false),
            ("attain-core", "dependencies", "jiff", true),
            ("attain-app", "dependencies", "attain-facts", false),
            ("attain-app", "dev-dependencies", "attain-facts", false),
            ("attain-app", "dependencies", "attain-store", true),
            ("attain-facts", "dependencies", "attain-app", false),
            ("attain-web", "dependencies", "attain-store", false),
            ("attain-store", "dependencies", "arrow-array", false),
            ("attain-web", "dependencies", "sqlx", false),
            ("attain-app", "build-dependencies", "axum", false),
            (
                "attain-app",
                "target.'cfg(unix)'.dependencies",
                "axum",
                false,
            ),
            ("attain", "dependencies", "attain-facts", true),
            ("attain", "dependencies", "datafusion", false),
            ("attain-new", "dependencies", "jiff", false),
        ];
        for (name, section, dependency, allowed) in table {
            let found = problems(name, section, dependency);
            assert_eq!(
                found.is_empty(),
                allowed,
                "{name} {section} {dependency}: {found:?}"
            );
        }
    }
}
