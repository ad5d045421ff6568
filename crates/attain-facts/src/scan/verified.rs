//! Files that were compared with their records, remembered while the process runs.

use crate::{FactsError, keep};
use attain_core::batch::Batch;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

/// What must be the same for a file to count as compared.
type Seen = (PathBuf, u64, Option<SystemTime>, String);

static SEEN: Mutex<BTreeSet<Seen>> = Mutex::new(BTreeSet::new());

/// Compares the files of batches with their records: each once, unless it was changed since.
pub(super) fn verify(root: &Path, batches: &[&Batch]) -> Result<(), FactsError> {
    for batch in batches {
        let path = root.join(&batch.path);
        let metadata = std::fs::metadata(&path).ok();
        let changed = metadata.as_ref().and_then(|m| m.modified().ok());
        let length = metadata.map_or(0, |metadata| metadata.len());
        let seen = (path, length, changed, batch.sha256.clone());
        if length == batch.bytes && SEEN.lock().is_ok_and(|all| all.contains(&seen)) {
            continue;
        }
        keep::verify(root, batch)?;
        if let Ok(mut all) = SEEN.lock() {
            all.insert(seen);
        }
    }
    Ok(())
}
