//! Scripted attacks by somebody with full rights on database, bundles and facts. Each is found by
//! the means that docs/reference/records.md names, in a table with the same names.

use crate::copy_folder;
use crate::correct::{late_sale, second_quarter};
use crate::desk::Desk;
use std::fs;
use std::process::Command;

/// What finds an attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    /// `attain check --records`, and the words in what it says.
    Records(&'static str),
    /// The same with the witness that was kept after the close.
    Witness(&'static str),
    /// `attain verify PERIOD`.
    Verify(&'static str),
    /// The same with the slip that an employee kept.
    Slip(&'static str),
    /// The same with the key that was published.
    PublicKey(&'static str),
    /// The same with the facts.
    Facts(&'static str),
    /// `attain facts verify`.
    FactFiles(&'static str),
}

use Means::{FactFiles, Facts, PublicKey, Records, Slip, Verify, Witness};

/// What is done: the words of `attack.py`, or a story in the program.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Sql(&'static str),
    Chain(&'static str, &'static str, &'static str),
    Text(&'static str, &'static str, &'static str),
    Reroot(&'static str, &'static str),
    Story(fn(&Desk)),
}

use Deed::{Chain, Reroot, Sql, Story, Text};

const BUNDLE: &str = "closes/0001-2024-Q1";
const LEAVES: &str = "closes/0001-2024-Q1/leaves.jsonl";
const MANIFEST: &str = "closes/0001-2024-Q1/manifest.json";

/// Name, deed, means.
const ATTACKS: &[(&str, Deed, Means)] = &[
    (
        "change an amount in a run",
        Sql(
            "UPDATE runs SET result = CAST(replace(CAST(result AS TEXT), '\"1000\"', '\"9000\"') AS BLOB) WHERE id = '2024-Q1.1'",
        ),
        Records("unchanged"),
    ),
    (
        "change an amount in a run, and its hash",
        Sql(
            "UPDATE runs SET result = CAST(replace(CAST(result AS TEXT), '\"1000\"', '\"9000\"') AS BLOB) WHERE id = '2024-Q1.1'; UPDATE runs SET result_sha256 = sha256(result) WHERE id = '2024-Q1.1'",
        ),
        Records("unchanged"),
    ),
    (
        "give a run another model",
        Sql("UPDATE runs SET model_sha256 = sha256('x') WHERE id = '2024-Q1.1'"),
        Records("unchanged"),
    ),
    (
        "take a batch out of a run",
        Sql("UPDATE runs SET batches = '[]' WHERE id = '2024-Q1.1'"),
        Records("unchanged"),
    ),
    (
        "delete a run",
        Sql("DELETE FROM runs WHERE id = '2024-Q1.1'"),
        Records("no orphan"),
    ),
    (
        "hide the errors of a run",
        Sql("UPDATE runs SET warning_count = warning_count + 7 WHERE id = '2024-Q1.1'"),
        Records("unchanged"),
    ),
    (
        "swap two people",
        Sql(
            "UPDATE people SET identifier = 'x' WHERE identifier = 'ann'; UPDATE people SET identifier = 'ann' WHERE identifier = 'bob'; UPDATE people SET identifier = 'bob' WHERE identifier = 'x'",
        ),
        Records("stands for `ann` in it, and for `bob` in the records"),
    ),
    (
        "delete a person",
        Sql("DELETE FROM people WHERE identifier = 'ann'"),
        Records("unchanged"),
    ),
    (
        "erase a person past the program",
        Sql(
            "UPDATE people SET identifier = NULL, name = NULL, erased_reason = 'x' WHERE identifier = 'ann'",
        ),
        Records("unchanged"),
    ),
    (
        "make oneself an approver",
        Sql("UPDATE users SET roles = 'approver' WHERE id = 'mal'"),
        Records("user:mal"),
    ),
    (
        "add a user",
        Sql(
            "INSERT INTO users SELECT 'ghost', 'G', NULL, 'administrator', 1, created_sequence, created_at, created_by, changed_sequence, changed_at, changed_by, revision FROM users WHERE id = 'mal'",
        ),
        Records("user:ghost"),
    ),
    (
        "delete a user",
        Sql("DELETE FROM users WHERE id = 'mal'"),
        Records("user:mal"),
    ),
    (
        "let a disabled user in",
        Sql("UPDATE users SET active = 1 WHERE id = 'off'"),
        Records("user:off"),
    ),
    (
        "approve as somebody else",
        Sql("UPDATE period_approvals SET approver = 'joe' WHERE approver = 'eve'"),
        Records("unchanged"),
    ),
    (
        "approve twice",
        Sql("UPDATE period_approvals SET approver = 'app'"),
        Records("approvals complete"),
    ),
    (
        "delete an approval",
        Sql("DELETE FROM period_approvals WHERE approver = 'eve'"),
        Records("approvals complete"),
    ),
    (
        "open a closed period",
        Sql("UPDATE periods SET state = 'open' WHERE id = '2024-Q1'"),
        Records("unchanged"),
    ),
    (
        "give a closed period another run",
        Sql("UPDATE periods SET run_id = '2024-Q1.correction-2' WHERE id = '2024-Q1'"),
        Records("frozen unchanged"),
    ),
    (
        "move the days of a period",
        Sql("UPDATE periods SET last_day = '2024-04-30' WHERE id = '2024-Q1'"),
        Records("unchanged"),
    ),
    (
        "thaw a period",
        Sql("UPDATE periods SET frozen = 0 WHERE id = '2024-Q2'"),
        Records("period:2024-Q2"),
    ),
    (
        "change the root of a close",
        Sql("UPDATE closes SET root = sha256('x')"),
        Records("close:2024-Q1"),
    ),
    (
        "change the manifest of a close",
        Sql("UPDATE closes SET manifest_sha256 = sha256('x')"),
        Verify("the manifest is"),
    ),
    (
        "change the signature of a close",
        Sql("UPDATE closes SET signature = sha256('x') || sha256('y')"),
        Verify("the signature is"),
    ),
    (
        "delete a close",
        Sql("DELETE FROM closes"),
        Records("frozen unchanged"),
    ),
    (
        "number a close anew",
        Sql("UPDATE closes SET number = 3"),
        Records("frozen unchanged"),
    ),
    (
        "change the amount of a correction",
        Sql("UPDATE corrections SET amount = '9000'"),
        Records("correction:"),
    ),
    (
        "change the cause of a correction",
        Sql("UPDATE corrections SET cause = 'x'"),
        Records("correction:"),
    ),
    (
        "give a correction to somebody else",
        Sql(
            "UPDATE corrections SET person = (SELECT id FROM people WHERE identifier = 'bob') WHERE person = (SELECT id FROM people WHERE identifier = 'ann')",
        ),
        Records("correction:"),
    ),
    (
        "delete a correction",
        Sql("DELETE FROM corrections"),
        Records("correction:"),
    ),
    (
        "book a correction twice",
        Sql(
            "INSERT INTO corrections SELECT id || 'x', corrects, booked_in, person, line || 'x', amount, currency, cause, run_id, created_sequence, created_at, created_by FROM corrections",
        ),
        Records("correction:"),
    ),
    (
        "change the rows of a batch",
        Sql("UPDATE batches SET row_count = 3 WHERE id = 'sales-1'"),
        Records("batch:sales-1"),
    ),
    (
        "put another file behind a batch",
        Sql("UPDATE batches SET sha256 = sha256('x') WHERE id = 'sales-1'"),
        Records("batch:sales-1"),
    ),
    (
        "delete a batch",
        Sql("DELETE FROM batches WHERE id = 'sales-1'"),
        Records("batch:sales-1"),
    ),
    (
        "delete a line of the trail",
        Sql("DELETE FROM audit WHERE sequence = 3"),
        Records("audit chain"),
    ),
    (
        "swap two lines of the trail",
        Sql(
            "CREATE TABLE two AS SELECT * FROM audit WHERE sequence IN (3, 4); DELETE FROM audit WHERE sequence IN (3, 4); INSERT INTO audit SELECT 7 - sequence, at, user_id, action, subject, details, previous_hash, hash FROM two; DROP TABLE two",
        ),
        Records("audit chain"),
    ),
    (
        "say that somebody else did it",
        Sql("UPDATE audit SET user_id = 'joe' WHERE sequence = 3"),
        Records("audit chain"),
    ),
    (
        "change when it was done",
        Sql("UPDATE audit SET at = '2020-01-01T00:00:00.000000Z' WHERE sequence = 3"),
        Records("audit chain"),
    ),
    (
        "change what was written",
        Sql(
            "UPDATE audit SET details = replace(details, '\"state\":\"closed\"', '\"state\":\"open\"')",
        ),
        Records("audit chain"),
    ),
    (
        "change a record, and write the whole trail anew",
        Chain(
            "UPDATE users SET roles = 'approver' WHERE id = 'mal'",
            "\"roles\":\"employee\"",
            "\"roles\":\"approver\"",
        ),
        Witness("is not the one that was kept elsewhere"),
    ),
    (
        "cut the end off the trail, with what it wrote",
        Story(cut_short),
        Witness("cut short"),
    ),
    (
        "put an old copy back",
        Story(old_copy),
        Witness("cut short"),
    ),
    (
        "change an amount in a bundle",
        Text(LEAVES, "\"payout\":\"1000\"", "\"payout\":\"9000\""),
        Verify("its root is"),
    ),
    (
        "change a target in a bundle",
        Text(LEAVES, "own_sales,,,200", "own_sales,,,100"),
        Verify("own_sales"),
    ),
    (
        "change an aggregate in a bundle, and its root",
        Reroot("\"values\":[\"250\",", "\"values\":[\"950\","),
        Verify("has not signed this manifest"),
    ),
    (
        "change an aggregate, and nothing of the pay",
        Reroot("\"values\":[\"250\",", "\"values\":[\"950\","),
        Facts("the bundle has"),
    ),
    (
        "change who approved in a bundle",
        Text(MANIFEST, "\"eve\"", "\"joe\""),
        Verify("has not signed this manifest"),
    ),
    (
        "delete a bundle",
        Story(delete_bundle),
        Records("bundle of 2024-Q1"),
    ),
    (
        "sign a bundle with another key",
        Story(another_key),
        PublicKey("the published key is"),
    ),
    (
        "close a second time with the company's own key",
        Story(second_close),
        Slip("this key has signed two closes of 2024-Q1"),
    ),
    (
        "change a fact in its file",
        Story(fact_file),
        FactFiles("damaged"),
    ),
    (
        "change a slip",
        Story(change_slip),
        Slip("slip       BROKEN"),
    ),
];

/// The words with which the tests call Python.
fn attack(desk: &Desk, words: &[&str]) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/attacks/attack.py");
    let output = Command::new("python3")
        .arg(script)
        .args(words)
        .current_dir(desk.path(""))
        .output();
    let output = output.unwrap();
    assert!(
        output.status.success(),
        "{words:?}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

const RECORDS: &str = "records/attain.db";

/// A closed quarter, with a correction booked into a frozen second one.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.by("boss", "user add boss --role designer --role approver")
        .ends(0);
    for line in [
        "user add mal --role employee",
        "user add off --role employee",
        "user disable off",
        "user add app --role approver",
        "user add eve --role approver",
        "user add audi --role auditor",
    ] {
        desk.by("boss", line).ends(0);
    }
    desk.by("audi", "backup old.db").ends(1);
    desk.by("boss", "backup old.db").ends(0);
    desk.by("boss", "run 2024-Q1 --keep").ends(0);
    desk.by("boss", "period review 2024-Q1").ends(0);
    desk.by("app", "period approve 2024-Q1").ends(0);
    desk.by("eve", "period approve 2024-Q1").ends(0);
    desk.by("boss", "backup approved.db").ends(0);
    desk.by("app", "close 2024-Q1").ends(0);
    let slip = desk
        .by("audi", "statement ann 2024-Q1 --format json")
        .ends(0)
        .out;
    fs::write(desk.path("slip.json"), slip).unwrap();
    late_sale_by(&desk);
    desk.by("boss", "period open 2024-Q2").ends(0);
    desk.by("boss", "correct 2024-Q1").ends(0);
    desk.by("boss", "period freeze 2024-Q2 --reason check")
        .ends(0);
    desk
}

fn late_sale_by(desk: &Desk) {
    late_sale(desk, "boss");
    second_quarter(desk, "boss");
}

/// What was kept elsewhere when the desk was ready.
struct Kept {
    witness: String,
    key: String,
}

fn kept(desk: &Desk) -> Kept {
    let told = desk.by("audi", "check --records").ends(0).out;
    let witness = told
        .lines()
        .find_map(|line| line.strip_prefix("witness "))
        .unwrap()
        .to_owned();
    let seal = desk.read("closes/0001-2024-Q1/signature.json");
    let key = seal
        .split("\"public_key\":\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    Kept { witness, key }
}

/// What a means says, and whether it is content.
fn ask(desk: &Desk, kept: &Kept, means: Means) -> (bool, String, &'static str) {
    let (line, words) = match means {
        Records(words) => ("check --records".to_owned(), words),
        Witness(words) => (format!("check --records --witness {}", kept.witness), words),
        Verify(words) => ("verify 2024-Q1".to_owned(), words),
        Slip(words) => ("verify 2024-Q1 --slip slip.json".to_owned(), words),
        PublicKey(words) => (format!("verify {BUNDLE} --public-key {}", kept.key), words),
        Facts(words) => (format!("verify {BUNDLE} --facts facts"), words),
        FactFiles(words) => ("facts verify".to_owned(), words),
    };
    let told = desk.by("audi", &line);
    (told.code == 0, format!("{}\n{}", told.out, told.err), words)
}

fn copy(desk: &Desk) -> Desk {
    let copy = Desk::empty();
    copy_folder(&desk.path(""), &copy.path(""));
    copy
}

#[test]
fn every_attack_is_found_by_the_means_that_the_reference_names() {
    let original = desk();
    let kept = kept(&original);
    // Without an attack, nothing is found: no false alarm, by any means.
    for means in [
        Records(""),
        Witness(""),
        Verify(""),
        Slip(""),
        PublicKey(""),
        Facts(""),
        FactFiles(""),
    ] {
        let (content, told, _) = ask(&original, &kept, means);
        assert!(content, "{means:?}\n{told}");
    }
    let mut missed = Vec::new();
    for (name, deed, means) in ATTACKS {
        let desk = copy(&original);
        match deed {
            Sql(script) => attack(&desk, &["sql", RECORDS, script]),
            Chain(script, old, new) => attack(&desk, &["chain", RECORDS, script, old, new]),
            Text(file, old, new) => attack(&desk, &["text", file, old, new]),
            Reroot(old, new) => attack(&desk, &["reroot", BUNDLE, old, new]),
            Story(story) => story(&desk),
        }
        let (content, told, words) = ask(&desk, &kept, *means);
        if content || !told.contains(words) {
            missed.push(format!("{name}: {means:?}\n{told}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert!(ATTACKS.len() >= 40);
}

#[test]
fn the_reference_has_the_same_attacks_and_means() {
    let page = include_str!("../../../../docs/reference/records.md");
    for (name, _, means) in ATTACKS {
        let means = match means {
            Records(_) => "`attain check --records`",
            Witness(_) => "the same with `--witness`",
            Verify(_) => "`attain verify`",
            Slip(_) => "the same with `--slip`",
            PublicKey(_) => "the same with `--public-key`",
            Facts(_) => "the same with `--facts`",
            FactFiles(_) => "`attain facts verify`",
        };
        let line = format!("| {name} | {means} |");
        assert!(
            page.contains(&line),
            "docs/reference/records.md should hold:\n{line}"
        );
    }
}

fn cut_short(desk: &Desk) {
    // The freeze is the last line; the period is as it was before.
    let script = "UPDATE periods SET frozen = 0, frozen_reason = NULL, revision = 1,
         changed_sequence = created_sequence, changed_at = created_at, changed_by = created_by
         WHERE id = '2024-Q2';
         DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)";
    attack(desk, &["sql", RECORDS, script]);
    desk.by("audi", "check --records").ends(0);
}

/// Back to the day of approval, bundle and all: everything inside fits together.
fn old_copy(desk: &Desk) {
    desk.by("boss", "restore approved.db --replace").ends(0);
    fs::remove_dir_all(desk.path("closes")).unwrap();
    desk.by("audi", "check --records").ends(0);
}

/// With full rights and the company's key: approved again on other facts, and closed again.
fn second_close(desk: &Desk) {
    desk.by("boss", "restore old.db --replace").ends(0);
    fs::remove_dir_all(desk.path("closes")).unwrap();
    desk.replace("data/targets.csv", "own_sales,,,200", "own_sales,,,100");
    desk.by("boss", "run 2024-Q1 --keep").ends(0);
    desk.by("boss", "period review 2024-Q1").ends(0);
    desk.by("app", "period approve 2024-Q1").ends(0);
    desk.by("eve", "period approve 2024-Q1").ends(0);
    desk.by("app", "close 2024-Q1").ends(0);
    // Nothing inside shows it.
    desk.by("audi", "check --records").ends(0);
    desk.by("audi", "verify 2024-Q1").ends(0);
}

fn another_key(desk: &Desk) {
    desk.by("boss", "restore approved.db --replace").ends(0);
    fs::remove_dir_all(desk.path("closes")).unwrap();
    desk.by("app", "close 2024-Q1 --key other.key").ends(0);
}

fn delete_bundle(desk: &Desk) {
    fs::remove_dir_all(desk.path(BUNDLE)).unwrap();
}

fn fact_file(desk: &Desk) {
    let mut folders = vec![desk.path("facts")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let mut bytes = fs::read(&path).unwrap();
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
                fs::write(&path, bytes).unwrap();
                return;
            }
        }
    }
    panic!("there are no facts");
}

fn change_slip(desk: &Desk) {
    let slip = desk.read("slip.json");
    let changed = slip.replacen("payout\\\":\\\"1000", "payout\\\":\\\"9000", 1);
    assert_ne!(slip, changed);
    fs::write(desk.path("slip.json"), changed).unwrap();
}
