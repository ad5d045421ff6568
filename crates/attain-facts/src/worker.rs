//! Reading files apart: a child process parses, within limits, and this process survives whatever
//! happens to it.
//!
//! A file can be made so that reading it takes a process down: 500 KB of ZIP that unpack to
//! 500 GB, a Parquet footer that announces 2^31 columns. Running out of memory aborts a program,
//! and nothing in it can catch that. So a [`Worker`] is started for each file:
//!
//! - its standard input is the file, and its standard output takes the rows as frames;
//! - it limits its own memory, time and number of open files before it reads a byte: it can open
//!   neither another file nor a connection, and its environment is empty;
//! - it only parses. Checking, hashing and writing happen here, on rows that are read back
//!   through a decoder which takes nothing for granted.
//!
//! The program that links this crate starts itself with a hidden command and calls [`serve`].

mod child;
mod frame;
mod parent;

pub(crate) use child::Request;
pub use child::serve;
pub(crate) use parent::open;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// How a child process is started, and what it may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// The program: usually this one, `std::env::current_exe()`.
    pub program: PathBuf,
    /// What it is called with; what [`serve`] needs is put behind.
    pub args: Vec<OsString>,
    /// What it may take.
    pub limits: Limits,
}

impl Worker {
    /// A worker with the usual limits.
    pub fn new(program: impl Into<PathBuf>, args: impl IntoIterator<Item = OsString>) -> Self {
        Self {
            program: program.into(),
            args: args.into_iter().collect(),
            limits: Limits::default(),
        }
    }
}

/// What a child process may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of memory (address space).
    pub memory: u64,
    /// Seconds of processor time.
    pub cpu_seconds: u64,
    /// Time until it is stopped, whatever it does.
    pub wall: Duration,
    /// Bytes of rows that it may answer with.
    pub output: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 1 << 30,
            cpu_seconds: 120,
            wall: Duration::from_secs(600),
            output: 8 << 30,
        }
    }
}
