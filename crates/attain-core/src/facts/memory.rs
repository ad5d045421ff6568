//! Facts in memory: the reference for what queries mean.
//!
//! It is slow and obvious: every query goes over every row, numbers are exact rationals, and tests
//! have three values as in SQL. Tests of the calculation use it, and the engine over files is
//! compared with it cell by cell.
//!
//! ```
//! use attain_core::dataset::{Column, ColumnKind, Dataset};
//! use attain_core::diag::Span;
//! use attain_core::facts::{FactValue, RowQuery, memory::{MemoryBatch, MemoryFacts}};
//! let span = Span::new(&"model/datasets.toml".into(), 0..0);
//! let mut dataset = Dataset::events("visits", &span);
//! let [city, day] = ["city", "day"].map(|name| Column::new(name, &span));
//! dataset.columns = vec![city, Column { kind: ColumnKind::Date, ..day }];
//! dataset.date = Some("day".to_owned());
//! let mut facts = MemoryFacts::new([dataset]);
//! let mut batch = MemoryBatch::new("1", "visits");
//! batch.push([FactValue::Text("Moscow".into()), FactValue::Date(jiff::civil::date(2024, 1, 2))]);
//! facts.add(batch);
//! let query = RowQuery {
//!     dataset: "visits".into(), days: None, conditions: vec![], credits: vec![],
//!     columns: vec![], page: None,
//! };
//! assert_eq!(facts.rows(&query).unwrap()[0].row, 1);
//! ```

mod aggregate;
mod row;

#[cfg(test)]
mod tests;

use super::{
    BatchDetail, Cell, Credit, DetailQuery, FactAnswer, FactDetail, FactQuery, FactRow, FactValue,
    Group, MeasureQuery, RowQuery, merge_stretches,
};
use crate::dataset::Dataset;
use crate::id::{BatchId, DatasetId};
use crate::measure::Condition;
use jiff::civil::Date;
use row::Row;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// A query that cannot be answered: a mistake of the program that asks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MemoryFactsError {
    /// The dataset is not there.
    #[error("there is no dataset `{0}`")]
    UnknownDataset(DatasetId),
    /// A row or query names a column that is not there, or a row has too few values.
    #[error("dataset `{dataset}` has no column `{column}`, or a row has no value for it")]
    UnknownColumn {
        /// The dataset.
        dataset: DatasetId,
        /// The column.
        column: String,
    },
    /// A value is not of the type that the query takes it for.
    #[error("a value is not a {expected}: {found:?}")]
    WrongType {
        /// What was expected.
        expected: &'static str,
        /// What was found.
        found: FactValue,
    },
    /// A number has more than 28 digits.
    #[error("a number has more than 28 digits")]
    TooManyDigits,
}

/// Datasets and their batches, in the order in which they were added.
#[derive(Debug, Clone, Default)]
pub struct MemoryFacts {
    datasets: BTreeMap<DatasetId, Dataset>,
    batches: Vec<MemoryBatch>,
}

/// An import in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryBatch {
    /// Its name.
    pub id: BatchId,
    /// The dataset it belongs to.
    pub dataset: DatasetId,
    /// The days that it covers.
    pub covers: Option<(Date, Date)>,
    /// The names of its files.
    pub files: Vec<String>,
    /// Its rows, in the order of file and line.
    pub rows: Vec<MemoryRow>,
}

/// A row in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryRow {
    /// The file, by its place in the batch.
    pub file: u32,
    /// Its number in the file; the first is 1.
    pub row: u64,
    /// The values, in the order of the dataset's columns.
    pub values: Vec<FactValue>,
}

impl MemoryBatch {
    /// A batch without rows that covers nothing.
    #[must_use]
    pub fn new(id: impl Into<BatchId>, dataset: impl Into<DatasetId>) -> Self {
        Self {
            id: id.into(),
            dataset: dataset.into(),
            covers: None,
            files: vec!["memory.csv".to_owned()],
            rows: Vec::new(),
        }
    }

    /// Adds a row to its first file.
    pub fn push(&mut self, values: impl IntoIterator<Item = FactValue>) {
        let row = self
            .rows
            .last()
            .map_or(1, |last| last.row.saturating_add(1));
        self.rows.push(MemoryRow {
            file: 0,
            row,
            values: values.into_iter().collect(),
        });
    }
}

impl MemoryFacts {
    /// Datasets without facts.
    #[must_use]
    pub fn new(datasets: impl IntoIterator<Item = Dataset>) -> Self {
        Self {
            datasets: datasets
                .into_iter()
                .map(|dataset| (dataset.id.clone(), dataset))
                .collect(),
            batches: Vec::new(),
        }
    }

    /// Adds a batch after those that are there.
    pub fn add(&mut self, batch: MemoryBatch) {
        self.batches.push(batch);
    }

    /// The days that the batches of a dataset cover.
    #[must_use]
    pub fn covered(&self, dataset: &DatasetId) -> Vec<(Date, Date)> {
        let batches = self.batches.iter();
        merge_stretches(
            batches
                .filter(|batch| batch.dataset == *dataset)
                .filter_map(|batch| batch.covers),
        )
    }

    /// Answers a [`FactQuery`].
    ///
    /// # Errors
    /// If the query does not fit the dataset.
    pub fn answer(&self, query: &FactQuery) -> Result<FactAnswer, MemoryFactsError> {
        let mut answer = FactAnswer {
            covered: self.covered(&query.dataset),
            ..FactAnswer::default()
        };
        let mut groups: BTreeMap<Group, Vec<Row<'_>>> = BTreeMap::new();
        for row in self.rows_of(&query.dataset, Some((query.from, query.to)))? {
            let column = query.credited_by.as_ref();
            let credited = credited(&row, column, &query.credits)?;
            let is_known = match row.owner(column)? {
                Some(owner) => query.known.contains(&owner),
                None => column.is_some(),
            };
            if credited.is_empty() && !is_known {
                answer.uncredited = answer.uncredited.saturating_add(1);
            }
            for group in credited.into_iter().chain(query.everything) {
                groups.entry(group).or_default().push(row);
            }
        }
        for (group, rows) in groups {
            for (index, measure) in query.measures.iter().enumerate() {
                if let Some(cell) = cell(&rows, measure)? {
                    answer.cells.insert((group, index), cell);
                }
            }
        }
        Ok(answer)
    }

    /// Answers a [`DetailQuery`]; batches without rows of the group are left out.
    ///
    /// # Errors
    /// If the query does not fit the dataset.
    pub fn detail(&self, query: &DetailQuery) -> Result<FactDetail, MemoryFactsError> {
        let mut rows = Vec::new();
        for row in self.rows_of(&query.dataset, Some((query.from, query.to)))? {
            if is_whose(&row, query.credited_by.as_ref(), &query.credits)? {
                rows.push(row);
            }
        }
        let mut detail = FactDetail::default();
        for batch in self
            .batches
            .iter()
            .filter(|batch| batch.dataset == query.dataset)
        {
            let of_batch: Vec<Row<'_>> = rows
                .iter()
                .copied()
                .filter(|row| std::ptr::eq(row.batch, batch))
                .collect();
            if !of_batch.is_empty() {
                detail.batches.push(batch_detail(batch, &of_batch, query)?);
            }
        }
        Ok(detail)
    }

    /// Answers a [`RowQuery`].
    ///
    /// # Errors
    /// If the query does not fit the dataset.
    pub fn rows(&self, query: &RowQuery) -> Result<Vec<FactRow>, MemoryFactsError> {
        let mut found = Vec::new();
        for row in self.rows_of(&query.dataset, query.days)? {
            if row.meets(&query.conditions)? && is_whose(&row, None, &query.credits)? {
                let values = query.columns.iter().map(|scalar| row.value(scalar));
                found.push(FactRow {
                    batch: row.batch.id.clone(),
                    file: row.row.file,
                    row: row.row.row,
                    values: values.collect::<Result<_, _>>()?,
                });
            }
        }
        let (skip, most) = query.page.unwrap_or((0, u64::MAX));
        let size = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
        Ok(found
            .into_iter()
            .skip(size(skip))
            .take(size(most))
            .collect())
    }

    /// The rows of a dataset on some days, in the order of batch, file and line. A row without a
    /// day is on none; where the dataset has no date, all rows are meant.
    fn rows_of(
        &self,
        id: &DatasetId,
        days: Option<(Date, Date)>,
    ) -> Result<Vec<Row<'_>>, MemoryFactsError> {
        let dataset = self
            .datasets
            .get(id)
            .ok_or_else(|| MemoryFactsError::UnknownDataset(id.clone()))?;
        let mut found = Vec::new();
        for batch in self.batches.iter().filter(|batch| batch.dataset == *id) {
            let mut rows: Vec<&MemoryRow> = batch.rows.iter().collect();
            rows.sort_by_key(|row| (row.file, row.row));
            for row in rows {
                let row = Row {
                    dataset,
                    batch,
                    row,
                };
                let day = row.day()?;
                let within = match (days, &dataset.date) {
                    (Some((from, to)), Some(_)) => day.is_some_and(|day| from <= day && day <= to),
                    _ => true,
                };
                if within {
                    found.push(row);
                }
            }
        }
        Ok(found)
    }
}

/// The groups that a row is credited to.
fn credited(
    row: &Row<'_>,
    column: Option<&String>,
    credits: &[Credit],
) -> Result<BTreeSet<Group>, MemoryFactsError> {
    let (Some(owner), Some(day)) = (row.owner(column)?, row.day()?) else {
        return Ok(BTreeSet::new());
    };
    Ok(credits
        .iter()
        .filter(|credit| credit.owner == owner && credit.from <= day && day <= credit.to)
        .map(|credit| credit.group)
        .collect())
}

/// Whether a row is credited to anybody of these; without credits, every row is meant.
fn is_whose(
    row: &Row<'_>,
    column: Option<&String>,
    credits: &[Credit],
) -> Result<bool, MemoryFactsError> {
    Ok(credits.is_empty() || !credited(row, column, credits)?.is_empty())
}

/// The rows that meet all conditions.
fn qualified<'a>(
    rows: &[Row<'a>],
    conditions: &[Condition],
) -> Result<Vec<Row<'a>>, MemoryFactsError> {
    let mut kept = Vec::new();
    for row in rows {
        if row.meets(conditions)? {
            kept.push(*row);
        }
    }
    Ok(kept)
}

/// `None`: no row qualifies.
fn cell(rows: &[Row<'_>], measure: &MeasureQuery) -> Result<Option<Cell>, MemoryFactsError> {
    let rows = qualified(rows, &measure.conditions)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut dates = BTreeSet::new();
    if measure.dates {
        for row in &rows {
            dates.extend(row.day()?);
        }
    }
    let values = measure
        .aggregates
        .iter()
        .map(|of| aggregate::value(of, &rows));
    Ok(Some(Cell {
        rows: aggregate::count(rows.len()),
        values: values.collect::<Result<_, _>>()?,
        dates,
    }))
}

fn batch_detail(
    batch: &MemoryBatch,
    rows: &[Row<'_>],
    query: &DetailQuery,
) -> Result<BatchDetail, MemoryFactsError> {
    let mut left = rows.to_vec();
    let mut failed = Vec::with_capacity(query.conditions.len());
    for condition in &query.conditions {
        let kept = qualified(&left, std::slice::from_ref(condition))?;
        failed.push(aggregate::count(left.len().saturating_sub(kept.len())));
        left = kept;
    }
    let values = query
        .aggregates
        .iter()
        .map(|of| aggregate::value(of, &left));
    Ok(BatchDetail {
        batch: batch.id.clone(),
        files: batch.files.clone(),
        rows: aggregate::count(rows.len()),
        qualified: aggregate::count(left.len()),
        failed,
        values: values.collect::<Result<_, _>>()?,
    })
}
