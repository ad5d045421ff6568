//! Why a use-case could not be done. What is wrong with the user's input are diagnostics.

use crate::source::SourceError;
use attain_core::diag::Diagnostic;
use std::path::PathBuf;
use thiserror::Error;

/// A use-case could not be done.
#[derive(Debug, Error)]
pub enum AppError {
    /// The operating system refused.
    #[error("cannot {action} `{}`", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The user's input does not allow it.
    #[error("{} in the input", count(.0))]
    Refused(Vec<Diagnostic>),
    /// The facts could not be had.
    #[error("the facts could not be read")]
    Facts(#[from] SourceError),
    /// A secret could not be made or read.
    #[error("a secret could not be made or read: {0}")]
    Secret(String),
    /// The records could not be read or written.
    #[error("the records could not be used")]
    Store(#[source] attain_store::StoreError),
}

impl From<attain_store::StoreError> for AppError {
    /// What the records refuse is about what was asked for; everything else is a failure.
    fn from(error: attain_store::StoreError) -> Self {
        match error.diagnostic() {
            Some(diagnostic) => Self::Refused(vec![diagnostic]),
            None => Self::Store(error),
        }
    }
}

fn count(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .count();
    match errors {
        1 => "1 error".to_owned(),
        many => format!("{many} errors"),
    }
}
