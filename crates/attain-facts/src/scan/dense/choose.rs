//! Which path computes what.
//!
//! The operator takes every measure that it can, if its arrays fit into the memory that a scan
//! may take; its cost a row grows by about a nanosecond with each KPI, DataFusion's by about
//! eight, and with one KPI it is not dearer, as it finds groups by tables and not by hashing.
//! DataFusion computes the rest, and everything where owners times stretches of days are so many
//! that arrays would be mostly empty.

use super::columns::TooWide;
use super::exec::{Job, KpiExec, Part, ValueSource};
use super::lanes::{self, Lanes};
use super::read::FactFile;
use super::shape::{MeasureShape, Shape};
use super::slots::Slots;
use super::state::{self, Kept, Named, StateFolder};
use super::tally::Layout;
use crate::FactsError;
use crate::batch_file::days_since_epoch;
use crate::scan::credits::Credits;
use crate::scan::expression::Columns;
use crate::scan::{ScanOptions, ScanPath};
use attain_core::batch::Batch;
use attain_core::dataset::Dataset;
use attain_core::facts::FactQuery;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, Schema, SchemaRef};
use datafusion::physical_plan::{collect, displayable};
use datafusion::prelude::SessionContext;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

/// Bytes that the arrays may take where a scan has no limit.
const USUAL_LIMIT: usize = 4 << 30;
/// So many empty slots for each row are not worth an array.
const SLOTS_OF_A_ROW: u64 = 4;
/// Arrays that are small enough anyway.
const FEW_SLOTS: u64 = 1 << 16;

/// What there is to choose from.
pub(in super::super) struct Question<'a> {
    pub root: &'a Path,
    pub dataset: &'a Dataset,
    pub batches: &'a [&'a Batch],
    pub columns: &'a Columns,
    pub schema: SchemaRef,
    pub context: &'a SessionContext,
    pub query: &'a FactQuery,
    pub credits: &'a Credits,
    pub options: &'a ScanOptions,
}

/// Who computes a query.
pub(in super::super) enum Choice {
    /// The operator, at least some of it.
    Own(Box<Dense>),
    /// DataFusion, for this reason.
    DataFusion(&'static str),
}

/// A query, or a part of it, as the operator computes it.
pub(in super::super) struct Dense {
    job: Arc<Job>,
    /// Where its measures are found.
    pub measures: Vec<MeasureShape>,
    /// The other measures, by their number.
    pub others: Vec<usize>,
    /// Counts in the answer; accumulators follow.
    pub filters: usize,
    /// The batches whose rows are read.
    pub read: BTreeSet<usize>,
}

impl Dense {
    /// Whether a value was found that the operator cannot hold.
    pub(in super::super) fn found_too_wide(&self) -> bool {
        self.job.too_wide.was_found()
    }

    /// The plan in a line.
    pub(in super::super) fn plan(&self) -> String {
        let plan = KpiExec::new(Arc::clone(&self.job));
        displayable(&plan).one_line().to_string().trim().to_owned()
    }

    /// A row a group: the group, counts and values, named by their places.
    pub(in super::super) async fn collect(
        &self,
        context: &SessionContext,
    ) -> datafusion::common::Result<Vec<RecordBatch>> {
        let plan = Arc::new(KpiExec::new(Arc::clone(&self.job)));
        collect(plan, context.task_ctx()).await
    }
}

/// Chooses.
pub(in super::super) fn choose(question: &Question<'_>) -> Result<Choice, FactsError> {
    if question.options.path == ScanPath::DataFusion {
        return Ok(Choice::DataFusion("asked for"));
    }
    if !can_find_owners(question) {
        return Ok(Choice::DataFusion("the owner is neither text nor a number"));
    }
    let mut files = Vec::with_capacity(question.batches.len());
    for batch in question.batches {
        files.push(FactFile::open(question.root, batch)?);
    }
    let (shape, others) = shape(question, &files);
    if shape.measures.is_empty() {
        return Ok(Choice::DataFusion(
            "no measure is a count, sum, minimum or maximum",
        ));
    }
    let query = question.query;
    let days = days_since_epoch(query.from)..=days_since_epoch(query.to);
    let Some(slots) = Slots::new(question.credits, *days.start(), *days.end()) else {
        return Ok(Choice::DataFusion("too many stretches of days"));
    };
    let rows = question.batches.iter().map(|batch| batch.rows);
    let rows = rows.fold(0, u64::saturating_add);
    let most = rows.saturating_mul(SLOTS_OF_A_ROW).max(FEW_SLOTS);
    if u32::try_from(rows).is_err() || u64::try_from(slots.len()).is_ok_and(|len| len > most) {
        return Ok(Choice::DataFusion(
            "facts are too many or too sparse for arrays",
        ));
    }
    let layout = Layout::new(&shape);
    let one = layout.bytes_of_slot().saturating_mul(slots.len()).max(1);
    let limit = question.options.memory_limit.unwrap_or(USUAL_LIMIT);
    let workers = limit
        .div_euclid(one)
        .min(question.options.partitions.max(1));
    if workers == 0 {
        return Ok(Choice::DataFusion("the arrays do not fit into the memory"));
    }
    let made = job(question, files, &shape, slots, layout, days, workers);
    let (job, read) = made.map_err(FactsError::engine("computed"))?;
    Ok(Choice::Own(Box::new(Dense {
        filters: job.layout.filters,
        job: Arc::new(job),
        measures: shape.measures,
        others,
        read,
    })))
}

impl Question<'_> {
    /// The column that says whom a fact is credited to.
    fn owner(&self) -> Option<&String> {
        let by = self.query.credited_by.as_ref();
        by.or(self.dataset.owner.as_ref())
    }
}

fn can_find_owners(question: &Question<'_>) -> bool {
    question.owner().is_none_or(|owner| {
        let found = question.columns.data_type(owner);
        matches!(found, Some(DataType::Utf8 | DataType::Int64))
    })
}

fn shape(question: &Question<'_>, files: &[FactFile]) -> (Shape, Vec<usize>) {
    let fields = question.schema.fields().iter();
    let missing = fields
        .map(|field| field.name())
        .filter(|name| files.iter().any(|file| file.may_miss(name)))
        .cloned()
        .collect();
    let mut shape = Shape::new(missing);
    let mut others = Vec::new();
    for (number, measure) in question.query.measures.iter().enumerate() {
        if !shape.add(number, measure, question.columns) {
            others.push(number);
        }
    }
    (shape, others)
}

/// The columns that are read.
fn needed(question: &Question<'_>, shape: &Shape) -> SchemaRef {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let dataset = question.dataset;
    let of_slots = question.owner().into_iter().chain(&dataset.date);
    names.extend(of_slots.map(String::as_str));
    shape.predicates.iter().for_each(|p| p.columns(&mut names));
    shape
        .values
        .iter()
        .for_each(|x| lanes::columns_of(x, &mut names));
    let fields: Vec<_> = question
        .schema
        .fields()
        .iter()
        .filter(|field| names.contains(field.name().as_str()))
        .cloned()
        .collect();
    Arc::new(Schema::new(fields))
}

fn job(
    question: &Question<'_>,
    mut files: Vec<FactFile>,
    shape: &Shape,
    slots: Slots,
    layout: Layout,
    days: RangeInclusive<i32>,
    workers: usize,
) -> datafusion::common::Result<(Job, BTreeSet<usize>)> {
    let schema = needed(question, shape);
    let lanes = Lanes::new(shape, question.columns, &schema, question.context)?;
    let mut values = Vec::with_capacity(shape.values.len());
    for value in &shape.values {
        values.push(source(question, value, &schema)?);
    }
    let place = |name: Option<&String>| name.and_then(|name| schema.index_of(name).ok());
    let (owner, date) = (
        place(question.owner()),
        place(question.dataset.date.as_ref()),
    );
    let kept = question.options.keep_states.then(|| {
        let text = question_text(question, shape, &slots, &schema);
        kept(question, &mut files, &layout, slots.len(), &days, &text)
    });
    let counted: BTreeSet<Named> = kept
        .iter()
        .filter_map(|kept| kept.before.as_ref())
        .flat_map(|before| before.batches.iter().cloned())
        .collect();
    let mut parts = Vec::new();
    for (file, batch) in question.batches.iter().enumerate() {
        if !counted.contains(&Named::of(batch)) {
            parts.extend(parts_of(question, &files, file, &days));
        }
    }
    let read = parts.iter().map(|part| part.file).collect();
    let job = Job {
        files,
        parts,
        owner,
        date,
        schema,
        days,
        slots,
        lanes,
        values,
        scales: shape.scales.clone(),
        layout,
        workers,
        batch_size: question.options.batch_size.max(1),
        too_wide: TooWide::default(),
        kept,
    };
    Ok((job, read))
}

fn parts_of(
    question: &Question<'_>,
    files: &[FactFile],
    file: usize,
    days: &RangeInclusive<i32>,
) -> Vec<Part> {
    let date = question.dataset.date.as_deref();
    let groups = files.get(file).map(|found| found.groups(date, days));
    let groups = groups.unwrap_or_default().into_iter();
    groups
        .map(|(group, rows)| Part { file, group, rows })
        .collect()
}

fn source(
    question: &Question<'_>,
    value: &attain_core::measure::Scalar,
    schema: &SchemaRef,
) -> datafusion::common::Result<ValueSource> {
    if let attain_core::measure::Scalar::Column { name, .. } = value
        && let Ok(place) = schema.index_of(name)
    {
        return Ok(ValueSource::Column(place));
    }
    let typed = question.columns.scalar(value).map_err(lanes::problem)?;
    let expr = lanes::physical(typed.expr, schema, question.context)?;
    Ok(ValueSource::Computed(expr))
}

/// All that a state depends on, apart from the facts.
fn question_text(
    question: &Question<'_>,
    shape: &Shape,
    slots: &Slots,
    schema: &SchemaRef,
) -> String {
    let types: BTreeMap<&str, &DataType> = schema
        .fields()
        .iter()
        .map(|field| (field.name().as_str(), field.data_type()))
        .collect();
    format!(
        "{:?}",
        (
            question.dataset.id.as_str(),
            (question.owner(), &question.dataset.date),
            (&question.query.credited_by, &question.query.known),
            (question.query.from, question.query.to),
            types,
            (&shape.predicates, &shape.filters, &shape.values),
            (&shape.scales, &shape.accumulators),
            slots.hash(),
        )
    )
}

/// What was counted before, if it can be used.
fn kept(
    question: &Question<'_>,
    files: &mut Vec<FactFile>,
    layout: &Layout,
    slots: usize,
    days: &RangeInclusive<i32>,
    text: &str,
) -> Kept {
    let folder = StateFolder::of(question.root);
    let key = state::key(text);
    let batches: Vec<Named> = question
        .batches
        .iter()
        .map(|batch| Named::of(batch))
        .collect();
    let before = state::read(&folder, &key, layout, slots);
    let mut kept = Kept {
        folder,
        key,
        batches,
        before,
        gone: Vec::new(),
    };
    let gone: Vec<Named> = kept
        .before
        .iter()
        .flat_map(|before| &before.batches)
        .filter(|named| !kept.batches.contains(named))
        .cloned()
        .collect();
    match gone_parts(question, files, layout, days, &gone) {
        Some(parts) => kept.gone = parts,
        None => kept.before = None,
    }
    kept
}

/// The row groups of batches that no longer count; `None` if they cannot be taken away.
fn gone_parts(
    question: &Question<'_>,
    files: &mut Vec<FactFile>,
    layout: &Layout,
    days: &RangeInclusive<i32>,
    gone: &[Named],
) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    for named in gone {
        let place = files.len();
        files.push(FactFile::open_named(question.root, named)?);
        parts.extend(parts_of(question, files, place, days));
    }
    (parts.is_empty() || layout.can_subtract()).then_some(parts)
}
