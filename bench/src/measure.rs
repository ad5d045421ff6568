//! What a process used, from `/proc`.

use crate::Failure;
use std::time::{Duration, Instant};

/// Wall and processor seconds of a piece of work.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Used {
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
}

/// Ticks of the kernel's clock in a second, as `/proc` counts them.
const TICKS: f64 = 100.0;

/// Seconds of processor time of this process so far, all threads.
fn cpu() -> Result<f64, Failure> {
    let line = std::fs::read_to_string("/proc/self/stat")?;
    let after = line.rsplit(')').next().unwrap_or_default();
    let mut fields = after.split_whitespace().skip(11);
    let mut ticks = || -> Result<f64, Failure> {
        Ok(fields
            .next()
            .ok_or("no processor time in /proc/self/stat")?
            .parse()?)
    };
    Ok((ticks()? + ticks()?) / TICKS)
}

/// The most memory that this process had, in MiB.
pub(crate) fn peak_mib() -> Result<f64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: f64 = line
        .and_then(|line| line.split_whitespace().next())
        .ok_or("no VmHWM in /proc/self/status")?
        .parse()?;
    Ok(kib / 1024.0)
}

/// A stop watch.
pub(crate) struct Watch {
    start: Instant,
    cpu: f64,
}

impl Watch {
    pub(crate) fn start() -> Result<Self, Failure> {
        Ok(Self {
            start: Instant::now(),
            cpu: cpu()?,
        })
    }

    pub(crate) fn stop(self) -> Result<Used, Failure> {
        let wall: Duration = self.start.elapsed();
        Ok(Used {
            wall: wall.as_secs_f64(),
            cpu: cpu()? - self.cpu,
        })
    }
}

/// The run in the middle, by processor time.
pub(crate) fn median(mut runs: Vec<Used>) -> Used {
    runs.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
    let middle = runs.len() / 2;
    runs.get(middle).copied().unwrap_or(Used {
        wall: 0.0,
        cpu: 0.0,
    })
}
