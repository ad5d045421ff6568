//! Keeping files: verifying the files of batches, and collecting what no batch names.

use crate::FactsError;
use crate::batch_file::sync_folder;
use crate::hash;
use attain_core::batch::Batch;
use std::collections::BTreeSet;
use std::fs::DirEntry;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Reads a batch's file again and compares its length and hash with the record.
///
/// # Errors
/// [`FactsError::Damaged`] if they differ or the file is not there.
pub fn verify(root: &Path, batch: &Batch) -> Result<(), FactsError> {
    let path = root.join(&batch.path);
    let damaged = |reason: String| FactsError::Damaged {
        batch: batch.id.clone(),
        path: path.clone(),
        reason,
    };
    let (bytes, sha256) = match hash::of_file(&path) {
        Err(FactsError::File { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
            return Err(damaged("is not there".to_owned()));
        }
        other => other?,
    };
    if bytes != batch.bytes {
        return Err(damaged(format!(
            "has {bytes} bytes, its record says {}",
            batch.bytes
        )));
    }
    if sha256 != batch.sha256 {
        return Err(damaged(
            "has other content than its record says (SHA-256)".to_owned(),
        ));
    }
    Ok(())
}

/// Verifies many batches and answers with all that is wrong.
pub fn verify_all(root: &Path, batches: &[Batch]) -> Vec<FactsError> {
    let all = batches.iter().map(|batch| verify(root, batch));
    all.filter_map(Result::err).collect()
}

/// A file that no batch names: what an import left that was killed, or never committed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unnamed {
    /// Relative to the facts folder.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// When it was written.
    pub modified: SystemTime,
}

/// The files of the facts folder that no batch names and that are at least so old. An import that
/// is under way has a young file, so `older_than` must be longer than any import takes.
///
/// `batches` must be *all* batches that the records know, also those that were retracted or
/// superseded: a closed period may need them.
///
/// # Errors
/// If a folder cannot be read.
pub fn unnamed(
    root: &Path,
    batches: &[Batch],
    older_than: Duration,
    now: SystemTime,
) -> Result<Vec<Unnamed>, FactsError> {
    let named: BTreeSet<&str> = batches.iter().map(|batch| batch.path.as_str()).collect();
    let mut found = Vec::new();
    for folder in entries(root)? {
        let place = folder.path();
        if !kind(&folder, &place)?.is_dir() {
            continue;
        }
        for file in entries(&place)? {
            let (name, within) = (file.file_name(), folder.file_name());
            let (Some(name), Some(within)) = (name.to_str(), within.to_str()) else {
                continue;
            };
            let path = format!("{within}/{name}");
            let ours = is_ours(name) && kind(&file, &file.path())?.is_file();
            if !ours || named.contains(path.as_str()) {
                continue;
            }
            let failed = FactsError::file("read", &place);
            let metadata = file.metadata().map_err(failed)?;
            let failed = FactsError::file("read", &place);
            let modified = metadata.modified().map_err(failed)?;
            if now
                .duration_since(modified)
                .is_ok_and(|age| age >= older_than)
            {
                found.push(Unnamed {
                    path,
                    bytes: metadata.len(),
                    modified,
                });
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Deletes files that [`unnamed`] found, and syncs their folders.
///
/// # Errors
/// If a file is there and cannot be deleted.
pub fn delete(root: &Path, files: &[Unnamed]) -> Result<(), FactsError> {
    let mut folders = BTreeSet::new();
    for file in files {
        let path = root.join(&file.path);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            other => other.map_err(FactsError::file("delete", &path))?,
        }
        folders.extend(path.parent().map(Path::to_owned));
    }
    folders.iter().try_for_each(|folder| sync_folder(folder))
}

/// Whether a name is one that imports give. Nothing else is ever listed or deleted.
fn is_ours(name: &str) -> bool {
    name.starts_with(".importing-") || (name.len() > 17 && name.ends_with(".parquet"))
}

fn entries(folder: &Path) -> Result<Vec<DirEntry>, FactsError> {
    std::fs::read_dir(folder)
        .and_then(Iterator::collect)
        .map_err(FactsError::file("read", folder))
}

fn kind(entry: &DirEntry, path: &Path) -> Result<std::fs::FileType, FactsError> {
    entry.file_type().map_err(FactsError::file("read", path))
}
