//! A closed period, computed in many ways: no byte of any statement differs.

use crate::desk::Desk;
use serde_json::Value;
use std::fs;
use std::process::Command;

/// The sealed statements, without what is random: the keys of people.
fn statements(desk: &Desk) -> Vec<String> {
    let leaves = desk.read("closes/0001-2024-Q1/leaves.jsonl");
    let mut statements = Vec::new();
    for line in leaves.lines() {
        let leaf: Value = serde_json::from_str(line).unwrap();
        if leaf["kind"] == "statement" {
            let alias = leaf["content"]["person"].as_str().unwrap();
            statements.push(
                leaf["content"]
                    .to_string()
                    .replace(alias, alias.get(..6).unwrap()),
            );
        }
    }
    statements
}

/// The lines of a file below its header, in another order.
fn shuffle(desk: &Desk, file: &str, by: usize) {
    let text = desk.read(file);
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].rotate_left(by);
    if by % 2 == 1 {
        lines[1..].reverse();
    }
    fs::write(desk.path(file), lines.join("\n") + "\n").unwrap();
}

/// Closes the quarter in one way of many.
fn closed(way: usize, partitions: &str, env: &[(&str, &str)], database: Option<&str>) -> Desk {
    let desk = Desk::unfilled();
    if let Some(url) = database {
        let text = desk.read("attain.toml");
        let storage = format!("{text}\n[storage]\ndatabase = \"{url}\"\n");
        fs::write(desk.path("attain.toml"), storage).unwrap();
    }
    for file in ["data/sales.csv", "data/people.csv", "data/targets.csv"] {
        shuffle(&desk, file, way);
    }
    let run = |user: &str, line: &str| desk.with(user, line, env).ends(0);
    run("dee", "import sales data/sales.csv");
    run(
        "dee",
        &format!("run 2024-Q1 --keep --partitions {partitions}"),
    );
    run("dee", "period review 2024-Q1");
    run("app", "period approve 2024-Q1");
    run("eve", "period approve 2024-Q1");
    run("app", "close 2024-Q1");
    run("x", "verify 2024-Q1 --facts facts");
    run("x", "correct 2024-Q1 --dry-run").says(&["would pay the same today"]);
    run("x", "check --records");
    desk
}

#[test]
fn a_closed_period_is_the_same_however_it_is_computed() {
    let base = statements(&closed(0, "1", &[], None));
    assert_eq!(base.len(), 6);
    let german = [("LC_ALL", "de_DE.UTF-8"), ("LANG", "de_DE.UTF-8")];
    let turkish = [("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Istanbul")];
    for (way, partitions, env) in [
        (1, "2", &[("TZ", "Pacific/Kiritimati")][..]),
        (2, "3", &[("TZ", "Pacific/Pago_Pago")]),
        (3, "8", &german),
        (4, "3", &turkish),
    ] {
        let found = statements(&closed(way, partitions, env, None));
        assert_eq!(base, found, "way {way}, {partitions} partitions, {env:?}");
    }
    // That the comparison can fail: another target gives other statements.
    let desk = Desk::unfilled();
    desk.replace("data/targets.csv", "own_sales,,,200", "own_sales,,,201");
    for (user, line) in [
        ("dee", "import sales data/sales.csv"),
        ("dee", "run 2024-Q1 --keep"),
        ("dee", "period review 2024-Q1"),
        ("app", "period approve 2024-Q1"),
        ("eve", "period approve 2024-Q1"),
        ("app", "close 2024-Q1"),
    ] {
        desk.by(user, line).ends(0);
    }
    assert_ne!(base, statements(&desk));
}

/// The same on a server; `.ci/postgres` runs the tests with one.
#[test]
fn a_closed_period_is_the_same_on_postgresql() {
    let Some(server) = std::env::var("ATTAIN_TEST_POSTGRES").ok() else {
        let skipped = std::env::var("ATTAIN_TEST_SKIP_POSTGRES").is_ok_and(|skip| skip == "1");
        assert!(
            skipped,
            "run with .ci/postgres, or with ATTAIN_TEST_SKIP_POSTGRES=1"
        );
        return;
    };
    let find = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.ci/postgres");
    let folder = Command::new(find).arg("--find").output().unwrap();
    let psql = format!("{}/psql", String::from_utf8(folder.stdout).unwrap().trim());
    let name = format!("attain_bytes_{}", std::process::id());
    let make = format!("CREATE DATABASE {name}");
    let made = Command::new(psql)
        .args([server.as_str(), "-c", &make])
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let (base, _) = server.rsplit_once('/').unwrap();
    let url = format!("{base}/{name}");
    let here = statements(&closed(0, "2", &[], None));
    assert_eq!(here, statements(&closed(3, "3", &[], Some(&url))));
}
