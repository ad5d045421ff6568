//! An import is killed, or the disk fails or is full, at every call that makes it durable: nothing
//! is lost that was acknowledged, nothing counts twice, nothing is torn, and the same import
//! succeeds afterwards.
//!
//! `strace` injects the faults; without it these tests fail. A sample is tried by default;
//! `ATTAIN_CRASHES=5000` tries every call with every fault, and so many kills at any moment.

use crate::copy_folder;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const CALLS: &str = "fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,ftruncate,pwrite64,write";
const LATER: &str = "subscriber;subscribed_on;city;manager\n9001;20.03.2024;Moscow;anna\n\
                     9002;21.03.2024;Moscow;anna\n9003;22.03.2024;Saratov;anna\n";

/// A workspace with one import, and what its period gives before and after another.
struct Case {
    folder: TempDir,
    before: String,
    after: String,
    /// How long the import takes.
    time: Duration,
}

/// A call that makes an import durable, as `strace` can find it again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Call {
    name: String,
    /// The file or folder, relative to the workspace, if its name is always the same.
    path: Option<String>,
    /// Which of these calls of a thread.
    number: usize,
}

fn crashes() -> Option<usize> {
    let given = std::env::var("ATTAIN_CRASHES").ok()?;
    Some(given.parse().unwrap())
}

fn attain(folder: &Path, arguments: &[&str]) -> Output {
    run(
        Command::new(env!("CARGO_BIN_EXE_attain")).args(arguments),
        folder,
    )
}

fn run(command: &mut Command, folder: &Path) -> Output {
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let output = attain(folder, arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

const IMPORT: [&str; 3] = ["import", "subscriptions", "later.csv"];
const RUN: [&str; 4] = ["run", "2024-03", "--format", "csv"];

impl Case {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/subscribers");
        copy_folder(&from, folder.path());
        let early = folder.path().join("data/subscriptions.csv");
        let text = fs::read_to_string(&early).unwrap();
        let few: String = text.split_inclusive('\n').take(41).collect();
        fs::write(early, few).unwrap();
        fs::write(folder.path().join("later.csv"), LATER).unwrap();
        succeed(
            folder.path(),
            &["import", "subscriptions", "data/subscriptions.csv"],
        );
        let before = succeed(folder.path(), &RUN);
        let mut case = Self {
            folder,
            before,
            after: String::new(),
            time: Duration::ZERO,
        };
        let copy = case.copy();
        let start = Instant::now();
        succeed(copy.path(), &IMPORT);
        case.time = start.elapsed();
        case.after = succeed(copy.path(), &RUN);
        assert_ne!(case.before, case.after);
        case
    }

    fn copy(&self) -> TempDir {
        let copy = TempDir::new().unwrap();
        copy_folder(self.folder.path(), copy.path());
        copy
    }

    /// Every call that makes an import durable.
    fn calls(&self) -> Vec<Call> {
        let copy = self.copy();
        let log = copy.path().join("strace.log");
        let mut strace = Command::new("strace");
        strace.args(["-f", "-y", "-e", &format!("trace={CALLS}"), "-o"]);
        strace
            .arg(&log)
            .arg(env!("CARGO_BIN_EXE_attain"))
            .args(IMPORT);
        let output = run(&mut strace, copy.path());
        assert!(
            output.status.success(),
            "strace cannot trace an import: {output:?}"
        );
        let root = copy.path().canonicalize().unwrap();
        let mut numbers: BTreeMap<(String, String, Option<String>), usize> = BTreeMap::new();
        let mut calls = Vec::new();
        for line in fs::read_to_string(&log).unwrap().lines() {
            let Some((thread, call)) = line.split_once(' ') else {
                continue;
            };
            let Some((name, arguments)) = call.trim_start().split_once('(') else {
                continue;
            };
            let path = arguments
                .split(['<', '>', '"'])
                .find_map(|part| part.strip_prefix(root.to_str().unwrap()))
                .map(|path| path.trim_start_matches('/').to_owned());
            let Some(path) = path.filter(|path| !path.is_empty() || name.starts_with("rename"))
            else {
                continue;
            };
            let is_fixed = path.starts_with("records") || path == "facts/subscriptions";
            let path = Some(path).filter(|_| is_fixed);
            let key = (thread.to_owned(), name.to_owned(), path.clone());
            let number = numbers.entry(key).or_insert(0);
            *number += 1;
            calls.push(Call {
                name: name.to_owned(),
                path,
                number: *number,
            });
        }
        calls.sort();
        calls.dedup();
        calls
    }

    /// Imports while a fault is injected; whether the import said that it succeeded.
    fn import_with(&self, call: &Call, fault: &str, folder: &Path) -> Output {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-o", "/dev/null"]);
        if let Some(path) = &call.path {
            strace
                .arg("-P")
                .arg(folder.canonicalize().unwrap().join(path));
        }
        strace.args(["-e", &format!("trace={}", call.name)]);
        strace.args(["-e", &format!("inject={}:{fault}", call.name)]);
        strace.arg(env!("CARGO_BIN_EXE_attain")).args(IMPORT);
        run(&mut strace, folder)
    }

    /// What must hold after whatever happened.
    fn check(&self, folder: &Path, succeeded: bool, what: &str) {
        let (count, text) = (committed(folder), succeed(folder, &RUN));
        let expected = if count == 2 {
            &self.after
        } else {
            &self.before
        };
        assert_eq!(&text, expected, "{what}: torn");
        assert!(
            count == 2 || (count == 1 && !succeeded),
            "{what}: lost, {count} batches"
        );
        succeed(folder, &["facts", "verify"]);
        succeed(folder, &IMPORT);
        assert_eq!(committed(folder), 2, "{what}: doubled");
        succeed(
            folder,
            &["facts", "collect", "--older-than-days", "0", "--delete"],
        );
        succeed(folder, &["facts", "verify"]);
        assert_eq!(succeed(folder, &RUN), self.after, "{what}: not recovered");
    }
}

fn committed(folder: &Path) -> usize {
    let batches = succeed(folder, &["batches", "--format", "json"]);
    batches.matches("\"status\": \"committed\"").count()
}

/// Which calls are tried: all, or those that sync and rename and some of the others.
fn chosen(calls: &[Call], step: usize) -> Vec<&Call> {
    let all = crashes().is_some();
    let tried =
        |(place, call): &(usize, &Call)| all || !call.name.contains("write") || place % step == 0;
    calls
        .iter()
        .enumerate()
        .filter(tried)
        .map(|(_, call)| call)
        .collect()
}

#[test]
fn a_kill_at_any_durable_call_loses_and_doubles_nothing() {
    let case = Case::new();
    let calls = case.calls();
    for name in ["fsync", "renameat2", "pwrite64"] {
        assert!(
            calls.iter().any(|call| call.name == name),
            "no {name} in {calls:#?}"
        );
    }
    let mut killed = 0;
    for call in chosen(&calls, 8) {
        let copy = case.copy();
        let fault = format!("signal=KILL:when={}", call.number);
        let output = case.import_with(call, &fault, copy.path());
        killed += usize::from(!output.status.success());
        case.check(copy.path(), output.status.success(), &format!("{call:?}"));
    }
    assert!(killed >= 5, "only {killed} imports were killed");
}

#[test]
fn a_failing_or_full_disk_refuses_the_import_and_it_succeeds_afterwards() {
    let case = Case::new();
    let calls = case.calls();
    let mut refused = 0;
    for (place, call) in chosen(&calls, 16).into_iter().enumerate() {
        for (number, fault) in ["error=EIO:when={}", "error=ENOSPC:when={}+"]
            .iter()
            .enumerate()
        {
            if crashes().is_none() && (place + number) % 2 == 0 {
                continue;
            }
            // Such a call may be the runtime's own wake-up, which is no file.
            if call.name == "write" && call.path.is_none() {
                continue;
            }
            let copy = case.copy();
            let fault = fault.replace("{}", &call.number.to_string());
            let output = case.import_with(call, &fault, copy.path());
            let code = output.status.code();
            assert!(matches!(code, Some(0..=2)), "{call:?} {fault}: {output:?}");
            if code != Some(0) {
                refused += 1;
                assert!(
                    !output.stderr.is_empty(),
                    "{call:?} {fault}: nothing was said"
                );
            }
            case.check(copy.path(), code == Some(0), &format!("{call:?} {fault}"));
        }
    }
    assert!(refused >= 2, "only {refused} imports met a fault");
}

#[test]
fn a_kill_at_any_moment_loses_and_doubles_nothing() {
    let case = Case::new();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut killed = 0;
    for round in 0..crashes().unwrap_or(10) {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let share = Duration::from_nanos((random >> 33) % 1_000_000_000).as_secs_f64();
        let after = case.time.as_secs_f64() * share * 1.2;
        let copy = case.copy();
        let mut timeout = Command::new("timeout");
        timeout.args(["-s", "KILL", &format!("{after:.4}")]);
        timeout.arg(env!("CARGO_BIN_EXE_attain")).args(IMPORT);
        let output = run(&mut timeout, copy.path());
        killed += usize::from(!output.status.success());
        case.check(
            copy.path(),
            output.status.success(),
            &format!("round {round}, {after} s"),
        );
    }
    assert!(killed > 0, "no import was killed");
}
