//! Why the facts could not do their work. What is wrong with the *user's* files is a
//! [`Refusal`](crate::import::Refusal), never one of these.

use attain_core::id::{BatchId, DatasetId};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The program could not do its work.
#[derive(Debug, Error)]
pub enum FactsError {
    /// The operating system refused.
    #[error("cannot {action} `{}`", path.display())]
    File {
        /// What was tried: `read`, `write`.
        action: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A query names a dataset that was not given to [`Facts::open`](crate::Facts::open).
    #[error("dataset `{0}` is not known")]
    UnknownDataset(DatasetId),
    /// A query names a column that the dataset does not have.
    #[error("dataset `{dataset}` has no column `{column}`")]
    UnknownColumn {
        /// The dataset.
        dataset: DatasetId,
        /// The column.
        column: String,
    },
    /// A batch's file is not what its record says.
    #[error("batch `{batch}` is damaged: `{}` {reason}", path.display())]
    Damaged {
        /// The batch.
        batch: BatchId,
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A value of a measure has more digits than can be kept exactly.
    #[error("measure {measure} of `{dataset}`: `{text}` has more digits than can be kept exactly")]
    Overflow {
        /// The dataset.
        dataset: DatasetId,
        /// The measure, by its index in the query.
        measure: usize,
        /// The aggregate, by its index in the measure.
        aggregate: usize,
        /// The aggregate, in words.
        text: String,
    },
    /// The nodes of a query do not fit together; a checked measure has no such nodes.
    #[error("the query does not fit together: {0}")]
    Query(String),
    /// Rows were lost on the way: never reported as fewer rows.
    #[error("{read} rows were read, but {accepted} accepted and {rejected} rejected")]
    RowsLost {
        /// Rows in the files.
        read: u64,
        /// Rows that were accepted.
        accepted: u64,
        /// Rows that were rejected.
        rejected: u64,
    },
    /// A column does not add up to the same before and after it was written.
    #[error(
        "`{column}` of the accepted rows adds up to {accepted}, but to {} in the file",
        found.map_or("nothing".to_owned(), |found| found.to_string())
    )]
    SumsDiffer {
        /// The column.
        column: String,
        /// The sum of what was accepted.
        accepted: attain_core::num::Decimal,
        /// The sum of what is in the file.
        found: Option<attain_core::num::Decimal>,
    },
    /// Parquet, Arrow or DataFusion failed.
    #[error("the facts could not be {action}")]
    Engine {
        /// What was tried: `computed`, `written`.
        action: &'static str,
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl FactsError {
    /// An error of the file system, with what was tried.
    pub(crate) fn file(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File {
            action,
            path,
            source,
        }
    }

    /// An error of Parquet, Arrow or DataFusion, with what was tried.
    pub(crate) fn engine<E>(action: &'static str) -> impl FnOnce(E) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        move |source| Self::Engine {
            action,
            source: source.into(),
        }
    }
}
