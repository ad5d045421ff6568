//! Parses one file in a process of its own; see [`attain_facts::worker`].

use std::process::ExitCode;

fn main() -> ExitCode {
    attain_facts::worker::serve(std::env::args_os().skip(1))
}
