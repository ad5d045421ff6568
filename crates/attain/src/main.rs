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
mod wire;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
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
