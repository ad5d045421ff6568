//! All that a period's pay was computed from, and what came out, as a list of canonical texts.
//!
//! A run is kept as its transcript, and a closing bundle is a transcript with salts. Years later
//! [`Replay`] computes the pay again from it, without database or facts.
//!
//! People stand in a transcript under aliases (`000012-5b0c…`): a rank, which keeps their order,
//! and a random key, which tells nothing. Who is meant is said elsewhere, and can be erased.
//!
//! Reading order: [`Names`], `write`, `read`, `statement`, [`Replay`].

mod facts;
mod names;
mod read;
mod replay;
mod statement;
mod tables;
mod write;

pub use names::{Names, key_of};
pub use replay::{Difference, Replay};
pub use statement::{Booked, statements};
pub use write::{Source, write};

use crate::json::Json;
use crate::seal::{Bundle, Entry, FormError, LeafKind};
use thiserror::Error;

/// The entries of a transcript, in order: files of the model, batches, inputs, statements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transcript {
    /// What each entry is, and its content.
    pub entries: Vec<(LeafKind, Json)>,
}

/// Why a transcript cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TranscriptError {
    /// A line has not the form of an entry.
    #[error("line {line}: {error}")]
    Form {
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        error: FormError,
    },
    /// A part of an entry is missing or malformed.
    #[error("`{about}`: the field `{field}` is missing or malformed")]
    Field {
        /// What the entry is about.
        about: String,
        /// Which field.
        field: &'static str,
    },
    /// The model in it cannot be read.
    #[error("its model cannot be read: {0}")]
    Model(String),
}

impl Transcript {
    /// One line for each entry.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (kind, content) in &self.entries {
            let line = Json::object([
                ("content", content.clone()),
                ("kind", Json::from(kind.name())),
            ]);
            text.push_str(&line.to_string());
            text.push('\n');
        }
        text
    }

    /// Reads the lines.
    ///
    /// # Errors
    /// If a line has not the form of an entry.
    pub fn parse(text: &str) -> Result<Self, TranscriptError> {
        let mut entries = Vec::new();
        for (line, number) in text.lines().zip(1_u64..) {
            let entry = entry(line).map_err(|error| TranscriptError::Form {
                line: number,
                error,
            })?;
            entries.push(entry);
        }
        Ok(Self { entries })
    }

    /// The transcript that was sealed in a bundle.
    #[must_use]
    pub fn of_bundle(bundle: &Bundle) -> Self {
        let mut entries = Vec::new();
        for entry in &bundle.leaves {
            if let Entry::Whole(leaf) = entry
                && leaf.kind != LeafKind::Identity
            {
                entries.push((leaf.kind, leaf.content.clone()));
            }
        }
        Self { entries }
    }

    /// The contents of one kind.
    pub fn of(&self, kind: LeafKind) -> impl Iterator<Item = &Json> {
        let found = self.entries.iter().filter(move |(one, _)| *one == kind);
        found.map(|(_, content)| content)
    }

    /// The model: SHA-256 of the canonical JSON of an object from path to text.
    #[must_use]
    pub fn model_hash(&self) -> crate::seal::Hash {
        let files = self.of(LeafKind::Model).filter_map(|file| {
            let (path, text) = (file.get("path")?.as_text()?, file.get("text")?);
            Some((path, text.clone()))
        });
        crate::seal::Hash::of(Json::object(files).to_string().as_bytes())
    }
}

fn entry(line: &str) -> Result<(LeafKind, Json), FormError> {
    let json = Json::parse(line)?;
    let kind = json.get("kind").and_then(Json::as_text);
    let kind = kind
        .and_then(LeafKind::parse)
        .filter(|kind| *kind != LeafKind::Identity)
        .ok_or(FormError::Field("kind"))?;
    let content = json.get("content").cloned();
    let content = content.ok_or(FormError::Field("content"))?;
    let again = Json::object([
        ("content", content.clone()),
        ("kind", Json::from(kind.name())),
    ]);
    if again.to_string() == line {
        Ok((kind, content))
    } else {
        Err(FormError::NotCanonical)
    }
}

#[cfg(test)]
mod tests;
