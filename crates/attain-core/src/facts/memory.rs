//! Facts in memory: what every fact engine must answer, written to be obviously correct.
//!
//! Each query walks over all rows, one by one, and keeps nothing between queries. Tests use it in
//! place of the engine, and compare the engine with it, cell by cell.

mod aggregate;
mod row;
#[cfg(test)]
mod tests;

use super::{
    BatchDetail, Cell, Credit, DetailQuery, FactAnswer, FactDetail, FactQuery, FactRow, FactValue,
    Group, RowQuery, merge_days,
};
use crate::batch::{Batch, ImportedFile};
use crate::dataset::Dataset;
use crate::id::{BatchId, DatasetId};
use crate::measure::{Aggregate, Condition};
use crate::num::{Decimal, plain};
use jiff::civil::Date;
use row::{Row, is_true};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// Why facts in memory cannot answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MemoryError {
    /// A dataset that was not given.
    #[error("there is no dataset `{0}`")]
    UnknownDataset(DatasetId),
    /// A column that the dataset does not have.
    #[error("there is no column `{0}`")]
    UnknownColumn(String),
    /// A row that does not have a value for each column.
    #[error("row {row} has {found} values, dataset `{dataset}` has {expected} columns")]
    WrongWidth {
        /// The dataset.
        dataset: DatasetId,
        /// The row's number.
        row: u64,
        /// Its values.
        found: usize,
        /// The dataset's columns.
        expected: usize,
    },
    /// A value of another type than the measure was read for.
    #[error("`{0}` does not have the type it is used as")]
    WrongType(String),
    /// A value with more digits than are kept exactly.
    #[error("`{0}` has more digits than are kept exactly (28)")]
    TooLong(String),
}

/// A row as it was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryRow {
    /// The imported file, by its place in the batch.
    pub file: u32,
    /// Its number in the file.
    pub row: u64,
    /// A value for each column of the dataset, in order.
    pub values: Vec<FactValue>,
}

/// Datasets, batches and rows in memory.
///
/// ```
/// # use attain_core::dataset::{Column, ColumnKind, Covers, CsvFormat, Dataset, DatasetKind};
/// # use attain_core::text::Document;
/// # let span = Document::new("datasets.toml", "").span(0..0);
/// # let column = |name: &str, kind| Column { name: name.into(), header: None, kind,
/// #     required: true, min: None, max: None, one_of: vec![], unit: None, span: span.clone() };
/// # let dataset = Dataset { id: "sales".into(), title: String::new(),
/// #     kind: DatasetKind::Events, owner: Some("seller".into()), date: Some("sold_on".into()),
/// #     key: vec![], covers: Covers::Months, csv: CsvFormat::default(), span: span.clone(),
/// #     columns: vec![column("seller", ColumnKind::Text), column("sold_on", ColumnKind::Date),
/// #         column("amount", ColumnKind::Decimal { precision: 12, scale: 2 })] };
/// use attain_core::diag::Spanned;
/// use attain_core::facts::{Credit, FactQuery, FactValue, Group, MeasureQuery, MemoryFacts};
/// use attain_core::measure::{evaluate, parse_measure};
/// use jiff::civil::date;
///
/// let (first, last) = (date(2024, 1, 1), date(2024, 1, 31));
/// let sale = |seller: &str, day, amount: i64| {
///     vec![FactValue::Text(seller.into()), FactValue::Date(day), FactValue::Number(amount.into())]
/// };
/// let mut facts = MemoryFacts::new(vec![dataset.clone()]);
/// let rows = vec![sale("ann", date(2024, 1, 5), 30), sale("bob", date(2024, 1, 6), 12)];
/// facts.add_rows(&dataset.id, Some((first, last)), rows).unwrap();
///
/// let text = Spanned { value: "sum(amount)".to_owned(), span };
/// let measure = parse_measure(&text, &text.span, &dataset).unwrap();
/// let answer = facts.scan(&FactQuery {
///     dataset: dataset.id.clone(),
///     from: first,
///     to: last,
///     credits: vec![Credit { owner: "ann".into(), from: first, to: last, group: Group(1) }],
///     everything: Some(Group(0)),
///     measures: vec![MeasureQuery {
///         conditions: vec![],
///         aggregates: measure.aggregates.clone(),
///         dates: false,
///     }],
/// }).unwrap();
/// let value = |group| evaluate(&measure, &answer.cells[&(Group(group), 0)].values).unwrap();
/// assert_eq!(value(0).to_string(), "42");
/// assert_eq!(value(1).to_string(), "30");
/// assert_eq!(answer.uncredited, 1);
/// ```
#[derive(Debug, Clone, Default)]
pub struct MemoryFacts {
    datasets: Vec<Dataset>,
    /// In the order in which they were added.
    batches: Vec<(Batch, Vec<MemoryRow>)>,
}

impl MemoryFacts {
    /// No rows yet.
    #[must_use]
    pub fn new(datasets: Vec<Dataset>) -> Self {
        Self {
            datasets,
            batches: Vec::new(),
        }
    }

    /// Adds a batch with its rows.
    ///
    /// # Errors
    /// If its dataset is unknown, or a row does not have a value for each column.
    pub fn add(&mut self, batch: Batch, rows: Vec<MemoryRow>) -> Result<(), MemoryError> {
        let expected = self.dataset(&batch.dataset)?.columns.len();
        if let Some(row) = rows.iter().find(|row| row.values.len() != expected) {
            return Err(MemoryError::WrongWidth {
                dataset: batch.dataset,
                row: row.row,
                found: row.values.len(),
                expected,
            });
        }
        self.batches.push((batch, rows));
        Ok(())
    }

    /// Adds rows as a batch of their own, named by its number: `1`, `2`, … Returns its name.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_rows(
        &mut self,
        dataset: &DatasetId,
        covers: Option<(Date, Date)>,
        rows: Vec<Vec<FactValue>>,
    ) -> Result<BatchId, MemoryError> {
        let id = BatchId::from(self.batches.len().saturating_add(1).to_string());
        let numbered = (1u64..).zip(rows).map(|(row, values)| MemoryRow {
            file: 0,
            row,
            values,
        });
        let rows: Vec<MemoryRow> = numbered.collect();
        let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let file = ImportedFile {
            name: format!("{dataset}.csv"),
            bytes: 0,
            sha256: String::new(),
            rows: count,
        };
        let batch = Batch {
            id: id.clone(),
            dataset: dataset.clone(),
            path: String::new(),
            bytes: 0,
            sha256: String::new(),
            content_sha256: String::new(),
            rows: count,
            covers,
            files: vec![file],
            totals: Vec::new(),
        };
        self.add(batch, rows)?;
        Ok(id)
    }

    /// Takes a batch away, as if it had never been imported.
    pub fn retract(&mut self, id: &BatchId) {
        self.batches.retain(|(batch, _)| batch.id != *id);
    }

    /// Answers all measures of a dataset.
    ///
    /// # Errors
    /// If a column is unknown, or a value has too many digits.
    pub fn scan(&self, query: &FactQuery) -> Result<FactAnswer, MemoryError> {
        let dataset = self.dataset(&query.dataset)?;
        let mut groups: BTreeMap<Group, Vec<Row<'_>>> = BTreeMap::new();
        let mut answer = FactAnswer {
            covered: self.covered(&query.dataset),
            ..Default::default()
        };
        for (_, row) in self.rows_within(dataset, Some((query.from, query.to))) {
            let mut credited = groups_of(dataset, row, &query.credits)?;
            if credited.is_empty() {
                answer.uncredited = answer.uncredited.saturating_add(1);
            }
            credited.extend(query.everything);
            for group in credited {
                groups.entry(group).or_default().push(row);
            }
        }
        for (group, rows) in groups {
            for (index, measure) in query.measures.iter().enumerate() {
                let qualified = meeting(&rows, &measure.conditions)?;
                if qualified.is_empty() {
                    continue;
                }
                let mut cell = Cell {
                    rows: count(qualified.len()),
                    values: values(&qualified, &measure.aggregates)?,
                    dates: BTreeSet::new(),
                };
                if measure.dates {
                    cell.dates = qualified
                        .iter()
                        .filter_map(|row| day(dataset, *row))
                        .collect();
                }
                answer.cells.insert((group, index), cell);
            }
        }
        Ok(answer)
    }

    /// How one measure of one group came about, batch by batch.
    ///
    /// # Errors
    /// As [`scan`](Self::scan).
    pub fn detail(&self, query: &DetailQuery) -> Result<FactDetail, MemoryError> {
        let dataset = self.dataset(&query.dataset)?;
        let mut detail = FactDetail::default();
        for (batch, _) in self.batches_of(&query.dataset) {
            let mut rows = Vec::new();
            for (of, row) in self.rows_within(dataset, Some((query.from, query.to))) {
                if of.id == batch.id && is_credited(dataset, row, &query.credits)? {
                    rows.push(row);
                }
            }
            if rows.is_empty() {
                continue;
            }
            let mut left = rows.clone();
            let mut failed = Vec::with_capacity(query.conditions.len());
            for condition in &query.conditions {
                let passed = meeting(&left, std::slice::from_ref(condition))?;
                failed.push(count(left.len().saturating_sub(passed.len())));
                left = passed;
            }
            detail.batches.push(BatchDetail {
                batch: batch.id.clone(),
                files: batch.files.iter().map(|file| file.name.clone()).collect(),
                rows: count(rows.len()),
                qualified: count(left.len()),
                failed,
                values: values(&left, &query.aggregates)?,
            });
        }
        Ok(detail)
    }

    /// Rows, in the order of batch, file and row.
    ///
    /// # Errors
    /// As [`scan`](Self::scan).
    pub fn rows(&self, query: &RowQuery) -> Result<Vec<FactRow>, MemoryError> {
        let dataset = self.dataset(&query.dataset)?;
        let mut found = Vec::new();
        for (batch, row) in self.rows_within(dataset, query.days) {
            if !is_credited(dataset, row, &query.credits)?
                || meeting(&[row], &query.conditions)?.is_empty()
            {
                continue;
            }
            let values: Result<Vec<FactValue>, MemoryError> = query
                .columns
                .iter()
                .map(|scalar| row.value(scalar)?.into_fact())
                .collect();
            let (file, number) = (row.row.file, row.row.row);
            found.push(FactRow {
                batch: batch.id.clone(),
                file,
                row: number,
                values: values?,
            });
        }
        let Some((skip, most)) = query.page else {
            return Ok(found);
        };
        let size = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
        Ok(found
            .into_iter()
            .skip(size(skip))
            .take(size(most))
            .collect())
    }

    fn dataset(&self, id: &DatasetId) -> Result<&Dataset, MemoryError> {
        let found = self.datasets.iter().find(|dataset| dataset.id == *id);
        found.ok_or_else(|| MemoryError::UnknownDataset(id.clone()))
    }

    fn batches_of(&self, id: &DatasetId) -> impl Iterator<Item = &(Batch, Vec<MemoryRow>)> {
        self.batches
            .iter()
            .filter(move |(batch, _)| batch.dataset == *id)
    }

    fn covered(&self, id: &DatasetId) -> Vec<(Date, Date)> {
        merge_days(self.batches_of(id).filter_map(|(batch, _)| batch.covers))
    }

    /// The rows of some days, in the order of batch, file and row. A dataset without a date column
    /// has no days; its rows are there on all.
    fn rows_within<'a>(
        &'a self,
        dataset: &'a Dataset,
        days: Option<(Date, Date)>,
    ) -> Vec<(&'a Batch, Row<'a>)> {
        let mut found = Vec::new();
        for (batch, rows) in self.batches_of(&dataset.id) {
            let mut rows: Vec<&MemoryRow> = rows.iter().collect();
            rows.sort_by_key(|row| (row.file, row.row));
            for row in rows.into_iter().map(|row| Row {
                columns: &dataset.columns,
                row,
            }) {
                let within = match (days, &dataset.date) {
                    (Some((from, to)), Some(_)) => {
                        day(dataset, row).is_some_and(|day| from <= day && day <= to)
                    }
                    _ => true,
                };
                if within {
                    found.push((batch, row));
                }
            }
        }
        found
    }
}

fn day(dataset: &Dataset, row: Row<'_>) -> Option<Date> {
    match row.column(dataset.date.as_deref()?) {
        Some(FactValue::Date(day)) => Some(*day),
        _ => None,
    }
}

/// The groups that a row is credited to. Credits are of days: without a day there is none.
fn groups_of(
    dataset: &Dataset,
    row: Row<'_>,
    credits: &[Credit],
) -> Result<BTreeSet<Group>, MemoryError> {
    let (Some(owner), Some(day)) = (owner(dataset, row)?, day(dataset, row)) else {
        return Ok(BTreeSet::new());
    };
    let credited = credits
        .iter()
        .filter(|credit| credit.owner == owner && credit.from <= day && day <= credit.to);
    Ok(credited.map(|credit| credit.group).collect())
}

/// The owner as text, as people write keys.
fn owner(dataset: &Dataset, row: Row<'_>) -> Result<Option<String>, MemoryError> {
    let Some(name) = dataset.owner.as_deref() else {
        return Ok(None);
    };
    match row.column(name) {
        Some(FactValue::Text(owner)) => Ok(Some(owner.clone())),
        Some(FactValue::Number(owner)) => Ok(Some(plain(*owner))),
        Some(FactValue::Missing) => Ok(None),
        Some(_) => Err(MemoryError::WrongType(name.to_owned())),
        None => Err(MemoryError::UnknownColumn(name.to_owned())),
    }
}

/// Whether a row is credited to anybody; without credits every row is meant.
fn is_credited(dataset: &Dataset, row: Row<'_>, credits: &[Credit]) -> Result<bool, MemoryError> {
    Ok(credits.is_empty() || !groups_of(dataset, row, credits)?.is_empty())
}

/// The rows that meet all conditions.
fn meeting<'a>(rows: &[Row<'a>], conditions: &[Condition]) -> Result<Vec<Row<'a>>, MemoryError> {
    let mut met = Vec::new();
    'rows: for row in rows {
        for condition in conditions {
            if !is_true(row.test(&condition.test)?) {
                continue 'rows;
            }
        }
        met.push(*row);
    }
    Ok(met)
}

/// The value of each aggregate over rows that qualify.
fn values(rows: &[Row<'_>], aggregates: &[Aggregate]) -> Result<Vec<Option<Decimal>>, MemoryError> {
    let value = |aggregate: &Aggregate| {
        let rows = meeting(rows, &aggregate.filter)?;
        aggregate::compute(aggregate, &rows)
    };
    aggregates.iter().map(value).collect()
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}
