//! The attain program: commands, and the one place where all is wired.
//!
//! Data goes to standard output, everything else to standard error. Exit codes: 0 fine, 1
//! diagnostics with errors, 2 the program failed.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line prints"
)]

mod cli;
mod commands;
mod failure;
mod output;
mod session;
mod templates;
mod who;
mod wire;

use clap::Parser;
use std::process::ExitCode;

/// The hidden command with which the program starts itself to read one file, within limits.
const READ_FILE: &str = "__read-file";

fn main() -> ExitCode {
    let mut raw = std::env::args_os().skip(1);
    if raw.next().is_some_and(|command| command == READ_FILE) {
        return attain_facts::worker::serve(raw);
    }
    let arguments = cli::Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("attain: cannot start: {error}");
            return ExitCode::from(2);
        }
    };
    match runtime.block_on(commands::dispatch(arguments)) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
