//! SHA-256, in lower-case hexadecimal.

use crate::FactsError;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The hash of some bytes.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The length and hash of a file, read in pieces.
pub(crate) fn of_file(path: &Path) -> Result<(u64, String), FactsError> {
    let mut file = File::open(path).map_err(FactsError::file("read", path))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 16];
    let mut length = 0_u64;
    loop {
        let count = file
            .read(&mut buffer)
            .map_err(FactsError::file("read", path))?;
        let Some(part) = buffer.get(..count).filter(|part| !part.is_empty()) else {
            return Ok((length, hex(&hasher.finalize())));
        };
        hasher.update(part);
        length = length.saturating_add(count.try_into().unwrap_or(u64::MAX));
    }
}
