//! How one measure of one group came about.

use super::{Aggregates, BATCH, Opened, Problem, answer, called};
use crate::FactsError;
use attain_core::facts::{BatchDetail, DetailQuery};
use datafusion::arrow::array::RecordBatch;

/// Where the parts of a [`DetailQuery`] are in the answer.
pub(super) struct DetailPlan<'a> {
    query: &'a DetailQuery,
    pub(super) aggregates: Aggregates,
    rows: usize,
    /// Rows that meet the first condition, the first two, and so on.
    passed: Vec<usize>,
    values: Vec<Option<usize>>,
}

impl<'a> DetailPlan<'a> {
    pub(super) fn new(opened: &Opened<'_>, query: &'a DetailQuery) -> Result<Self, FactsError> {
        let mut aggregates = Aggregates::default();
        let columns = &opened.columns;
        let rows = aggregates.rows(None);
        let mut passed = Vec::with_capacity(query.conditions.len());
        for count in 1..=query.conditions.len() {
            let first = query.conditions.get(..count).unwrap_or(&[]);
            let filter = columns
                .narrowing(|columns| aggregates.conditions(columns, first))
                .map_err(Problem::error)?;
            passed.push(aggregates.rows(filter.as_ref()));
        }
        let filter = columns
            .narrowing(|columns| aggregates.conditions(columns, &query.conditions))
            .map_err(Problem::error)?;
        let digits = opened.digits_of_count();
        let mut values = Vec::with_capacity(query.aggregates.len());
        for (index, aggregate) in query.aggregates.iter().enumerate() {
            let place = columns
                .narrowing(|columns| {
                    aggregates.aggregate(columns, aggregate, filter.as_ref(), digits)
                })
                .map_err(opened.problem(0, index, aggregate))?;
            values.push(Some(place));
        }
        Ok(Self {
            query,
            aggregates,
            rows,
            passed,
            values,
        })
    }

    pub(super) fn read(
        &self,
        opened: &Opened<'_>,
        batch: &RecordBatch,
        found: &mut Vec<(Option<u32>, BatchDetail)>,
    ) -> Result<(), FactsError> {
        let batches = answer::column(batch, BATCH)?;
        for row in 0..batch.num_rows() {
            let count = |place: usize| answer::count(called(batch, place)?, row);
            let index = answer::index(batches, row)?;
            let of = opened.batch(index)?;
            let rows = count(self.rows)?;
            let mut qualified = rows;
            let mut failed = Vec::with_capacity(self.passed.len());
            for place in &self.passed {
                let passed = count(*place)?;
                failed.push(qualified.saturating_sub(passed));
                qualified = passed;
            }
            let detail = BatchDetail {
                batch: of.id.clone(),
                files: of.files.iter().map(|file| file.name.clone()).collect(),
                rows,
                qualified,
                failed,
                values: opened.values(batch, row, &self.query.aggregates, &self.values, 0)?,
            };
            found.push((index, detail));
        }
        Ok(())
    }
}
