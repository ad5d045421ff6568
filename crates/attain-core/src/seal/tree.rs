//! Merkle trees as in RFC 6962, section 2.1.

use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// A SHA-256 hash; as text, 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 64 lower-case hexadecimal digits")]
pub struct NoHash;

impl FromStr for Hash {
    type Err = NoHash;

    fn from_str(text: &str) -> Result<Self, NoHash> {
        let mut bytes = [0; 32];
        let digits = text.as_bytes();
        if digits.len() != 64 || digits.iter().any(u8::is_ascii_uppercase) {
            return Err(NoHash);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| NoHash)?;
            // `from_str_radix` would take a sign.
            if pair.starts_with(['+', '-']) {
                return Err(NoHash);
            }
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NoHash)?;
        }
        Ok(Self(bytes))
    }
}

/// The hash of a leaf: SHA-256 of a zero byte and the leaf.
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    let hash = Sha256::new().chain_update([0]).chain_update(leaf);
    Hash(hash.finalize().into())
}

/// The hash of a node: SHA-256 of a one byte and both hashes below.
fn node_hash(left: Hash, right: Hash) -> Hash {
    let hash = Sha256::new().chain_update([1]);
    let hash = hash.chain_update(left.0).chain_update(right.0);
    Hash(hash.finalize().into())
}

/// A tree over the hashes of leaves, in their order.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The leaves, then each row above; a hash without a sibling moves up as it is.
    rows: Vec<Vec<Hash>>,
}

impl Tree {
    /// The tree over some leaves.
    #[must_use]
    pub fn new(leaves: Vec<Hash>) -> Self {
        let mut rows = vec![leaves];
        while let Some(row) = rows.last().filter(|row| row.len() > 1) {
            let above = row.chunks(2).map(|pair| match pair {
                [left, right] => node_hash(*left, *right),
                single => single.first().copied().unwrap_or(Hash([0; 32])),
            });
            let above = above.collect();
            rows.push(above);
        }
        Self { rows }
    }

    /// The root; that of no leaves is the hash of nothing.
    ///
    /// ```
    /// use attain_core::seal::{Tree, leaf_hash};
    /// let tree = Tree::new(vec![leaf_hash(b"")]);
    /// // The first test vector of RFC 6962 implementations.
    /// assert!(tree.root().to_string().starts_with("6e340b9cffb37a98"));
    /// ```
    #[must_use]
    pub fn root(&self) -> Hash {
        let top = self.rows.last().and_then(|row| row.first());
        top.copied().unwrap_or_else(|| Hash::of(b""))
    }

    /// The hashes that lead from a leaf to the root, from below; `None`: there is no such leaf.
    #[must_use]
    pub fn proof(&self, index: usize) -> Option<Vec<Hash>> {
        self.rows.first()?.get(index)?;
        let mut at = index;
        let mut proof = Vec::new();
        for row in &self.rows {
            proof.extend(row.get(at ^ 1));
            at /= 2;
        }
        Some(proof)
    }
}

/// Whether a proof leads from a leaf, at a place among so many, to a root.
#[must_use]
pub fn is_included(leaf: Hash, index: u64, count: u64, proof: &[Hash], root: Hash) -> bool {
    if index >= count {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, count - 1, leaf);
    let mut proof = proof.iter();
    while last > 0 {
        // The last hash of a row without a sibling moves up as it is.
        if at != last || at % 2 == 1 {
            let Some(sibling) = proof.next() else {
                return false;
            };
            hash = match at % 2 {
                0 => node_hash(hash, *sibling),
                _ => node_hash(*sibling, hash),
            };
        }
        at /= 2;
        last /= 2;
    }
    proof.next().is_none() && hash == root
}
