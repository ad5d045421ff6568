//! `cargo xtask TASK`: what there is to do with this repository besides `cargo build`.

use std::process::ExitCode;
use xtask::steps::{self, Depth, Failure, say};

const HELP: &str = "\
cargo xtask TASK

  demo [--release] [ARGUMENT]...   build attain and show what it does
  test [--quick | --full]          all that must hold: format, tidy, lints, every test
  ci [--full]                      test, and what else a release needs
  tidy                             only our own rules
  docs [--check] [--cli]           make the reference from the sources; --cli builds attain too

--quick leaves out DataFusion, the program and PostgreSQL.
--full makes the long sweeps long, and with `ci` writes docs/figures.md.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(&format!("\nxtask: {failure}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), Failure> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["demo", ..] => steps::demo(arguments.get(1..).unwrap_or_default()),
        ["test"] => steps::test(Depth::Usual),
        ["test", "--quick"] => steps::test(Depth::Quick),
        ["test", "--full"] => steps::test(Depth::Full),
        ["ci"] => steps::ci(Depth::Usual),
        ["ci", "--full"] => steps::ci(Depth::Full),
        ["tidy"] => steps::tidy(),
        ["docs", flags @ ..] if flags.iter().all(|f| ["--check", "--cli"].contains(f)) => {
            steps::docs(flags.contains(&"--check"), flags.contains(&"--cli"))
        }
        [] | ["help" | "--help" | "-h"] => {
            say(HELP);
            Ok(())
        }
        other => Err(format!("`{}` is not a task\n\n{HELP}", other.join(" "))),
    }
}
