//! Crediting: each row is repeated for every group that its owner belongs to on its day.
//!
//! ```text
//! owner  day         …        owner  day         …  _group
//! 285    2011-03-01  …   ->   285    2011-03-01  …  0        (the person)
//!                             285    2011-03-01  …  7        (his team)
//! 999    2011-03-01  …   ->   999    2011-03-01  …  null     (credited to nobody)
//! ```
//! A row is never repeated twice for one group: the days of an owner are cut into stretches with
//! one set of groups each, and a row lies in one of them.

use crate::batch_file::days_since_epoch;
use async_trait::async_trait;
use attain_core::facts::{Credit, FactQuery};
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions, UInt32Array,
};
use datafusion::arrow::compute::take;
use datafusion::arrow::datatypes::{DataType, Date32Type, Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlan, TableType};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties,
};
use futures::StreamExt;
use jiff::civil::Date;
#[expect(
    clippy::disallowed_types,
    reason = "it finds places and is never iterated"
)]
use std::collections::HashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// The column that crediting adds.
pub(super) const GROUP: &str = "_group";
/// The owner, as text.
pub(super) const OWNER: &str = "_owner";
/// The day; missing where the dataset has no date.
pub(super) const DAY: &str = "_day";

/// Days of an owner with one set of groups.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stretch {
    from: i32,
    to: i32,
    groups: Vec<u32>,
}

/// The part of a stretch that lies within some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut<'a> {
    /// First day, since 1970-01-01.
    pub from: i32,
    /// Last day.
    pub to: i32,
    /// Its groups.
    pub groups: &'a [u32],
}

impl<'a> Cut<'a> {
    fn new(stretch: &'a Stretch, first: i32, last: i32) -> Option<Self> {
        let (from, to) = (stretch.from.max(first), stretch.to.min(last));
        let groups = &stretch.groups;
        (from <= to).then_some(Self { from, to, groups })
    }
}

/// What an owner is credited to.
#[derive(Debug)]
struct Owner {
    stretches: Vec<Stretch>,
    /// Somebody whom everybody knows: no row of his is looked for, credited or not.
    known: bool,
}

impl Owner {
    /// Cuts the days of an owner's credits into stretches. The group of every row is in each.
    fn new(credits: &[(i32, i32, u32)], everything: Option<u32>, known: bool) -> Self {
        let starts = credits.iter().map(|credit| credit.0);
        let ends = credits.iter().map(|credit| credit.1.saturating_add(1));
        let mut cuts: Vec<i32> = starts.chain(ends).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut groups: Vec<Vec<u32>> = vec![Vec::new(); cuts.len()];
        for (from, to, group) in credits {
            let first = cuts.partition_point(|cut| cut < from);
            let end = cuts.partition_point(|cut| cut <= to);
            let covered = groups.get_mut(first..end).unwrap_or(&mut []);
            covered.iter_mut().for_each(|groups| groups.push(*group));
        }
        let next = cuts.iter().skip(1);
        let stretches = cuts.iter().zip(next).zip(groups);
        let stretches = stretches.filter(|(_, groups)| !groups.is_empty());
        let stretch = |((from, next), mut groups): ((&i32, &i32), Vec<u32>)| {
            groups.extend(everything);
            groups.sort_unstable();
            groups.dedup();
            Stretch {
                from: *from,
                to: next.saturating_sub(1),
                groups,
            }
        };
        Self {
            stretches: stretches.map(stretch).collect(),
            known,
        }
    }

    /// His groups on a day. Without a day there is none: credits are of days.
    fn groups(&self, day: Option<i32>) -> Option<&[u32]> {
        let day = day?;
        let after = self
            .stretches
            .partition_point(|stretch| stretch.from <= day);
        let stretch = self.stretches.get(after.checked_sub(1)?)?;
        (day <= stretch.to).then_some(&stretch.groups)
    }
}

/// Who is credited.
#[derive(Debug)]
pub(super) struct Credits {
    owners: BTreeMap<String, Owner>,
    /// The group of every row.
    everything: Vec<u32>,
    /// Whether a row that is credited to nobody is kept, with no group.
    keeps_uncredited: bool,
    /// The same of a row that names nobody.
    keeps_nameless: bool,
}

impl Credits {
    /// Rows by group; those of nobody are kept without a group.
    pub(super) fn by_group(query: &FactQuery) -> Self {
        let everything = query.everything.map(|group| group.0);
        let group = |credit: &Credit| credit.group.0;
        Self {
            owners: owners(&query.credits, group, everything, &query.known),
            everything: everything.into_iter().collect(),
            keeps_uncredited: true,
            keeps_nameless: query.credited_by.is_none(),
        }
    }

    /// The rows that are credited to anybody, once each, in group 0.
    pub(super) fn any(credits: &[Credit]) -> Self {
        Self {
            owners: owners(credits, |_| 0, None, &BTreeSet::new()),
            everything: Vec::new(),
            keeps_uncredited: false,
            keeps_nameless: false,
        }
    }

    /// The group of every row, if there is one.
    pub(super) fn everything(&self) -> &[u32] {
        &self.everything
    }

    /// Whether a row that names nobody is one that nobody is credited with.
    pub(super) fn keeps_nameless(&self) -> bool {
        self.keeps_nameless
    }

    /// Each owner, whether everybody knows him, and his stretches with their groups, cut to some
    /// days.
    pub(super) fn stretches(
        &self,
        first: i32,
        last: i32,
    ) -> impl Iterator<Item = (&str, bool, Vec<Cut<'_>>)> {
        let cut = move |stretch| Cut::new(stretch, first, last);
        self.owners.iter().map(move |(name, owner)| {
            let stretches = owner.stretches.iter().filter_map(cut);
            (name.as_str(), owner.known, stretches.collect())
        })
    }

    /// Repeats the rows of a batch: for each row of the answer, the row it comes from, and its
    /// group.
    fn repeat(&self, owners: &ArrayRef, days: &ArrayRef) -> (UInt32Array, UInt32Array) {
        let owners = owners.as_string::<i32>();
        let days = days.as_primitive::<Date32Type>();
        let mut from: Vec<u32> = Vec::with_capacity(owners.len());
        let mut groups: Vec<Option<u32>> = Vec::with_capacity(owners.len());
        // Facts often come sorted by owner.
        let mut last: Option<(&str, Option<&Owner>)> = None;
        for (row, (name, day)) in (0_u32..).zip(owners.iter().zip(days.iter())) {
            let owner = match (name, last) {
                (None, _) => None,
                (Some(name), Some((known, owner))) if known == name => owner,
                (Some(name), _) => {
                    let owner = self.owners.get(name);
                    last = Some((name, owner));
                    owner
                }
            };
            let credited = owner.and_then(|owner| owner.groups(day));
            let is_kept = match (name, owner) {
                (None, _) => self.keeps_nameless,
                (_, Some(owner)) => self.keeps_uncredited && !owner.known,
                (_, None) => self.keeps_uncredited,
            };
            if credited.is_none() && is_kept {
                from.push(row);
                groups.push(None);
            }
            for group in credited.unwrap_or(&self.everything) {
                from.push(row);
                groups.push(Some(*group));
            }
        }
        (from.into(), groups.into())
    }
}

/// First day, last day and group of an owner's credits.
type OwnCredits = Vec<(i32, i32, u32)>;

#[expect(
    clippy::disallowed_types,
    reason = "it finds places and is never iterated"
)]
fn owners(
    credits: &[Credit],
    group: impl Fn(&Credit) -> u32,
    everything: Option<u32>,
    known: &BTreeSet<String>,
) -> BTreeMap<String, Owner> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut by_owner: Vec<(&str, OwnCredits)> = Vec::new();
    for owner in known {
        places.insert(owner, by_owner.len());
        by_owner.push((owner, Vec::new()));
    }
    // Credits often come period by period, with the same days.
    let mut last: Option<((Date, Date), (i32, i32))> = None;
    for credit in credits {
        let days = match last {
            Some((dates, days)) if dates == (credit.from, credit.to) => days,
            _ => (days_since_epoch(credit.from), days_since_epoch(credit.to)),
        };
        last = Some(((credit.from, credit.to), days));
        if days.0 > days.1 {
            continue;
        }
        let next = by_owner.len();
        let place = *places.entry(&credit.owner).or_insert(next);
        if place == next {
            by_owner.push((&credit.owner, Vec::new()));
        }
        if let Some((_, of_owner)) = by_owner.get_mut(place) {
            of_owner.push((days.0, days.1, group(credit)));
        }
    }
    let owner = |(name, credits): (&str, OwnCredits)| {
        let known = known.contains(name);
        (name.to_owned(), Owner::new(&credits, everything, known))
    };
    by_owner.into_iter().map(owner).collect()
}

/// A table whose rows are credited: what `input` gives, without its owner and day columns, and
/// the group besides.
#[derive(Debug)]
pub(super) struct Credited {
    input: LogicalPlan,
    credits: Arc<Credits>,
    schema: SchemaRef,
}

impl Credited {
    /// The columns of `input`, which must have [`OWNER`] and [`DAY`], and [`GROUP`].
    pub(super) fn new(input: LogicalPlan, credits: Credits) -> Self {
        let mut fields: Vec<_> = input.schema().as_arrow().fields().iter().cloned().collect();
        fields.push(Arc::new(Field::new(GROUP, DataType::UInt32, true)));
        Self {
            input,
            credits: Arc::new(credits),
            schema: Arc::new(Schema::new(fields)),
        }
    }
}

#[async_trait]
impl TableProvider for Credited {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Temporary
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let input = state.create_physical_plan(&self.input).await?;
        let schema = match projection {
            Some(places) => Arc::new(self.schema.project(places)?),
            None => Arc::clone(&self.schema),
        };
        Ok(Arc::new(CreditExec::new(
            input,
            Arc::clone(&self.credits),
            schema,
        )))
    }
}

/// Credits the rows of its input.
#[derive(Debug)]
struct CreditExec {
    input: Arc<dyn ExecutionPlan>,
    credits: Arc<Credits>,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
}

impl CreditExec {
    fn new(input: Arc<dyn ExecutionPlan>, credits: Arc<Credits>, schema: SchemaRef) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::clone(&schema)),
            Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Self {
            input,
            credits,
            schema,
            properties: Arc::new(properties),
        }
    }
}

impl DisplayAs for CreditExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CreditExec: owners={}", self.credits.owners.len())
    }
}

impl ExecutionPlan for CreditExec {
    fn name(&self) -> &'static str {
        "CreditExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let input = children.pop().unwrap_or_else(|| Arc::clone(&self.input));
        let (credits, schema) = (Arc::clone(&self.credits), Arc::clone(&self.schema));
        Ok(Arc::new(Self::new(input, credits, schema)))
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let input = self.input.execute(partition, context)?;
        let (credits, schema) = (Arc::clone(&self.credits), Arc::clone(&self.schema));
        let stream = input.map(move |batch| credit(&batch?, &credits, &schema));
        let schema = Arc::clone(&self.schema);
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, stream)))
    }
}

fn credit(batch: &RecordBatch, credits: &Credits, schema: &SchemaRef) -> Result<RecordBatch> {
    let column = |name: &str| {
        let column = batch.column_by_name(name);
        column.ok_or_else(|| DataFusionError::Internal(format!("no column {name} to credit by")))
    };
    let (rows, groups) = credits.repeat(column(OWNER)?, column(DAY)?);
    let count = rows.len();
    let groups: ArrayRef = Arc::new(groups);
    let columns: Result<Vec<ArrayRef>> = schema
        .fields()
        .iter()
        .map(|field| match field.name().as_str() {
            GROUP => Ok(Arc::clone(&groups)),
            name => Ok(take(column(name)?, &rows, None)?),
        })
        .collect();
    let options = RecordBatchOptions::new().with_row_count(Some(count));
    let schema = Arc::clone(schema);
    Ok(RecordBatch::try_new_with_options(
        schema, columns?, &options,
    )?)
}
