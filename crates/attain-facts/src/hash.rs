//! SHA-256, in lower-case hexadecimal.

use crate::FactsError;
use attain_core::hash::hex;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The length and hash of what is left to read, in pieces.
pub(crate) fn of_reader(reader: &mut impl Read) -> std::io::Result<(u64, String)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 16];
    let mut length = 0_u64;
    loop {
        let count = reader.read(&mut buffer)?;
        let Some(part) = buffer.get(..count).filter(|part| !part.is_empty()) else {
            return Ok((length, hex(&hasher.finalize())));
        };
        hasher.update(part);
        length = length.saturating_add(count.try_into().unwrap_or(u64::MAX));
    }
}

/// The length and hash of a file.
pub(crate) fn of_file(path: &Path) -> Result<(u64, String), FactsError> {
    File::open(path)
        .and_then(|mut file| of_reader(&mut file))
        .map_err(FactsError::file("read", path))
}
