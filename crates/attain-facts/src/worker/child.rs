//! The child's side: limits itself, reads the file on its standard input, writes frames.

use super::Worker;
use super::frame::{Header, write_end, write_header, write_row};
use crate::import::{Fault, Format, Opening, RowStream, open_rows};
use rlimit::Resource;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::fd::AsFd;
use std::process::ExitCode;

/// Open files that it may have: the three standard ones, and its own handle of the file.
const OPEN_FILES: u64 = 4;

/// How it ends when there was no memory for the file.
pub(super) const OUT_OF_MEMORY: u8 = 3;

/// What the parent says on the command line, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    memory: u64,
    cpu_seconds: u64,
    format: Format,
    sheet: Option<String>,
    encoding: Option<String>,
    delimiter: Option<char>,
    /// The headers that the dataset has, to find the delimiter by.
    known: Vec<String>,
}

impl Request {
    /// What a worker is asked.
    pub(crate) fn new(worker: &Worker, opening: &Opening<'_>) -> Self {
        Self {
            memory: worker.limits.memory,
            cpu_seconds: worker.limits.cpu_seconds,
            format: opening.format,
            sheet: opening.sheet.map(str::to_owned),
            encoding: opening.encoding.map(str::to_owned),
            delimiter: opening.delimiter,
            known: opening.known.to_vec(),
        }
    }

    /// As arguments. A missing text is `-`, another has `+` in front.
    pub(super) fn args(&self) -> Vec<String> {
        let option = |text: Option<&str>| match text {
            None => "-".to_owned(),
            Some(text) => format!("+{text}"),
        };
        let format = match self.format {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            Format::Xlsx => "xlsx",
            Format::JsonLines => "jsonl",
        };
        let mut args = vec![
            self.memory.to_string(),
            self.cpu_seconds.to_string(),
            format.to_owned(),
            option(self.sheet.as_deref()),
            option(self.encoding.as_deref()),
            option(self.delimiter.map(String::from).as_deref()),
        ];
        args.extend(self.known.iter().map(|header| option(Some(header))));
        args
    }

    fn parse(mut args: impl Iterator<Item = String>) -> Option<Self> {
        let option = |text: String| match text.as_str() {
            "-" => Some(None),
            text => text.strip_prefix('+').map(|text| Some(text.to_owned())),
        };
        Some(Self {
            memory: args.next()?.parse().ok()?,
            cpu_seconds: args.next()?.parse().ok()?,
            format: match args.next()?.as_str() {
                "csv" => Format::Csv,
                "parquet" => Format::Parquet,
                "xlsx" => Format::Xlsx,
                "jsonl" => Format::JsonLines,
                _ => return None,
            },
            sheet: option(args.next()?)?,
            encoding: option(args.next()?)?,
            delimiter: option(args.next()?)?.and_then(|text| text.chars().next()),
            known: args.map(|text| option(text)?).collect::<Option<Vec<_>>>()?,
        })
    }
}

/// Parses the file on standard input as the arguments say, and writes its rows to standard
/// output. The arguments are those that a [`Worker`](super::Worker) puts behind its own.
///
/// Call it first thing in the program, before anything else opens a file.
pub fn serve(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = args
        .into_iter()
        .map(|arg| arg.to_string_lossy().into_owned());
    match Request::parse(args).map(|request| answer(&request)) {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(error)) if error.kind() == io::ErrorKind::OutOfMemory => {
            ExitCode::from(OUT_OF_MEMORY)
        }
        _ => ExitCode::from(2),
    }
}

fn answer(request: &Request) -> io::Result<()> {
    let file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    Resource::NOFILE.set(OPEN_FILES, OPEN_FILES)?;
    Resource::CORE.set(0, 0)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CPU.set(request.cpu_seconds, request.cpu_seconds.saturating_add(1))?;
    Resource::AS.set(request.memory, request.memory)?;
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    let opening = Opening {
        format: request.format,
        sheet: request.sheet.as_deref(),
        encoding: request.encoding.as_deref(),
        delimiter: request.delimiter,
        known: &request.known,
    };
    match open_rows(file, &opening)? {
        Err(fault) => write_end(&mut out, 0, Some(&fault)),
        Ok((rows, guessed)) => {
            write_header(&mut out, &Header::of(rows.as_ref(), guessed))?;
            let (rows, fault) = write_rows(&mut out, rows.as_ref())?;
            write_end(&mut out, rows, fault.as_ref())
        }
    }
}

fn write_rows(out: &mut impl Write, rows: &dyn RowStream) -> io::Result<(u64, Option<Fault>)> {
    let mut failed = None;
    let mut count = 0_u64;
    let read = rows.read(&mut |row| {
        count = count.saturating_add(1);
        if failed.is_none() {
            failed = write_row(out, &row).err();
        }
    });
    match failed {
        Some(error) => Err(error),
        None => Ok((count, read.err())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_survives_the_command_line() {
        let request = Request {
            memory: 1,
            cpu_seconds: 2,
            format: Format::Xlsx,
            sheet: Some("-".to_owned()),
            encoding: None,
            delimiter: Some(';'),
            known: vec!["order, day".to_owned(), String::new(), "+".to_owned()],
        };
        assert_eq!(
            Request::parse(request.args().into_iter()),
            Some(request.clone())
        );
        let bare = Request {
            sheet: None,
            known: vec![],
            ..request
        };
        assert_eq!(Request::parse(bare.args().into_iter()), Some(bare));
        assert_eq!(
            Request::parse(["1", "2", "doc"].map(str::to_owned).into_iter()),
            None
        );
    }
}
