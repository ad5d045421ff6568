//! Where facts come from, as the use-cases see it.

use attain_core::facts::{DetailQuery, FactAnswer, FactDetail, FactQuery, FactRow, RowQuery};
use std::future::Future;
use std::pin::Pin;
use thiserror::Error;

/// What a source could not do.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct SourceError {
    /// What it says.
    pub message: String,
    /// Why.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// An answer that is on its way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, SourceError>> + Send + 'a>>;

/// Answers the core's questions. The program wires it to the fact engine; tests to rows in memory.
pub trait FactSource: Send + Sync {
    /// All measures of a dataset, for all groups.
    fn scan<'a>(&'a self, query: &'a FactQuery) -> Answer<'a, FactAnswer>;

    /// How one measure of one group came about.
    fn detail<'a>(&'a self, query: &'a DetailQuery) -> Answer<'a, FactDetail>;

    /// Rows.
    fn rows<'a>(&'a self, query: &'a RowQuery) -> Answer<'a, Vec<FactRow>>;
}
