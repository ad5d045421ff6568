//! The one place where the fact engine meets the use-cases.

use attain_app::source::Answer;
use attain_app::{FactSource, SourceError};
use attain_core::facts::{DetailQuery, FactAnswer, FactDetail, FactQuery, FactRow, RowQuery};
use attain_facts::{Facts, FactsError};

/// The fact engine as the use-cases see it.
#[derive(Debug)]
pub(crate) struct Engine(pub(crate) Facts);

fn source_error(error: FactsError) -> SourceError {
    SourceError {
        message: "the fact engine failed".to_owned(),
        source: Some(Box::new(error)),
    }
}

impl FactSource for Engine {
    fn scan<'a>(&'a self, query: &'a FactQuery) -> Answer<'a, FactAnswer> {
        Box::pin(async move { self.0.scan(query).await.map_err(source_error) })
    }

    fn detail<'a>(&'a self, query: &'a DetailQuery) -> Answer<'a, FactDetail> {
        Box::pin(async move { self.0.detail(query).await.map_err(source_error) })
    }

    fn rows<'a>(&'a self, query: &'a RowQuery) -> Answer<'a, Vec<FactRow>> {
        Box::pin(async move { self.0.rows(query).await.map_err(source_error) })
    }
}
