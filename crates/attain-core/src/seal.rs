//! The closing bundle: what was closed, in a form that anyone can check without us.
//!
//! A [`Leaf`] is one thing that was closed: a file of the model, a batch, an input, a statement.
//! Its salt keeps what it says from being guessed after it is erased. The hashes of all leaves
//! make a [`Tree`], whose root stands in the [`Manifest`], which is signed and names the manifest
//! before it. Whoever has a statement, its [`Tree::proof`] and the signed manifest holds a witness
//! of the whole close.
//!
//! The form is written down in `docs/reference/bundle.md`; `tools/verify_bundle.py` is a second
//! implementation of that page. Not here: signatures, which need a key, and files.

mod bundle;
mod manifest;
mod tree;

pub use bundle::{Bundle, Entry, Problem, Slip, check, check_slip, read};
pub use manifest::{FORMAT, FormError, Manifest, START, Total};
pub use tree::{Hash, Tree, is_included, leaf_hash};

use crate::json::Json;

/// What a leaf is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeafKind {
    /// A file of the model: `path`, `text`.
    Model,
    /// A batch of facts that was used.
    Batch,
    /// Something else that the calculation was given: people, targets, aggregates.
    Input,
    /// What one person is paid: `person`, `currency`, `total`, `lines` with a `payout` each.
    Statement,
    /// Who a person's key stands for. Only such leaves can be erased.
    Identity,
}

impl LeafKind {
    /// The words that bundles use.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("model", Self::Model),
        ("batch", Self::Batch),
        ("input", Self::Input),
        ("statement", Self::Statement),
        ("identity", Self::Identity),
    ];

    /// Its word.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, kind)| *kind == self);
        found.map_or("", |(name, _)| name)
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(name, _)| *name == word);
        found.map(|(_, kind)| *kind)
    }
}

/// One thing that was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// What it is about.
    pub kind: LeafKind,
    /// 32 random bytes. The core makes none: they are an argument.
    pub salt: [u8; 32],
    /// What was closed.
    pub content: Json,
}

impl Leaf {
    /// The text that is hashed.
    #[must_use]
    pub fn text(&self) -> String {
        Json::object([
            ("content", self.content.clone()),
            ("kind", Json::from(self.kind.name())),
            ("salt", Json::text(Hash(self.salt))),
        ])
        .to_string()
    }

    /// Its hash in the tree.
    #[must_use]
    pub fn hash(&self) -> Hash {
        leaf_hash(self.text().as_bytes())
    }
}

#[cfg(test)]
mod tests;
