//! Scans: the core's queries, answered from the Parquet files of batches.

mod aggregate;
mod answer;
mod credits;
mod dense;
mod expression;
mod query;
mod table;
mod verified;
mod words;

use crate::FactsError;
use attain_core::batch::Batch;
use attain_core::dataset::Dataset;
use attain_core::facts::{DetailQuery, FactAnswer, FactDetail, FactQuery, FactRow, RowQuery};
use datafusion::arrow::array::RecordBatch;
use std::path::PathBuf;

/// How scans run. None of this changes an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanOptions {
    /// How many parts are worked on at once.
    pub partitions: usize,
    /// Rows that are worked on at a time.
    pub batch_size: usize,
    /// Bytes of memory that a scan may take; `None`: no limit.
    pub memory_limit: Option<usize>,
    /// Who computes.
    pub path: ScanPath,
    /// Whether what was counted is kept in the facts folder, so that a later scan of the same
    /// question costs what is new.
    pub keep_states: bool,
}

/// Who computes a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ScanPath {
    /// Our own operator what it can and where it is cheaper, DataFusion the rest.
    #[default]
    Chosen,
    /// DataFusion, all of it.
    DataFusion,
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self {
            partitions: 2,
            batch_size: 8_192,
            memory_limit: None,
            path: ScanPath::Chosen,
            keep_states: false,
        }
    }
}

/// The facts of committed batches.
#[derive(Debug)]
pub struct Facts {
    root: PathBuf,
    batches: Vec<Batch>,
    datasets: Vec<Dataset>,
    options: ScanOptions,
}

impl Facts {
    /// The facts of these batches, whose files are in the folder `root`. The files are read, and
    /// compared with their records, when the first query needs them.
    ///
    /// # Errors
    /// If a batch belongs to none of the datasets.
    pub fn open(
        root: impl Into<PathBuf>,
        batches: Vec<Batch>,
        datasets: Vec<Dataset>,
        options: ScanOptions,
    ) -> Result<Self, FactsError> {
        let known = |batch: &&Batch| !datasets.iter().any(|dataset| dataset.id == batch.dataset);
        if let Some(batch) = batches.iter().find(known) {
            return Err(FactsError::UnknownDataset(batch.dataset.clone()));
        }
        Ok(Self {
            root: root.into(),
            batches,
            datasets,
            options,
        })
    }

    /// Answers all measures of a dataset in one scan.
    ///
    /// # Errors
    /// If a file is damaged, a value has too many digits, or the engine fails.
    pub async fn scan(&self, query: &FactQuery) -> Result<FactAnswer, FactsError> {
        self.run_scan(query).await
    }

    /// The answer of a [`scan`](Self::scan) as columns, for answers too large to be looked up
    /// cell by cell: `_group`, then `_a0`, `_a1`, … the rows of each distinct filter and the value
    /// of each distinct accumulator. `None` if DataFusion has to compute a part of it.
    ///
    /// # Errors
    /// As [`scan`](Self::scan).
    pub async fn scan_columns(
        &self,
        query: &FactQuery,
    ) -> Result<Option<Vec<RecordBatch>>, FactsError> {
        self.run_columns(query).await
    }

    /// Who computes a scan, and what of it, in a line.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn chosen(&self, query: &FactQuery) -> Result<String, FactsError> {
        self.describe_choice(query)
    }

    /// How one measure of one group came about, batch by batch.
    ///
    /// # Errors
    /// As [`scan`](Self::scan).
    pub async fn detail(&self, query: &DetailQuery) -> Result<FactDetail, FactsError> {
        self.run_detail(query).await
    }

    /// Rows, in the order of batch, file and row.
    ///
    /// # Errors
    /// As [`scan`](Self::scan).
    pub async fn rows(&self, query: &RowQuery) -> Result<Vec<FactRow>, FactsError> {
        self.run_rows(query).await
    }
}
