//! The plans of the three queries.
//!
//! ```text
//! scan of the batches' files
//!   filter by day
//!     projection: conditions and values of all measures, each once a row
//!       crediting: a row for each group
//!         aggregate by group
//! ```

mod detail;
mod distinct;
mod own;

use self::detail::DetailPlan;
use super::aggregate::{Aggregates, digits_of};
use super::credits::{Credited, Credits, DAY, GROUP, OWNER};
use super::dense::{Dense, Wanted};
use super::expression::{Columns, Problem};
use super::table::{BATCH, FactTable};
use super::{Facts, answer, verified};
use crate::FactsError;
use crate::batch_file::{FILE, ROW, days_since_epoch};
use attain_core::batch::Batch;
use attain_core::dataset::Dataset;
use attain_core::facts::{
    Cell, DetailQuery, FactAnswer, FactDetail, FactQuery, FactRow, Group, RowQuery, merge_stretches,
};
use attain_core::id::DatasetId;
use attain_core::measure::{Aggregate, AggregateFunction, Condition};
use attain_core::num::Decimal;
use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::datatypes::DataType;
use datafusion::catalog::TableProvider;
use datafusion::common::{Column, ScalarValue};
use datafusion::dataframe::DataFrame;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::{Expr, cast, lit};
use datafusion::prelude::{SessionConfig, SessionContext};
use jiff::civil::Date;
use std::sync::Arc;

/// A dataset ready to be queried.
struct Opened<'a> {
    dataset: &'a Dataset,
    batches: Vec<&'a Batch>,
    columns: Columns,
    context: SessionContext,
    table: Arc<dyn TableProvider>,
}

impl Facts {
    fn dataset(&self, id: &DatasetId) -> Result<&Dataset, FactsError> {
        let found = self.datasets.iter().find(|dataset| dataset.id == *id);
        found.ok_or_else(|| FactsError::UnknownDataset(id.clone()))
    }

    fn of(&self, id: &DatasetId) -> Vec<&Batch> {
        let batches = self.batches.iter();
        batches.filter(|batch| batch.dataset == *id).collect()
    }

    /// Compares the files with their records, and makes a table of them.
    fn table(&self, id: &DatasetId) -> Result<Opened<'_>, FactsError> {
        verified::verify(&self.root, &self.of(id))?;
        self.unverified_table(id)
    }

    /// A table of files, of which only the footers were read.
    fn unverified_table(&self, id: &DatasetId) -> Result<Opened<'_>, FactsError> {
        let dataset = self.dataset(id)?;
        let batches = self.of(id);
        let table = FactTable::open(&self.root, dataset, &batches);
        if table.is_err() {
            // What is wrong with a damaged file is that it is damaged.
            verified::verify(&self.root, &batches)?;
        }
        let table = Arc::new(table?);
        let fields = table.schema().fields().clone();
        let columns = fields
            .iter()
            .map(|field| (field.name().clone(), field.data_type().clone()))
            .collect();
        Ok(Opened {
            dataset,
            batches,
            columns: Columns::new(columns),
            context: self.context()?,
            table,
        })
    }

    fn context(&self) -> Result<SessionContext, FactsError> {
        let config = SessionConfig::new()
            .with_target_partitions(self.options.partitions.max(1))
            .with_batch_size(self.options.batch_size.max(1))
            // `is true` is never null to the logical planner and may be to the physical one, which
            // the check between the two takes for a bug.
            .set_bool(
                "datafusion.execution.skip_physical_aggregate_schema_check",
                true,
            );
        let mut runtime = RuntimeEnvBuilder::new();
        if let Some(bytes) = self.options.memory_limit {
            runtime = runtime.with_memory_limit(bytes, 1.0);
        }
        let runtime = runtime
            .build_arc()
            .map_err(FactsError::engine("computed"))?;
        Ok(SessionContext::new_with_config_rt(config, runtime))
    }

    pub(super) async fn run_scan(&self, query: &FactQuery) -> Result<FactAnswer, FactsError> {
        let mut answer = FactAnswer {
            covered: covered(&self.of(&query.dataset)),
            ..FactAnswer::default()
        };
        let opened = self.unverified_table(&query.dataset)?;
        if opened.batches.is_empty() {
            return Ok(answer);
        }
        let everything: Vec<usize> = (0..query.measures.len()).collect();
        let left = match self.run_own(&opened, query).await? {
            Some(own) => {
                for batch in &own.batches {
                    own.plan.read(batch, &mut answer)?;
                }
                own.left
            }
            None => everything,
        };
        if !left.is_empty() {
            self.run_left(&opened, query, &left, &mut answer).await?;
        }
        self.run_distinct(&opened, query, &mut answer).await?;
        Ok(answer)
    }

    /// What DataFusion computes of a query.
    async fn run_left(
        &self,
        opened: &Opened<'_>,
        query: &FactQuery,
        left: &[usize],
        answer: &mut FactAnswer,
    ) -> Result<(), FactsError> {
        verified::verify(&self.root, &opened.batches)?;
        let mut plan = ScanPlan::new(opened, query, left)?;
        let columns = std::mem::take(&mut plan.aggregates.columns);
        let credits = Credits::by_group(query);
        let by = query.credited_by.as_ref();
        let days = Some((query.from, query.to));
        let rows = opened.credited(days, &[], columns, by, Some(credits))?;
        let calls = std::mem::take(&mut plan.aggregates.calls);
        for batch in opened.grouped(rows, GROUP, calls).await? {
            plan.read(&batch, answer)?;
        }
        Ok(())
    }

    pub(super) async fn run_detail(&self, query: &DetailQuery) -> Result<FactDetail, FactsError> {
        let opened = self.table(&query.dataset)?;
        if opened.batches.is_empty() {
            return Ok(FactDetail::default());
        }
        let mut plan = DetailPlan::new(&opened, query)?;
        let mut columns = std::mem::take(&mut plan.aggregates.columns);
        columns.push(name(BATCH));
        let credits = some_credits(&query.credits);
        let by = query.credited_by.as_ref();
        let days = Some((query.from, query.to));
        let rows = opened.credited(days, &[], columns, by, credits)?;
        let calls = std::mem::take(&mut plan.aggregates.calls);
        let mut found = Vec::new();
        for batch in opened.grouped(rows, BATCH, calls).await? {
            plan.read(&opened, &batch, &mut found)?;
        }
        found.sort_by_key(|(index, _)| *index);
        let batches = found.into_iter().map(|(_, detail)| detail).collect();
        Ok(FactDetail { batches })
    }

    pub(super) async fn run_rows(&self, query: &RowQuery) -> Result<Vec<FactRow>, FactsError> {
        let opened = self.table(&query.dataset)?;
        if opened.batches.is_empty() {
            return Ok(Vec::new());
        }
        let mut columns = vec![name(BATCH), name(FILE), name(ROW)];
        for (index, scalar) in query.columns.iter().enumerate() {
            let value = opened.columns.narrowing(|columns| columns.scalar(scalar));
            let value = value.map_err(Problem::error)?;
            columns.push(value.expr.alias(format!("_v{index}")));
        }
        let credits = some_credits(&query.credits);
        let mut rows = opened.credited(query.days, &query.conditions, columns, None, credits)?;
        let order = [BATCH, FILE, ROW].map(|column| name(column).sort(true, false));
        rows = rows
            .sort(order.to_vec())
            .map_err(FactsError::engine("computed"))?;
        if let Some((skip, most)) = query.page {
            let size = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
            rows = rows
                .limit(size(skip), Some(size(most)))
                .map_err(FactsError::engine("computed"))?;
        }
        let mut found = Vec::new();
        for batch in rows
            .collect()
            .await
            .map_err(FactsError::engine("computed"))?
        {
            opened.read_rows(&batch, query.columns.len(), &mut found)?;
        }
        Ok(found)
    }
}

impl Opened<'_> {
    /// The rows of some days that meet all conditions, with these columns, credited.
    fn credited(
        &self,
        days: Option<(Date, Date)>,
        conditions: &[Condition],
        mut columns: Vec<Expr>,
        credited_by: Option<&String>,
        credits: Option<Credits>,
    ) -> Result<DataFrame, FactsError> {
        let failed = FactsError::engine;
        let mut rows = self
            .context
            .read_table(Arc::clone(&self.table))
            .map_err(failed("computed"))?;
        if let (Some((from, to)), Some(date)) = (days, &self.dataset.date) {
            let within = name(date).gt_eq(day(from)).and(name(date).lt_eq(day(to)));
            rows = rows.filter(within).map_err(failed("computed"))?;
        }
        let all = self.columns.narrowing(|columns| columns.all(conditions));
        if let Some(all) = all.map_err(Problem::error)? {
            // DataFusion 55 estimates how many rows a filter keeps, and fails when it compares
            // decimals of different digits. It makes no estimate of `x is true`.
            rows = rows.filter(all.is_true()).map_err(failed("computed"))?;
        }
        columns.push(self.owner(credited_by)?.alias(OWNER));
        columns.push(self.day().alias(DAY));
        let rows = rows.select(columns).map_err(failed("computed"))?;
        let Some(credits) = credits else {
            return Ok(rows);
        };
        let credited = Credited::new(rows.into_unoptimized_plan(), credits);
        self.context
            .read_table(Arc::new(credited))
            .map_err(failed("computed"))
    }

    /// The owner as text, as people write keys.
    fn owner(&self, credited_by: Option<&String>) -> Result<Expr, FactsError> {
        let Some(owner) = credited_by.or(self.dataset.owner.as_ref()) else {
            return Ok(lit(ScalarValue::Utf8(None)));
        };
        match self.columns.data_type(owner) {
            Some(DataType::Utf8) => Ok(name(owner)),
            Some(_) => Ok(cast(name(owner), DataType::Utf8)),
            None => Err(FactsError::UnknownColumn {
                dataset: self.dataset.id.clone(),
                column: owner.clone(),
            }),
        }
    }

    fn day(&self) -> Expr {
        match &self.dataset.date {
            Some(date) => name(date),
            None => lit(ScalarValue::Date32(None)),
        }
    }

    async fn grouped(
        &self,
        rows: DataFrame,
        by: &str,
        calls: Vec<Expr>,
    ) -> Result<Vec<RecordBatch>, FactsError> {
        let grouped = rows
            .aggregate(vec![name(by)], calls)
            .map_err(FactsError::engine("computed"))?;
        grouped
            .collect()
            .await
            .map_err(FactsError::engine("computed"))
    }

    /// Digits of the number of rows: what a sum needs more than its values.
    fn digits_of_count(&self) -> u32 {
        let rows = self.batches.iter().map(|batch| batch.rows);
        digits_of(rows.fold(0, u64::saturating_add))
    }

    fn overflow(&self, measure: usize, aggregate: usize, of: &Aggregate) -> FactsError {
        FactsError::Overflow {
            dataset: self.dataset.id.clone(),
            measure,
            aggregate,
            text: super::words::aggregate(of),
        }
    }

    fn problem(
        &self,
        measure: usize,
        aggregate: usize,
        of: &Aggregate,
    ) -> impl FnOnce(Problem) -> FactsError {
        let overflow = self.overflow(measure, aggregate, of);
        let dataset = self.dataset.id.clone();
        move |problem| match problem {
            Problem::TooManyDigits => overflow,
            Problem::NoColumn(column) => FactsError::UnknownColumn { dataset, column },
            Problem::Misfit(words) => FactsError::Query(words),
        }
    }

    /// The values of some aggregates.
    fn values(
        &self,
        batch: &RecordBatch,
        row: usize,
        aggregates: &[Aggregate],
        places: &[Option<usize>],
        measure: usize,
    ) -> Result<Vec<Option<Decimal>>, FactsError> {
        let mut values = Vec::with_capacity(places.len());
        for (index, (aggregate, place)) in aggregates.iter().zip(places).enumerate() {
            // Different values are counted by themselves; until then there are none.
            let Some(place) = place else {
                values.push(Some(Decimal::ZERO));
                continue;
            };
            match answer::number(called(batch, *place)?, row)? {
                answer::Found::Exact(value) => values.push(value),
                answer::Found::TooLong => return Err(self.overflow(measure, index, aggregate)),
            }
        }
        Ok(values)
    }

    fn read_rows(
        &self,
        batch: &RecordBatch,
        columns: usize,
        found: &mut Vec<FactRow>,
    ) -> Result<(), FactsError> {
        let (batches, files) = (answer::column(batch, BATCH)?, answer::column(batch, FILE)?);
        let rows = answer::column(batch, ROW)?;
        for row in 0..batch.num_rows() {
            let values: Result<Vec<_>, _> = (0..columns)
                .map(|index| answer::value(answer::column(batch, &format!("_v{index}"))?, row))
                .collect();
            found.push(FactRow {
                batch: self.batch(answer::index(batches, row)?)?.id.clone(),
                file: answer::index(files, row)?.unwrap_or(0),
                row: answer::count(rows, row)?,
                values: values?,
            });
        }
        Ok(())
    }

    fn batch(&self, index: Option<u32>) -> Result<&Batch, FactsError> {
        let place = index.and_then(|index| usize::try_from(index).ok());
        let batch = place.and_then(|place| self.batches.get(place)).copied();
        batch.ok_or_else(|| FactsError::Query("a row of no batch came back".to_owned()))
    }
}

/// Where the parts of a [`FactQuery`] are in the answer.
struct ScanPlan<'a> {
    opened: &'a Opened<'a>,
    query: &'a FactQuery,
    aggregates: Aggregates,
    /// Rows of a group.
    all: usize,
    measures: Vec<MeasurePlaces>,
}

/// What our own operator computed.
struct Own<'a> {
    plan: ScanPlan<'a>,
    batches: Vec<RecordBatch>,
    /// The measures that are left to DataFusion.
    left: Vec<usize>,
}

/// Where the parts of a measure are.
struct MeasurePlaces {
    /// Its number in the query.
    number: usize,
    rows: usize,
    /// `None`: different values, which are counted by themselves.
    values: Vec<Option<usize>>,
    dates: Option<usize>,
}

impl<'a> ScanPlan<'a> {
    /// The plan of some measures, as DataFusion computes them.
    fn new(
        opened: &'a Opened<'a>,
        query: &'a FactQuery,
        numbers: &[usize],
    ) -> Result<Self, FactsError> {
        let mut aggregates = Aggregates::default();
        let all = aggregates.rows(None);
        let digits = opened.digits_of_count();
        let mut measures = Vec::with_capacity(numbers.len());
        for number in numbers.iter().copied() {
            let Some(measure) = query.measures.get(number) else {
                continue;
            };
            let filter = opened
                .columns
                .narrowing(|columns| aggregates.conditions(columns, &measure.conditions))
                .map_err(Problem::error)?;
            let rows = aggregates.rows(filter.as_ref());
            let mut values = Vec::with_capacity(measure.aggregates.len());
            for (index, aggregate) in measure.aggregates.iter().enumerate() {
                if let AggregateFunction::CountDistinct(_) = aggregate.function {
                    values.push(None);
                    continue;
                }
                let place = opened
                    .columns
                    .narrowing(|columns| {
                        aggregates.aggregate(columns, aggregate, filter.as_ref(), digits)
                    })
                    .map_err(opened.problem(number, index, aggregate))?;
                values.push(Some(place));
            }
            let dates = measure
                .dates
                .then(|| aggregates.different(DAY, filter.as_ref()));
            measures.push(MeasurePlaces {
                number,
                rows,
                values,
                dates,
            });
        }
        Ok(Self {
            opened,
            query,
            aggregates,
            all,
            measures,
        })
    }

    /// The plan of what our own operator computes: its first filter lets every row through.
    fn own(opened: &'a Opened<'a>, query: &'a FactQuery, dense: &Dense) -> Self {
        let place = |wanted: &Wanted| match wanted {
            Wanted::Count(filter) => Some(*filter),
            Wanted::Accumulated(place) => Some(dense.filters.saturating_add(*place)),
            Wanted::Distinct => None,
        };
        let measures = dense.measures.iter().map(|measure| MeasurePlaces {
            number: measure.number,
            rows: measure.rows,
            values: measure.values.iter().map(place).collect(),
            dates: None,
        });
        Self {
            opened,
            query,
            aggregates: Aggregates::default(),
            all: 0,
            measures: measures.collect(),
        }
    }

    /// Whether a part of the answer is counted by itself.
    fn has_distinct(&self) -> bool {
        let mut places = self.measures.iter().flat_map(|measure| &measure.values);
        places.any(Option::is_none)
    }

    fn read(&self, batch: &RecordBatch, answer: &mut FactAnswer) -> Result<(), FactsError> {
        let groups = answer::column(batch, GROUP)?;
        for row in 0..batch.num_rows() {
            let Some(group) = answer::index(groups, row)? else {
                answer.uncredited = answer::count(called(batch, self.all)?, row)?;
                continue;
            };
            for places in &self.measures {
                let number = places.number;
                let rows = answer::count(called(batch, places.rows)?, row)?;
                let Some(measure) = self.query.measures.get(number).filter(|_| rows > 0) else {
                    continue;
                };
                let dates = match places.dates {
                    Some(place) => answer::days(called(batch, place)?, row)?,
                    None => Default::default(),
                };
                let aggregates = &measure.aggregates;
                let values = self
                    .opened
                    .values(batch, row, aggregates, &places.values, number)?;
                let cell = Cell {
                    rows,
                    values,
                    dates,
                };
                answer.cells.insert((Group(group), number), cell);
            }
        }
        Ok(())
    }
}

fn called(batch: &RecordBatch, place: usize) -> Result<&ArrayRef, FactsError> {
    answer::column(batch, &format!("_a{place}"))
}

/// No credits mean all rows.
fn some_credits(credits: &[attain_core::facts::Credit]) -> Option<Credits> {
    (!credits.is_empty()).then(|| Credits::any(credits))
}

/// A column by its name, which is never parsed.
fn name(column: &str) -> Expr {
    Expr::Column(Column::new_unqualified(column))
}

fn day(day: Date) -> Expr {
    lit(ScalarValue::Date32(Some(days_since_epoch(day))))
}

/// The days that batches cover.
fn covered(batches: &[&Batch]) -> Vec<(Date, Date)> {
    merge_stretches(batches.iter().filter_map(|batch| batch.covers))
}
