//! What was counted before, kept in files beside the batches: a later import costs what is new.
//!
//! A state is the sum of the batches that it names, for one question: days, slots, filters and
//! values, whose hash is the file's name. Batches that it does not name are scanned and added;
//! batches that it names and that no longer count are scanned and taken away, where everything
//! is a sum, or else all is counted again. So a state is never a source of truth: a file that is
//! missing, damaged or of another question costs time and nothing else, and may be deleted.

use super::exec::{Job, Part};
use super::tally::{Layout, SlotTally, Tally};
use attain_core::batch::Batch;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

const MAGIC: &[u8] = b"attain state 1\n";
/// States that are kept; the oldest go first.
const MOST_FILES: usize = 512;
/// A state is kept where it is at least so many times smaller than the facts.
const ROWS_OF_A_SLOT: u64 = 4;

/// The folder of states. No dataset has a folder of this name.
#[derive(Debug, Clone)]
pub(in super::super) struct StateFolder(PathBuf);

impl StateFolder {
    pub(in super::super) fn of(root: &Path) -> Self {
        Self(root.join("=state"))
    }

    fn path(&self, key: &str) -> PathBuf {
        self.0.join(format!("{key}.state"))
    }

    /// Deletes the oldest states beyond a number.
    fn thin(&self) -> std::io::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            files.push((entry.metadata()?.modified()?, entry.path()));
        }
        files.sort();
        let excess = files.len().saturating_sub(MOST_FILES);
        files
            .iter()
            .take(excess)
            .try_for_each(|(_, path)| fs::remove_file(path))
    }
}

/// A batch as a state names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
}

impl Named {
    pub(super) fn of(batch: &Batch) -> Self {
        Self {
            path: batch.path.clone(),
            bytes: batch.bytes,
            sha256: batch.sha256.clone(),
        }
    }
}

/// A state as it was read.
#[derive(Debug)]
pub(super) struct State {
    pub batches: Vec<Named>,
    pub slots: BTreeMap<u32, SlotTally>,
}

/// What an operator starts from, and where it leaves what it counted.
#[derive(Debug)]
pub(super) struct Kept {
    pub folder: StateFolder,
    pub key: String,
    /// All batches that count now.
    pub batches: Vec<Named>,
    /// What was counted before.
    pub before: Option<State>,
    /// Row groups of batches that were counted before and do not count now.
    pub gone: Vec<Part>,
}

/// The hash of a question.
pub(super) fn key(question: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(env!("CARGO_PKG_VERSION"));
    hasher.update(MAGIC);
    hasher.update(question);
    attain_core::hash::hex(&hasher.finalize())
}

impl Kept {
    /// Adds what was counted before, and keeps the sum if it is worth it. A failure to keep it is
    /// no failure of the question.
    pub(super) fn add_and_keep(&self, job: &Job, all: &mut Tally, gone: Option<&Tally>) {
        let layout = &job.layout;
        if let Some(before) = &self.before {
            for (slot, found) in &before.slots {
                all.merge_slot(layout, *slot as usize, found);
            }
        }
        if let Some(gone) = gone {
            for slot in (0..job.slots.len()).filter(|slot| gone.is_touched(layout, *slot)) {
                all.subtract_slot(layout, slot, &gone.slot(layout, slot));
            }
        }
        let is_new = !job.parts.is_empty() || gone.is_some();
        if is_new && is_dense(layout, all, job.slots.len()) {
            let _ = self.keep(layout, all, job.slots.len());
        }
    }

    fn keep(&self, layout: &Layout, all: &Tally, slots: usize) -> std::io::Result<()> {
        let bytes = written(&self.key, &self.batches, layout, all, slots);
        fs::create_dir_all(&self.folder.0)?;
        let mut file = tempfile::Builder::new()
            .prefix(".keeping-")
            .tempfile_in(&self.folder.0)?;
        file.write_all(&bytes)?;
        file.persist(self.folder.path(&self.key))?;
        self.folder.thin()
    }
}

/// Whether there are many rows for each slot.
fn is_dense(layout: &Layout, all: &Tally, slots: usize) -> bool {
    let mut rows = 0_u64;
    let mut touched = 0_u64;
    for slot in 0..slots {
        let count = u64::from(all.count(layout, slot, 0));
        rows = rows.saturating_add(count);
        touched = touched.saturating_add(u64::from(count > 0));
    }
    rows >= touched.saturating_mul(ROWS_OF_A_SLOT)
}

fn written(key: &str, batches: &[Named], layout: &Layout, all: &Tally, slots: usize) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend(key.as_bytes());
    put(&mut out, batches.len());
    for batch in batches {
        put(&mut out, batch.path.len());
        out.extend(batch.path.as_bytes());
        out.extend(batch.bytes.to_le_bytes());
        out.extend(batch.sha256.as_bytes());
    }
    put(&mut out, layout.filters);
    put(&mut out, layout.accumulators.len());
    let touched = (0..slots).filter(|slot| all.is_touched(layout, *slot));
    let touched: Vec<usize> = touched.collect();
    put(&mut out, touched.len());
    for slot in touched {
        put(&mut out, slot);
        let found = all.slot(layout, slot);
        found
            .counts
            .iter()
            .for_each(|count| out.extend(count.to_le_bytes()));
        found
            .values
            .iter()
            .for_each(|value| out.extend(value.to_le_bytes()));
    }
    let hash = Sha256::digest(&out);
    out.extend(hash);
    out
}

fn put(out: &mut Vec<u8>, number: usize) {
    out.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
}

/// The state of a key; `None` if there is none, or it is not whole.
pub(super) fn read(
    folder: &StateFolder,
    key: &str,
    layout: &Layout,
    slots: usize,
) -> Option<State> {
    let mut bytes = Vec::new();
    fs::File::open(folder.path(key))
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .ok()?;
    let (content, hash) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
    if Sha256::digest(content).as_slice() != hash {
        return None;
    }
    let mut rest = content.strip_prefix(MAGIC)?.strip_prefix(key.as_bytes())?;
    let mut batches = Vec::new();
    for _ in 0..take_u32(&mut rest)? {
        let length = usize::try_from(take_u32(&mut rest)?).ok()?;
        let path = String::from_utf8(take(&mut rest, length)?.to_vec()).ok()?;
        let bytes = u64::from_le_bytes(take(&mut rest, 8)?.try_into().ok()?);
        let sha256 = String::from_utf8(take(&mut rest, 64)?.to_vec()).ok()?;
        batches.push(Named {
            path,
            bytes,
            sha256,
        });
    }
    let filters = usize::try_from(take_u32(&mut rest)?).ok()?;
    let width = usize::try_from(take_u32(&mut rest)?).ok()?;
    if (filters, width) != (layout.filters, layout.accumulators.len()) {
        return None;
    }
    let mut found = BTreeMap::new();
    for _ in 0..take_u32(&mut rest)? {
        let slot = take_u32(&mut rest)?;
        let counts: Option<Vec<u32>> = (0..filters).map(|_| take_u32(&mut rest)).collect();
        let values: Option<Vec<i128>> = (0..width).map(|_| take_i128(&mut rest)).collect();
        let (counts, values) = (counts?, values?);
        if usize::try_from(slot).ok()? >= slots {
            return None;
        }
        found.insert(slot, SlotTally { counts, values });
    }
    rest.is_empty().then_some(State {
        batches,
        slots: found,
    })
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(taken)
}

fn take_u32(rest: &mut &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(take(rest, 4)?.try_into().ok()?))
}

fn take_i128(rest: &mut &[u8]) -> Option<i128> {
    Some(i128::from_le_bytes(take(rest, 16)?.try_into().ok()?))
}
