//! Running other programs, one after another, and saying which one failed.

use crate::{docs, root, tidy, tree::Tree};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

/// How much to test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// The daily loop: without DataFusion, the program and PostgreSQL.
    Quick,
    /// All that must hold.
    Usual,
    /// With the long sweeps.
    Full,
}

/// Why a task stopped, in words for whoever started it.
pub type Failure = String;

/// A program to run, with a title for people.
#[derive(Debug)]
struct Step {
    title: &'static str,
    program: String,
    arguments: Vec<String>,
    variables: Vec<(&'static str, String)>,
}

impl Step {
    fn cargo(title: &'static str, arguments: &str) -> Self {
        Self {
            title,
            program: cargo(),
            arguments: arguments.split_whitespace().map(str::to_owned).collect(),
            variables: Vec::new(),
        }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    /// The same step as an argument of another program.
    fn under(mut self, program: &str) -> Self {
        let inner = std::mem::replace(&mut self.program, program.to_owned());
        self.arguments.insert(0, inner);
        self
    }

    fn run(&self) -> Result<(), Failure> {
        let status = Command::new(&self.program)
            .args(&self.arguments)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(root())
            .stdin(Stdio::null())
            .status()
            .map_err(|error| format!("cannot run `{}`: {error}", self.program))?;
        if status.success() {
            Ok(())
        } else {
            let line = self.arguments.join(" ");
            Err(format!(
                "{} failed ({status}): {} {line}",
                self.title, self.program
            ))
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "xtask is started by cargo, which says where it is"
)]
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn cargo() -> String {
    variable("CARGO").unwrap_or_else(|| "cargo".to_owned())
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a step took is for people to read"
)]
fn now() -> Instant {
    Instant::now()
}

/// A line for people; nothing reads it back.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// `cargo xtask tidy`.
///
/// # Errors
/// When a check finds a problem; every problem is printed.
pub fn tidy() -> Result<(), Failure> {
    let tree = read()?;
    let problems = tidy::check(&tree);
    for problem in &problems {
        say(&problem.to_string());
    }
    match problems.len() {
        0 => Ok(()),
        count => Err(format!("tidy found {count} problems")),
    }
}

fn read() -> Result<Tree, Failure> {
    Tree::read(root()).map_err(|error| format!("cannot read the repository: {error}"))
}

/// `cargo xtask test`.
///
/// # Errors
/// When the first of the steps fails.
pub fn test(depth: Depth) -> Result<(), Failure> {
    run_all(&test_steps(depth)?).map(|_| ())
}

/// `cargo xtask ci`: `test`, the documentation of the crates, licences; with figures when full.
///
/// # Errors
/// When the first of the steps fails.
pub fn ci(depth: Depth) -> Result<(), Failure> {
    let mut steps = test_steps(depth)?;
    steps.push(
        Step::cargo("documentation", "doc --workspace --no-deps --locked")
            .with("RUSTDOCFLAGS", "-D warnings"),
    );
    if has_program("cargo-deny") {
        steps.push(Step::cargo(
            "licences and bans",
            "deny --offline check licenses bans sources",
        ));
    } else {
        say("cargo-deny is not installed: licences and bans are not checked");
    }
    let durations = run_all(&steps)?;
    docs(true, true)?;
    if depth == Depth::Full {
        write_figures(&durations)?;
    }
    Ok(())
}

/// The steps of `test`, cheapest first.
fn test_steps(depth: Depth) -> Result<Vec<Step>, Failure> {
    let fmt = Step::cargo("format", "fmt --all --check");
    if depth == Depth::Quick {
        return Ok(vec![
            fmt,
            Step::cargo("clippy", "clippy --locked --all-targets -- -D warnings"),
            Step::cargo("tests", "test --locked").with("ATTAIN_TEST_SKIP_POSTGRES", "1"),
        ]);
    }
    let clippy = "clippy --locked --workspace --all-targets -- -D warnings";
    let mut tests = Step::cargo("tests", "test --locked --workspace");
    if depth == Depth::Full {
        let figures = figures_folder();
        fs::create_dir_all(&figures).map_err(|error| format!("{}: {error}", figures.display()))?;
        tests = tests
            .with("ATTAIN_SWEEP", "full")
            .with("ATTAIN_CRASHES", "5000")
            .with("PROPTEST_CASES", "20000")
            .with("ATTAIN_FIGURES", figures.to_string_lossy());
    }
    if variable("ATTAIN_TEST_POSTGRES").is_none() {
        tests = tests.under(&postgres()?);
    }
    let mut steps = vec![fmt, Step::cargo("clippy", clippy), tests];
    steps.extend(pages());
    Ok(steps)
}

/// The pages in a real browser, where their packages are installed.
fn pages() -> Vec<Step> {
    let folder = root().join("crates/attain-web/pages");
    if !folder.join("node_modules").is_dir() {
        say("the pages are not tried in a browser: `npm ci` in crates/attain-web/pages first");
        return Vec::new();
    }
    let target = variable("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let program = target.join("debug/attain");
    let npm = |title: &'static str, script: &str| Step {
        title,
        program: "npm".to_owned(),
        arguments: ["--prefix", "crates/attain-web/pages", "run", script]
            .map(str::to_owned)
            .to_vec(),
        variables: Vec::new(),
    };
    let browser = npm("pages in a browser", "test");
    vec![
        npm("scripts of pages", "check"),
        browser.with("ATTAIN_BIN", program.to_string_lossy()),
    ]
}

/// The script that runs a command beside a temporary PostgreSQL.
fn postgres() -> Result<String, Failure> {
    let script = root().join(".ci/postgres");
    let found = Command::new(&script)
        .arg("--find")
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if found {
        Ok(script.to_string_lossy().into_owned())
    } else {
        Err(
            "PostgreSQL is missing, and the store is tested on it: `apt-get install postgresql` \
             (Debian, Ubuntu) or `brew install postgresql` (macOS), or set ATTAIN_TEST_POSTGRES to \
             the URL of a server whose databases may be deleted; `--quick` does without"
                .to_owned(),
        )
    }
}

fn has_program(name: &str) -> bool {
    let paths = variable("PATH").unwrap_or_default();
    env::split_paths(&paths).any(|folder| folder.join(name).is_file())
}

/// Tidy, which needs no program, then every step; how long each took.
fn run_all(steps: &[Step]) -> Result<Vec<(&'static str, Duration)>, Failure> {
    let count = steps.len() + 1;
    let mut durations = Vec::new();
    let mut timed = |number: usize, title: &'static str, run: &dyn Fn() -> Result<(), Failure>| {
        say(&format!("[{number}/{count}] {title}"));
        let start = now();
        run()?;
        let took = start.elapsed();
        say(&format!(
            "[{number}/{count}] {title}: fine, {:.1} s",
            took.as_secs_f64()
        ));
        durations.push((title, took));
        Ok::<(), Failure>(())
    };
    timed(1, "tidy", &tidy)?;
    for (step, number) in steps.iter().zip(2..) {
        timed(number, step.title, &|| step.run())?;
    }
    Ok(durations)
}

/// `cargo xtask demo`.
///
/// # Errors
/// When the program does not build, or fails.
pub fn demo(arguments: &[String]) -> Result<(), Failure> {
    let (ours, theirs): (Vec<_>, Vec<_>) = arguments.iter().partition(|a| *a == "--release");
    say("building attain (the first time takes some minutes)");
    let status = Command::new(cargo())
        .args(["run", "--package", "attain", "--bin", "attain"])
        .args(ours)
        .args(["--", "demo"])
        .args(theirs)
        .current_dir(root())
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("the demo failed ({status})"))
    }
}

/// `cargo xtask docs [--check] [--cli]`: the pages made from sources; with `--cli`, which builds
/// the program, those from its help too.
///
/// # Errors
/// When a page cannot be written, or with `--check` is out of date.
pub fn docs(only_check: bool, cli: bool) -> Result<(), Failure> {
    let tree = read()?;
    let mut wanted = docs::pages(&tree);
    let orphans = docs::orphans(&tree, &wanted);
    if cli && let Some(helps) = helps()? {
        wanted.insert(docs::CLI.to_owned(), docs::cli_page(&helps));
    }
    let stale: Vec<_> = wanted
        .iter()
        .filter(|(path, text)| tree.text(path) != Some(text.as_str()))
        .collect();
    if only_check {
        for path in stale.iter().map(|(path, _)| *path).chain(&orphans) {
            say(&format!("{path} is out of date"));
        }
        let fine = stale.is_empty() && orphans.is_empty();
        return fine
            .then_some(())
            .ok_or_else(|| "run `cargo xtask docs`".to_owned());
    }
    for (path, text) in &stale {
        write(&root().join(path), text)?;
        say(&format!("wrote {path}"));
    }
    for path in &orphans {
        fs::remove_file(root().join(path)).map_err(|error| format!("{path}: {error}"))?;
        say(&format!("removed {path}"));
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// The help of the program and of each of its commands; none while it has no commands.
fn helps() -> Result<Option<Vec<(String, String)>>, Failure> {
    Step::cargo("building attain", "build --quiet --package attain").run()?;
    let main = help(&[])?;
    let commands = docs::commands(&main);
    if commands.is_empty() {
        return Ok(None);
    }
    let mut helps = vec![("attain".to_owned(), main.clone())];
    for command in commands {
        let text = help(&[command])?;
        for inner in docs::commands(&text) {
            helps.push((
                format!("attain {command} {inner}"),
                help(&[command, inner])?,
            ));
        }
        helps.push((format!("attain {command}"), text));
    }
    helps.sort();
    Ok(Some(helps))
}

/// One help text, always 80 columns wide so that it is the same on every terminal.
fn help(command: &[&str]) -> Result<String, Failure> {
    let output = Command::new(cargo())
        .args(["run", "--quiet", "--package", "attain", "--"])
        .args(command)
        .arg("--help")
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .current_dir(root())
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run attain: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn figures_folder() -> PathBuf {
    let target = variable("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("figures")
}

/// Gathers what the long tests measured (`$ATTAIN_FIGURES/*.md`) and how long the steps took.
fn write_figures(durations: &[(&'static str, Duration)]) -> Result<(), Failure> {
    let mut text =
        "<!-- Made by `cargo xtask ci --full`. -->\n\n# Figures of the last full run\n\n"
            .to_owned();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let _ = writeln!(text, "Commit {}, {cores} cores.\n", head());
    text.push_str("| step | seconds |\n|---|---:|\n");
    for (title, took) in durations {
        let _ = writeln!(text, "| {title} | {:.1} |", took.as_secs_f64());
    }
    for part in figure_parts()? {
        let _ = write!(text, "\n{}\n", part.trim());
    }
    write(&root().join("docs/figures.md"), &text)
}

#[expect(
    clippy::disallowed_methods,
    reason = "figures are files that tests left"
)]
fn figure_parts() -> Result<Vec<String>, Failure> {
    let folder = figures_folder();
    let say = |error: io::Error| format!("{}: {error}", folder.display());
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(&folder).map_err(say)? {
        files.push(entry.map_err(say)?.path());
    }
    files.sort();
    files
        .iter()
        .map(|file| fs::read_to_string(file).map_err(say))
        .collect()
}

fn head() -> String {
    let output = Command::new("git")
        .args(["show", "--no-patch", "--format=%h of %cs", "HEAD"])
        .current_dir(root())
        .output();
    output.map_or_else(
        |_| "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}
