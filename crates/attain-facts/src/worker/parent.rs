//! The parent's side: starts the child, keeps its frames in an unnamed file, and says why it
//! stopped.

use super::child::{OUT_OF_MEMORY, Request};
use super::frame::{self, Frame, Header};
use super::{Limits, Worker};
use crate::FactsError;
use crate::import::{Fault, Row, RowStream};
use attain_core::rules;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;

/// Rows that a child read, on disk until they are checked.
#[derive(Debug)]
pub(crate) struct SpooledRows {
    header: Header,
    spool: File,
}

impl SpooledRows {
    /// The encoding, if the child guessed it.
    pub(crate) fn guessed(&self) -> Option<&str> {
        self.header.guessed.as_deref()
    }

    fn frames(&self) -> io::Result<BufReader<File>> {
        let mut spool = self.spool.try_clone()?;
        spool.rewind()?;
        Ok(BufReader::with_capacity(1 << 18, spool))
    }
}

impl RowStream for SpooledRows {
    fn headers(&self) -> &[String] {
        &self.header.headers
    }

    fn sheet(&self) -> Option<&str> {
        self.header.sheet.as_deref()
    }

    fn is_text(&self) -> bool {
        self.header.is_text
    }

    fn row_limit(&self) -> bool {
        self.header.row_limit
    }

    fn delimiter(&self) -> Option<char> {
        self.header.delimiter
    }

    fn read(&self, visit: &mut dyn FnMut(Row<'_>)) -> Result<(), Fault> {
        let mut frames = self.frames().map_err(|error| nonsense(&error))?;
        let mut count = 0_u64;
        loop {
            match frame::read(&mut frames).map_err(|error| nonsense(&error))? {
                Frame::Header(_) => {}
                Frame::Row(row) => {
                    count = count.saturating_add(1);
                    visit(row);
                }
                Frame::End(_, Some(fault)) => return Err(fault),
                Frame::End(sent, None) if sent == count => return Ok(()),
                Frame::End(sent, None) => {
                    let words = format!("{sent} rows were sent, {count} arrived");
                    return Err(nonsense(&words));
                }
            }
        }
    }
}

/// Reads a file in a child process.
pub(crate) fn open(
    worker: &Worker,
    file: File,
    request: &Request,
) -> Result<Result<SpooledRows, Fault>, FactsError> {
    let limits = worker.limits;
    let mut child = Command::new(&worker.program)
        .args(&worker.args)
        .args(request.args())
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::from(file))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(FactsError::file("start", &worker.program))?;
    let failed = |error| FactsError::file("read from", &worker.program)(error);
    let mut spool = tempfile::tempfile().map_err(failed)?;
    let output = child.stdout.take();
    let (done, timer) = mpsc::channel::<()>();
    let (spooled, status) = std::thread::scope(|scope| {
        let child = &mut child;
        let watch = scope.spawn(move || watch(child, &timer, limits));
        let spooled = output.map_or(Ok(0), |output| {
            let mut limited = output.take(limits.output.saturating_add(1));
            io::copy(&mut limited, &mut spool)
        });
        drop(done);
        (spooled, watch.join())
    });
    let (status, in_time) = match status {
        Ok(status) => status.map_err(failed)?,
        Err(_) => return Ok(Err(stopped("it could not be watched"))),
    };
    let spooled = spooled.map_err(failed)?;
    if !in_time {
        let seconds = limits.wall.as_secs();
        return Ok(Err(stopped(&format!(
            "it took more than {seconds} seconds"
        ))));
    }
    if spooled > limits.output {
        let message = format!("it holds more than {} bytes of values", limits.output);
        return Ok(Err(stopped(&message)));
    }
    if let Some(reason) = reason(status, limits) {
        return Ok(Err(stopped(&reason)));
    }
    spool.flush().map_err(failed)?;
    Ok(begin(spool))
}

/// Waits for the child; kills it when its time is over or its output is no longer wanted. Whether
/// it ended in time.
fn watch(
    child: &mut Child,
    timer: &mpsc::Receiver<()>,
    limits: Limits,
) -> io::Result<(ExitStatus, bool)> {
    // Nothing is ever sent: the channel closes when all output was read.
    let in_time = timer.recv_timeout(limits.wall) != Err(mpsc::RecvTimeoutError::Timeout);
    if !in_time {
        // It may have ended by itself just now.
        let _ = child.kill();
    }
    Ok((child.wait()?, in_time))
}

/// Why a child did not end well.
fn reason(status: ExitStatus, limits: Limits) -> Option<String> {
    const ABORTED: i32 = 6;
    const KILLED: i32 = 9;
    const OUT_OF_TIME: i32 = 24;
    match (status.code(), status.signal()) {
        (Some(0), _) => None,
        (_, Some(OUT_OF_TIME | KILLED)) => Some(format!(
            "it took more than {} seconds of computing",
            limits.cpu_seconds
        )),
        (_, Some(ABORTED)) => Some(out_of_memory(limits)),
        (Some(code), _) if code == i32::from(OUT_OF_MEMORY) => Some(out_of_memory(limits)),
        _ => Some("the reader could not go on with it".to_owned()),
    }
}

fn out_of_memory(limits: Limits) -> String {
    let mebibytes = limits.memory.div_euclid(1 << 20);
    format!("it took more than {mebibytes} MiB of memory")
}

/// The rows, if the child answered with a header; else why the file was refused.
fn begin(spool: File) -> Result<SpooledRows, Fault> {
    let mut rows = SpooledRows {
        header: Header::default(),
        spool,
    };
    let mut frames = rows.frames().map_err(|error| nonsense(&error))?;
    match frame::read(&mut frames).map_err(|error| nonsense(&error))? {
        Frame::Header(header) => rows.header = header,
        Frame::End(_, Some(fault)) => return Err(fault),
        Frame::End(_, None) | Frame::Row(_) => return Err(nonsense(&"rows without a header")),
    }
    Ok(rows)
}

fn stopped(reason: &str) -> Fault {
    Fault::new(
        rules::IMPORT_STOPPED,
        format!("reading the file was stopped: {reason}"),
        "split the file, or export it again as CSV; an administrator can raise the limits",
    )
}

fn nonsense(error: &dyn std::fmt::Display) -> Fault {
    stopped(&format!(
        "the reader's answer cannot be understood ({error})"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Cell;

    /// A row is lost between the child and this process.
    #[test]
    fn rows_that_do_not_arrive_are_missed() {
        let row = |number| Row {
            number,
            cells: vec![Cell::Empty],
            fault: None,
            done: 0,
        };
        for (sent, is_right) in [(2, true), (3, false), (1, false)] {
            let mut spool = tempfile::tempfile().unwrap();
            frame::write_row(&mut spool, &row(2)).unwrap();
            frame::write_row(&mut spool, &row(3)).unwrap();
            frame::write_end(&mut spool, sent, None).unwrap();
            let rows = SpooledRows {
                header: Header::default(),
                spool,
            };
            let mut count = 0;
            let outcome = rows.read(&mut |_| count += 1);
            assert_eq!((count, outcome.is_ok()), (2, is_right), "{sent}");
        }
    }
}
