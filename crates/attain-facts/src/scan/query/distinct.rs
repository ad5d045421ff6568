//! Different values.

use super::{Aggregates, Credits, Facts, GROUP, Opened, Problem, answer, called, name, verified};
use crate::FactsError;
use attain_core::facts::{FactAnswer, FactQuery, Group};
use attain_core::measure::{AggregateFunction, Condition, Scalar};

impl Facts {
    /// Counts different values, each aggregate by itself: the values of a group are found first
    /// and counted then. (All at once, DataFusion keeps a set for every group and aggregate.)
    pub(super) async fn run_distinct(
        &self,
        opened: &Opened<'_>,
        query: &FactQuery,
        answer: &mut FactAnswer,
    ) -> Result<(), FactsError> {
        for (number, measure) in query.measures.iter().enumerate() {
            for (place, aggregate) in measure.aggregates.iter().enumerate() {
                let AggregateFunction::CountDistinct(value) = &aggregate.function else {
                    continue;
                };
                verified::verify(&self.root, &opened.batches)?;
                let conditions = [&measure.conditions[..], &aggregate.filter[..]].concat();
                for (group, count) in opened.distinct(query, &conditions, value).await? {
                    let cell = answer.cells.get_mut(&(Group(group), number));
                    if let Some(found) = cell.and_then(|cell| cell.values.get_mut(place)) {
                        *found = Some(count.into());
                    }
                }
            }
        }
        Ok(())
    }
}

impl Opened<'_> {
    /// How many different values each group has on the rows that meet all conditions.
    async fn distinct(
        &self,
        query: &FactQuery,
        conditions: &[Condition],
        value: &Scalar,
    ) -> Result<Vec<(u32, u64)>, FactsError> {
        const VALUE: &str = "_value";
        let failed = FactsError::engine;
        let typed = self.columns.narrowing(|columns| columns.scalar(value));
        let column = typed.map_err(Problem::error)?.expr.alias(VALUE);
        let credits = Credits::by_group(query);
        let (days, by) = (Some((query.from, query.to)), query.credited_by.as_ref());
        let rows = self.credited(days, conditions, vec![column], by, Some(credits))?;
        let counts = name(GROUP).is_not_null().and(name(VALUE).is_not_null());
        let values = rows
            .filter(counts)
            .and_then(|rows| rows.aggregate(vec![name(GROUP), name(VALUE)], vec![]))
            .map_err(failed("computed"))?;
        let mut count = Aggregates::default();
        let place = count.rows(None);
        let mut found = Vec::new();
        for batch in self.grouped(values, GROUP, count.calls).await? {
            let groups = answer::column(&batch, GROUP)?;
            for row in 0..batch.num_rows() {
                let count = answer::count(called(&batch, place)?, row)?;
                found.extend(answer::index(groups, row)?.map(|group| (group, count)));
            }
        }
        Ok(found)
    }
}
