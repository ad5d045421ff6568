//! What our own operator computes.

use super::{Credits, Facts, Opened, Own, ScanPlan, verified};
use crate::FactsError;
use crate::scan::dense::{Choice, Question, choose};
use attain_core::batch::Batch;
use attain_core::facts::FactQuery;
use datafusion::arrow::array::RecordBatch;

impl Facts {
    fn choose(&self, opened: &Opened<'_>, query: &FactQuery) -> Result<Choice, FactsError> {
        let credits = Credits::by_group(query);
        choose(&Question {
            root: &self.root,
            dataset: opened.dataset,
            batches: &opened.batches,
            columns: &opened.columns,
            schema: opened.table.schema(),
            context: &opened.context,
            query,
            credits: &credits,
            options: &self.options,
        })
    }

    pub(in super::super) fn describe_choice(
        &self,
        query: &FactQuery,
    ) -> Result<String, FactsError> {
        let opened = self.unverified_table(&query.dataset)?;
        Ok(match self.choose(&opened, query)? {
            Choice::Own(dense) => format!(
                "{}; {} of {} measures, from {} of {} batches",
                dense.plan(),
                dense.measures.len(),
                query.measures.len(),
                dense.read.len(),
                opened.batches.len()
            ),
            Choice::DataFusion(reason) => format!("DataFusion: {reason}"),
        })
    }

    /// What our own operator computes of a query; `None`: nothing.
    pub(super) async fn run_own<'a>(
        &self,
        opened: &'a Opened<'a>,
        query: &'a FactQuery,
    ) -> Result<Option<Own<'a>>, FactsError> {
        let Choice::Own(dense) = self.choose(opened, query)? else {
            return Ok(None);
        };
        let read = opened.batches.iter().enumerate();
        let read: Vec<&Batch> = read
            .filter(|(place, _)| dense.read.contains(place))
            .map(|(_, batch)| *batch)
            .collect();
        verified::verify(&self.root, &read)?;
        match dense.collect(&opened.context).await {
            Ok(batches) => Ok(Some(Own {
                plan: ScanPlan::own(opened, query, &dense),
                left: dense.others,
                batches,
            })),
            Err(_) if dense.found_too_wide() => Ok(None),
            Err(error) => Err(FactsError::engine("computed")(error)),
        }
    }

    /// The answer of a scan as columns, as our own operator computes it: the group, then for each
    /// measure its rows and its values. For answers too large to be looked up cell by cell.
    pub(in super::super) async fn run_columns(
        &self,
        query: &FactQuery,
    ) -> Result<Option<Vec<RecordBatch>>, FactsError> {
        let opened = self.unverified_table(&query.dataset)?;
        let own = self.run_own(&opened, query).await?;
        let whole = |own: &Own<'_>| own.left.is_empty() && !own.plan.has_distinct();
        Ok(own.filter(whole).map(|own| own.batches))
    }
}
