//! Our own rules, on this repository. That each check can fail is tested beside it.

use xtask::tidy::CHECKS;
use xtask::tree::Tree;

#[test]
fn the_repository_is_tidy() {
    let tree = Tree::read(xtask::root()).unwrap();
    let mut report = String::new();
    for (name, check) in CHECKS {
        for problem in check(&tree) {
            report.push_str(&format!("{name}: {problem}\n"));
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

/// A check that looks at nothing would pass for ever.
#[test]
fn the_repository_was_read() {
    let tree = Tree::read(xtask::root()).unwrap();
    assert!(tree.has("crates/attain-core/src/rules.rs"));
    assert!(tree.text("Cargo.toml").is_some());
    assert!(xtask::tidy::manifests::manifests(&tree).len() >= 7);
    assert!(!xtask::docs::rules(&tree).is_empty());
    assert!(tree.paths().all(|path| !path.starts_with(".git/")));
}
