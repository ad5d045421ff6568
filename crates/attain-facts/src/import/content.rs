//! The hash of what an import says, whatever file said it.
//!
//! Each row is encoded, the encoding is hashed, the row hashes are sorted, and the hash of all is
//! the content's name. So neither the order of rows, nor how they are spread over files, nor the
//! format, nor the scale of a decimal column changes it; a row that occurs twice counts twice.
//! The encoding is written down in `docs/reference/batch.md`.

use attain_core::dataset::Dataset;
use attain_core::facts::FactValue;
use attain_core::hash::hex;
use attain_core::num::plain;
use sha2::{Digest, Sha256};

/// Says which encoding is hashed; another encoding has another name.
const DOMAIN: &[u8] = b"attain rows 1\n";

/// Hashes rows.
#[derive(Debug)]
pub(super) struct Content {
    /// For each column in the order of names: its place in a row, and its name.
    columns: Vec<(usize, String)>,
    rows: Vec<[u8; 32]>,
}

impl Content {
    /// No rows of this dataset yet.
    pub(super) fn new(dataset: &Dataset) -> Self {
        let names = dataset.columns.iter().map(|column| column.name.clone());
        let mut columns: Vec<_> = names.enumerate().collect();
        columns.sort_by(|a, b| a.1.cmp(&b.1));
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(super) fn add(&mut self, values: &[FactValue]) {
        let mut encoding = Vec::with_capacity(128);
        for (place, name) in &self.columns {
            if let Some(value) = values.get(*place) {
                encode(&mut encoding, name, value);
            }
        }
        self.rows.push(Sha256::digest(&encoding).into());
    }

    /// The hash of all rows.
    pub(super) fn finish(mut self) -> String {
        self.rows.sort_unstable();
        let mut hasher = Sha256::new();
        hasher.update(DOMAIN);
        for row in &self.rows {
            hasher.update(row);
        }
        hex(&hasher.finalize())
    }
}

/// A missing value is not there at all, so an optional column can be added to a dataset later.
fn encode(out: &mut Vec<u8>, name: &str, value: &FactValue) {
    let (tag, text) = match value {
        FactValue::Missing => return,
        FactValue::Text(text) => (b't', text.clone()),
        FactValue::Number(number) => (b'n', plain(*number)),
        FactValue::Date(date) => (b'd', date.to_string()),
        FactValue::Boolean(value) => (b'b', value.to_string()),
    };
    part(out, name);
    out.push(tag);
    part(out, &text);
}

/// The length in bytes, as 8 bytes with the lowest last, then the bytes.
fn part(out: &mut Vec<u8>, text: &str) {
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(text.as_bytes());
}

/// The hash of the values that name a row.
pub(super) fn key(values: &[FactValue], places: &[usize]) -> [u8; 32] {
    let mut encoding = Vec::with_capacity(64);
    for place in places {
        let value = values.get(*place).unwrap_or(&FactValue::Missing);
        encode(&mut encoding, &place.to_string(), value);
    }
    Sha256::digest(&encoding).into()
}
