//! A quarter from its first run to its bundle, and what is found when somebody touches it.

use crate::desk::Desk;
use std::fs;
use std::process::Command;

/// A quarter that two people have approved and one has closed.
pub(crate) fn closed() -> Desk {
    let desk = Desk::new();
    desk.by("dee", "run 2024-Q1 --keep")
        .ends(0)
        .says(&["kept as run 2024-Q1.1"]);
    desk.by("dee", "period review 2024-Q1")
        .ends(0)
        .says(&["in review"]);
    desk.by("app", "period approve 2024-Q1")
        .ends(0)
        .says(&["one more approval is needed"]);
    desk.by("app", "period approve 2024-Q1")
        .ends(1)
        .says(&["needs another person"]);
    desk.by("eve", "period approve 2024-Q1 --note fine")
        .ends(0)
        .says(&["is approved"]);
    desk.by("app", "close 2024-Q1")
        .ends(0)
        .says(&["period 2024-Q1 is closed, as close 1", "6 statements, "]);
    desk
}

const BUNDLE: &str = "closes/0001-2024-Q1";

#[test]
fn a_run_is_kept_once_and_its_output_is_the_same() {
    let desk = Desk::new();
    let plain = desk.by("dee", "run 2024-Q1 --format csv").ends(0);
    assert!(!plain.err.contains("kept"), "{}", plain.err);
    let kept = desk.by("dee", "run 2024-Q1 --format csv --keep").ends(0);
    assert_eq!(plain.out, kept.out);
    // The period is open now: what is the same is not kept twice, what differs is.
    desk.by("dee", "run 2024-Q1")
        .ends(0)
        .says(&["run 2024-Q1.1 says the same"]);
    desk.replace("data/targets.csv", "own_sales,,,200", "own_sales,,,100");
    desk.by("dee", "run 2024-Q1")
        .ends(0)
        .says(&["kept as run 2024-Q1.2"]);
    desk.by("dee", "runs list 2024-Q1")
        .ends(0)
        .says(&["2024-Q1.1", "2024-Q1.2"]);
    let diff = desk.by("dee", "runs diff 2024-Q1.1 2024-Q1.2").ends(0);
    diff.says(&["file data/targets.csv: changed", "own_sales", "targets"]);
    desk.by("dee", "periods")
        .ends(0)
        .says(&["2024-Q1", "calculated"]);
}

#[test]
fn a_closed_quarter_is_good_by_both_verifiers() {
    let desk = closed();
    let good = desk.by("x", "verify 2024-Q1").ends(0);
    good.says(&[
        "6 statements computed again, all the same",
        "the first close",
        "the close is good",
    ]);
    // Away from the workspace, and with the facts.
    let away = tempfile::TempDir::new().unwrap();
    crate::copy_folder(&desk.path(BUNDLE), &away.path().join("b"));
    let line = format!("verify {} --facts facts", away.path().join("b").display());
    desk.by("x", &line)
        .ends(0)
        .says(&["aggregates computed again from the facts, all the same"]);
    let tool = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tools/verify_bundle.py");
    let python = Command::new("python3")
        .arg(tool)
        .arg(desk.path(BUNDLE))
        .output()
        .unwrap();
    assert!(
        python.status.success(),
        "{}",
        String::from_utf8_lossy(&python.stderr)
    );
    // Nobody's name or key stands in it outside what can be erased.
    for line in desk.read("closes/0001-2024-Q1/leaves.jsonl").lines() {
        let erasable = line.contains("\"kind\":\"identity\"");
        for name in ["Cleo", "\"cleo\"", "\"nora\""] {
            assert!(erasable || !line.contains(name), "{name} in {line}");
        }
    }
    desk.by("x", "statement ann 2024-Q1")
        .ends(0)
        .says(&["Ann Adler (ann)", "proof and signature: checked"]);
}

#[test]
fn a_closed_period_does_not_change() {
    let desk = closed();
    let before = desk.read("closes/0001-2024-Q1/leaves.jsonl");
    desk.by("dee", "run 2024-Q1")
        .ends(0)
        .says(&["not kept: 2024-Q1 is closed"]);
    desk.by("app", "close 2024-Q1")
        .ends(1)
        .says(&["is closed", "needs it approved"]);
    desk.by("app", "period return 2024-Q1 --reason x")
        .ends(1)
        .says(&["error[K0703]"]);
    desk.by("app", "period freeze 2024-Q1 --reason x").ends(1);
    assert_eq!(before, desk.read("closes/0001-2024-Q1/leaves.jsonl"));
    desk.by("x", "verify 2024-Q1").ends(0);
}

#[test]
fn the_first_difference_is_named() {
    let desk = closed();
    let leaves = desk.read("closes/0001-2024-Q1/leaves.jsonl");
    // Ann's target is halved in the bundle, hashes as they were.
    let file = desk.path("closes/0001-2024-Q1/leaves.jsonl");
    fs::write(
        &file,
        leaves.replacen("own_sales,,,200", "own_sales,,,100", 1),
    )
    .unwrap();
    let told = desk.by("x", "verify 2024-Q1").ends(1);
    told.says(&[
        "BROKEN",
        "its root is",
        "pay        BROKEN",
        "own_sales",
        "the close is broken",
    ]);
    fs::write(&file, &leaves).unwrap();
    desk.by("x", "verify 2024-Q1").ends(0);
    let file = desk.path("closes/0001-2024-Q1/manifest.json");
    let manifest = desk.read("closes/0001-2024-Q1/manifest.json");
    fs::write(
        &file,
        manifest.replacen("\"app\",\"eve\"", "\"app\",\"joe\"", 1),
    )
    .unwrap();
    let told = desk.by("x", "verify 2024-Q1").ends(1);
    told.says(&["has not signed this manifest", "the manifest is"]);
}

#[test]
fn what_is_implausible_needs_a_reason() {
    let desk = Desk::new();
    desk.replace(
        "attain.toml",
        "[company]",
        "[approval]\nfund = \"100\"\n\n[company]",
    );
    desk.by("dee", "run 2024-Q1 --keep")
        .ends(0)
        .says(&["1 stop needs a reason"]);
    desk.by("dee", "period review 2024-Q1").ends(0);
    desk.by("app", "period approve 2024-Q1")
        .ends(1)
        .says(&["without a reason"]);
    desk.by("app", "period show 2024-Q1")
        .ends(0)
        .says(&["is paid in all, the fund is 100"]);
    desk.by(
        "app",
        "period explain 2024-Q1.1/1 --reason \"a good quarter\"",
    )
    .ends(0);
    desk.by("app", "period approve 2024-Q1").ends(0);
}

#[test]
fn a_frozen_period_takes_no_step() {
    let desk = Desk::new();
    desk.by("dee", "run 2024-Q1 --keep").ends(0);
    desk.by("app", "period freeze 2024-Q1 --reason \"wrong facts\"")
        .ends(0)
        .says(&["calculated, frozen"]);
    desk.by("dee", "period review 2024-Q1")
        .ends(1)
        .says(&["frozen"]);
    desk.replace("data/targets.csv", "own_sales,,,200", "own_sales,,,100");
    desk.by("dee", "run 2024-Q1")
        .ends(0)
        .says(&["not kept: 2024-Q1 is calculated, frozen"]);
    desk.by("app", "period thaw 2024-Q1 --reason \"put right\"")
        .ends(0);
    desk.by("dee", "run 2024-Q1")
        .ends(0)
        .says(&["kept as run 2024-Q1.2"]);
}

/// Somebody who cannot be computed stops nobody else, and is paid once he can be.
#[test]
fn a_period_is_closed_without_whoever_is_blocked_for_a_reason() {
    let desk = Desk::new();
    let targets = "kpi,person,unit,target\nown_sales,ann,,200\nteam_sales,,,400\n\
                   unit_sales,,north,450\nunit_sales,,south,100\nunit_sales,,sales,600\n";
    fs::write(desk.path("data/targets.csv"), targets).unwrap();
    desk.by("dee", "run 2024-Q1 --keep")
        .ends(1)
        .says(&["error[K0502]", "1 stop needs a reason"]);
    desk.by("dee", "period review 2024-Q1").ends(0);
    desk.by("app", "period approve 2024-Q1").ends(1);
    desk.by("app", "period show 2024-Q1")
        .ends(0)
        .says(&["stop 2024-Q1.1/1: cleo: is not paid"]);
    desk.by(
        "app",
        "period explain 2024-Q1.1/1 --reason \"no target was agreed\"",
    )
    .ends(0);
    desk.by("app", "period approve 2024-Q1").ends(0);
    desk.by("eve", "period approve 2024-Q1").ends(0);
    desk.by("app", "close 2024-Q1")
        .ends(0)
        .says(&["5 statements"]);
    desk.by("x", "verify 2024-Q1 --facts facts").ends(0);
    desk.by("dee", "period open 2024-Q2").ends(0);
    // She is blocked still: nobody owes anything.
    desk.by("dee", "correct 2024-Q1")
        .ends(0)
        .says(&["nothing to correct"]);
    fs::write(
        desk.path("data/targets.csv"),
        format!("{targets}own_sales,cleo,,100\n"),
    )
    .unwrap();
    let told = desk.by("dee", "correct 2024-Q1 --format csv").ends(0).out;
    // Cleo sold 100 of 100, at 80 %.
    assert!(
        told.contains("cleo,own_sales,0,800,800,changed targets +800\n"),
        "{told}"
    );
    assert!(!told.contains("ann"), "{told}");
    // Somebody who was paid and cannot be computed any more loses nothing.
    fs::write(
        desk.path("data/targets.csv"),
        targets.replace("own_sales,ann,,200\n", ""),
    )
    .unwrap();
    desk.by("dee", "correct 2024-Q1")
        .ends(1)
        .says(&["error[K0502]", "`ann`"]);
}
