//! Keeping files: verifying the files of batches, and collecting what no batch names.

use crate::FactsError;
use crate::hash;
use attain_core::batch::Batch;
use std::path::Path;

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
