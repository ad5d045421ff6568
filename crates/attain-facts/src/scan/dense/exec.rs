//! The operator as a node of a DataFusion plan: a leaf with one partition, which works on parts
//! of the row groups at once and answers with a row a group.

use super::columns::{Batch, Numbers, TooWide};
use super::emit::Emission;
use super::lanes::{Lanes, Remembered, is_same_text, text_codes};
use super::read::FactFile;
use super::slots::{NAMELESS, NO_OWNER, OUTSIDE, Slots};
use super::state::Kept;
use super::tally::{Layout, Rows, Tally};
use crate::FactsError;
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::buffer::{NullBuffer, ScalarBuffer};
use datafusion::arrow::datatypes::{DataType, Date32Type, Int64Type, SchemaRef};
use datafusion::common::runtime::SpawnedTask;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::memory_pool::MemoryConsumer;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::{StreamExt, TryStreamExt, stream};
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Where the numbers of a value come from.
#[derive(Debug)]
pub(super) enum ValueSource {
    Column(usize),
    Computed(Arc<dyn PhysicalExpr>),
}

/// A row group to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub file: usize,
    pub group: usize,
    pub rows: i64,
}

/// All that the operator works with.
#[derive(Debug)]
pub(super) struct Job {
    pub files: Vec<FactFile>,
    pub parts: Vec<Part>,
    /// The columns that are read.
    pub schema: SchemaRef,
    pub owner: Option<usize>,
    pub date: Option<usize>,
    /// Days asked for.
    pub days: RangeInclusive<i32>,
    pub slots: Slots,
    pub lanes: Lanes,
    pub values: Vec<ValueSource>,
    /// The digits after the dot of each value.
    pub scales: Vec<i8>,
    pub layout: Layout,
    pub workers: usize,
    pub batch_size: usize,
    pub too_wide: TooWide,
    /// What was computed before, and where it is kept for the next time.
    pub kept: Option<Kept>,
}

impl Job {
    /// The row groups of each worker: contiguous, so that facts in order of days lead workers to
    /// different slots.
    fn shares(&self) -> Vec<Vec<Part>> {
        let all: i64 = self.parts.iter().map(|part| part.rows).sum();
        let workers = i64::try_from(self.workers.max(1)).unwrap_or(1);
        let share = all.div_euclid(workers).saturating_add(1);
        let mut shares: Vec<Vec<Part>> = Vec::new();
        let mut before = 0_i64;
        for part in &self.parts {
            let middle = before.saturating_add(part.rows.div_euclid(2));
            let place = usize::try_from(middle.div_euclid(share)).unwrap_or(0);
            if shares.len() <= place {
                shares.resize_with(place.saturating_add(1), Vec::new);
            }
            if let Some(own) = shares.get_mut(place) {
                own.push(*part);
            }
            before = before.saturating_add(part.rows);
        }
        shares.retain(|share| !share.is_empty());
        shares
    }

    fn work(&self, parts: &[Part]) -> Result<Tally> {
        let mut worker = Worker {
            job: self,
            tally: Tally::new(&self.layout, self.slots.len()),
            remembered: self.lanes.fresh(),
            owners: Owners::default(),
            slots: Vec::new(),
            masks: Vec::new(),
            values: Vec::new(),
            outside: 0,
        };
        for part in parts {
            let Some(file) = self.files.get(part.file) else {
                continue;
            };
            for batch in file.read(part.group, &self.schema, self.batch_size)? {
                worker.add(batch?)?;
            }
        }
        let rows = parts.iter().map(|part| part.rows).sum();
        let counted = worker.tally.rows(&self.layout, self.slots.len());
        all_counted(rows, counted, worker.outside)?;
        Ok(worker.tally)
    }

    /// Bytes that one worker's arrays may take.
    pub(super) fn bytes(&self) -> usize {
        self.layout.bytes_of_slot().saturating_mul(self.slots.len())
    }
}

/// The owners of a dictionary.
#[derive(Debug, Default)]
struct Owners {
    values: Option<ArrayRef>,
    /// The number of each, the last for a missing one.
    numbers: Vec<u32>,
    codes: Vec<u32>,
    /// The owner of each row.
    of_rows: Vec<u32>,
}

impl Owners {
    /// Finds the owner of each row.
    fn find(&mut self, slots: &Slots, array: &ArrayRef) -> Result<()> {
        self.of_rows.clear();
        if *array.data_type() == DataType::Int64 {
            let array = array.as_primitive::<Int64Type>();
            let numbers = array.values().iter();
            self.of_rows
                .extend(numbers.map(|number| slots.owner_numbered(*number)));
            for row in array.nulls().into_iter().flat_map(missing_rows) {
                if let Some(owner) = self.of_rows.get_mut(row) {
                    *owner = NAMELESS;
                }
            }
            return Ok(());
        }
        self.codes.clear();
        let values = text_codes(array, &mut self.codes)?;
        let known = self.values.as_ref();
        if !known.is_some_and(|known| is_same_text(known, &values)) {
            let names = values.as_string::<i32>().iter();
            let found = names.map(|name| name.map_or(NAMELESS, |name| slots.owner_named(name)));
            self.numbers = found.chain([NAMELESS]).collect();
            self.values = Some(values);
        }
        let owner = |code: &u32| self.numbers.get(*code as usize).copied();
        let codes = self.codes.iter();
        self.of_rows
            .extend(codes.map(|code| owner(code).unwrap_or(NO_OWNER)));
        Ok(())
    }
}

fn missing_rows(nulls: &NullBuffer) -> impl Iterator<Item = usize> {
    nulls
        .iter()
        .enumerate()
        .filter(|(_, valid)| !valid)
        .map(|(row, _)| row)
}

struct Worker<'a> {
    job: &'a Job,
    tally: Tally,
    remembered: Vec<Remembered>,
    owners: Owners,
    slots: Vec<u32>,
    masks: Vec<u64>,
    values: Vec<i64>,
    /// Rows outside the days asked for.
    outside: i64,
}

/// Every row of the row groups was counted once, or lies outside the days asked for.
fn all_counted(rows: i64, counted: i64, outside: i64) -> Result<()> {
    if counted.saturating_add(outside) == rows {
        return Ok(());
    }
    Err(DataFusionError::External(Box::new(FactsError::RowsLost {
        read: rows.unsigned_abs(),
        accepted: counted.unsigned_abs(),
        rejected: outside.unsigned_abs(),
    })))
}

impl Worker<'_> {
    fn add(&mut self, mut batch: Batch) -> Result<()> {
        let job = self.job;
        self.assign(&batch)?;
        let mut numbers: Vec<Option<Numbers>> = vec![None; batch.columns.len()];
        let computed = job.values.iter().filter_map(|value| match value {
            ValueSource::Column(column) => Some(column),
            ValueSource::Computed(_) => None,
        });
        for column in job.lanes.numbers.iter().chain(computed) {
            if let Some(place) = numbers.get_mut(*column).filter(|place| place.is_none()) {
                *place = Some(job.too_wide.numbers(batch.column(*column)?)?);
            }
        }
        let masks = &mut self.masks;
        job.lanes
            .masks(&mut batch, &numbers, &mut self.remembered, masks)?;
        let mut values: Vec<ScalarBuffer<i64>> = Vec::with_capacity(job.values.len());
        for value in &job.values {
            values.push(match value {
                ValueSource::Column(column) => {
                    let found = numbers.get(*column).and_then(Option::as_ref);
                    let found = found.ok_or_else(|| internal("a column was not read"))?;
                    found.values.clone()
                }
                ValueSource::Computed(expr) => {
                    let plain = batch.plain(&job.schema)?;
                    let array = expr.evaluate(&plain)?.into_array(batch.rows)?;
                    job.too_wide.numbers(&array)?.values
                }
            });
        }
        let width = values.len();
        self.values.clear();
        self.values.resize(batch.rows.saturating_mul(width), 0);
        for (place, values) in values.iter().enumerate() {
            let own = self.values.iter_mut().skip(place).step_by(width.max(1));
            own.zip(values.iter())
                .for_each(|(own, value)| *own = *value);
        }
        let rows = Rows {
            slots: &self.slots,
            masks: &self.masks,
            values: &self.values,
            width,
        };
        let outside = self.slots.iter().filter(|slot| **slot == OUTSIDE).count();
        let outside = i64::try_from(outside).unwrap_or(i64::MAX);
        self.outside = self.outside.saturating_add(outside);
        self.tally.add(&job.layout, &rows);
        Ok(())
    }

    /// Finds the slot of each row.
    fn assign(&mut self, batch: &Batch) -> Result<()> {
        let job = self.job;
        self.slots.clear();
        match job.owner {
            Some(owner) => self.owners.find(&job.slots, batch.column(owner)?)?,
            None => {
                self.owners.of_rows.clear();
                self.owners.of_rows.resize(batch.rows, NAMELESS);
            }
        }
        let Some(date) = job.date else {
            let owners = self.owners.of_rows.iter();
            self.slots
                .extend(owners.map(|owner| job.slots.slot_without_day(*owner)));
            return Ok(());
        };
        let days = batch.column(date)?.as_primitive::<Date32Type>();
        let rows = days.values().iter().zip(&self.owners.of_rows);
        self.slots.extend(rows.map(|(day, owner)| {
            if job.days.contains(day) {
                job.slots.slot(*owner, *day)
            } else {
                OUTSIDE
            }
        }));
        for row in days.nulls().into_iter().flat_map(missing_rows) {
            if let Some(slot) = self.slots.get_mut(row) {
                *slot = OUTSIDE;
            }
        }
        Ok(())
    }
}

fn internal(message: &str) -> DataFusionError {
    DataFusionError::Internal(message.to_owned())
}

/// The operator.
#[derive(Debug)]
pub(super) struct KpiExec {
    job: Arc<Job>,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
}

impl KpiExec {
    pub(super) fn new(job: Arc<Job>) -> Self {
        let schema = Emission::schema(&job);
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::clone(&schema)),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        Self {
            job,
            schema,
            properties: Arc::new(properties),
        }
    }
}

impl DisplayAs for KpiExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "KpiExec: slots={}, filters={}, accumulators={}, row_groups={}",
            self.job.slots.len(),
            self.job.layout.filters,
            self.job.layout.accumulators.len(),
            self.job.parts.len()
        )
    }
}

impl ExecutionPlan for KpiExec {
    fn name(&self) -> &'static str {
        "KpiExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn with_new_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(&self, _: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let job = Arc::clone(&self.job);
        let schema = Arc::clone(&self.schema);
        let batches = stream::once(async move {
            let emission = counted(job, context).await?;
            Ok::<_, DataFusionError>(stream::iter(emission))
        });
        let batches = batches.try_flatten().boxed();
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, batches)))
    }
}

/// What was counted before and now, together.
fn with_kept(job: &Job, mut all: Tally) -> Result<Tally> {
    if let Some(kept) = &job.kept {
        let gone = match kept.gone.is_empty() {
            true => None,
            false => Some(job.work(&kept.gone)?),
        };
        kept.add_and_keep(job, &mut all, gone.as_ref());
    }
    Ok(all)
}

/// Works on all parts, and merges what the workers counted.
async fn counted(job: Arc<Job>, context: Arc<TaskContext>) -> Result<Emission> {
    let shares = job.shares();
    let reservation = MemoryConsumer::new("KpiExec").register(context.memory_pool());
    reservation.try_grow(job.bytes().saturating_mul(shares.len().max(1)))?;
    let tasks: Vec<_> = shares
        .into_iter()
        .map(|parts| {
            let job = Arc::clone(&job);
            SpawnedTask::spawn_blocking(move || job.work(&parts))
        })
        .collect();
    let mut all: Option<Tally> = None;
    for task in tasks {
        let found = task
            .join()
            .await
            .map_err(|error| DataFusionError::External(Box::new(error)))??;
        match &mut all {
            None => all = Some(found),
            Some(all) => all.merge(&job.layout, job.slots.len(), &found),
        }
    }
    let mut all = all.unwrap_or_else(|| Tally::new(&job.layout, job.slots.len()));
    if job.kept.is_some() {
        let kept = Arc::clone(&job);
        let task = SpawnedTask::spawn_blocking(move || with_kept(&kept, all));
        all = task
            .join()
            .await
            .map_err(|error| DataFusionError::External(Box::new(error)))??;
    }
    Ok(Emission::new(job, all, reservation))
}

#[cfg(test)]
mod tests {
    use super::all_counted;

    #[test]
    fn a_row_that_is_counted_twice_or_not_at_all_stops_the_scan() {
        assert!(all_counted(10, 7, 3).is_ok());
        for (counted, outside) in [(6, 3), (8, 3), (7, 2), (0, 0)] {
            let error = all_counted(10, counted, outside).unwrap_err().to_string();
            assert!(error.contains("10 rows were read"), "{error}");
        }
    }
}
