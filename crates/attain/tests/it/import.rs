//! Files with other headers, a look before they count, and several at once.

use crate::copy_folder;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const FILE: &str = "No;When;Town;Boss\n9001;20.03.2024;Moscow;anna\n9002;21.03.2024;Tver;anna\n";

fn workspace() -> TempDir {
    let folder = TempDir::new().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/subscribers");
    copy_folder(&from, folder.path());
    fs::write(folder.path().join("file.csv"), FILE).unwrap();
    folder
}

/// What a command prints on standard output and standard error, and how it ends.
fn attain(folder: &TempDir, line: &[&str], input: &str) -> (String, String, i32) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_attain"))
        .args(line)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(stdout), text(stderr), status.code().unwrap())
}

const MAPPED: [&str; 8] = [
    "--map",
    "No=subscriber",
    "--map",
    "When=subscribed_on",
    "--map",
    "Town=city",
    "--map",
    "Boss=manager",
];

#[test]
fn a_mapping_is_looked_at_saved_and_used_again() {
    let folder = workspace();
    let (_, err, code) = attain(&folder, &["import", "subscriptions", "file.csv"], "");
    assert!(code == 1 && err.contains("K0402"), "{err}");
    let preview = [
        &["import", "subscriptions", "file.csv", "--preview"],
        &MAPPED[..],
    ]
    .concat();
    let (out, _, code) = attain(&folder, &preview, "");
    assert!(code == 0 && out.contains("2 rows can be imported"), "{out}");
    assert!(out.contains("Tver") && out.contains("2024-03-21"), "{out}");
    assert_eq!(
        attain(&folder, &["batches"], "")
            .0
            .matches("file.csv")
            .count(),
        0
    );
    let save = [
        &["import", "subscriptions", "-", "--save-mapping"],
        &MAPPED[..],
    ]
    .concat();
    let (out, err, code) = attain(&folder, &save, FILE);
    assert!(
        code == 0 && out.contains("2 rows of `subscriptions` from standard input"),
        "{out}"
    );
    assert!(err.contains("data/mappings/subscriptions.toml"), "{err}");
    // The same rows again are known, whatever file they come from.
    let (out, _, code) = attain(&folder, &["import", "subscriptions", "file.csv"], "");
    assert!(code == 0 && out.contains("nothing was added"), "{out}");
    // Two files, one batch, by the mapping that was saved.
    for (name, number) in [("a.csv", "9003"), ("b.csv", "9004")] {
        let text = format!("No;When;Town;Boss\n{number};22.03.2024;Moscow;anna\n");
        fs::write(folder.path().join(name), text).unwrap();
    }
    let (out, _, code) = attain(&folder, &["import", "subscriptions", "a.csv", "b.csv"], "");
    assert!(
        code == 0 && out.contains("2 rows of `subscriptions` from a.csv, b.csv"),
        "{out}"
    );
}

#[test]
fn a_mapping_that_does_not_fit_is_refused() {
    let folder = workspace();
    for (mapping, told) in [
        ("Town=citty", "did you mean `Town=city`?"),
        ("Town", "write HEADER=COLUMN"),
    ] {
        let line = ["import", "subscriptions", "file.csv", "--map", mapping];
        let (_, err, code) = attain(&folder, &line, "");
        assert!(code != 0 && err.contains(told), "{err}");
    }
    let alone = ["import", "subscriptions", "file.csv", "--save-mapping"];
    assert_eq!(attain(&folder, &alone, "").2, 2);
}

/// A state that was tampered with, or deleted, changes no figure.
#[test]
fn a_run_counts_again_what_it_cannot_trust() {
    let folder = workspace();
    let (_, err, code) = attain(
        &folder,
        &["import", "subscriptions", "data/subscriptions.csv"],
        "",
    );
    assert_eq!(code, 0, "{err}");
    let run = ["run", "2024-03", "--format", "csv"];
    let (first, ..) = attain(&folder, &run, "");
    assert!(first.contains("new_subscribers,6000,"), "{first}");
    let states = folder.path().join("facts/=state");
    let state = fs::read_dir(&states)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut bytes = fs::read(&state).unwrap();
    let last = bytes.len() - 40;
    bytes[last] ^= 0xff;
    fs::write(&state, bytes).unwrap();
    assert_eq!(attain(&folder, &run, "").0, first);
    fs::remove_dir_all(&states).unwrap();
    assert_eq!(attain(&folder, &run, "").0, first);
    assert_eq!(attain(&folder, &run, "").0, first);
}
