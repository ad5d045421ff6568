//! From slots to groups: a row for each group that has facts, and one for those of nobody.

use super::exec::Job;
use super::slots::NOBODY;
use super::tally::Tally;
use crate::scan::credits::GROUP;
use datafusion::arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, UInt32Array};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::Result;
use datafusion::execution::memory_pool::MemoryReservation;
use std::ops::Range;
use std::sync::Arc;

/// Groups in a record batch.
const GROUPS_AT_A_TIME: usize = 8_192;
const DECIMAL_DIGITS: u8 = 38;

/// The record batches of an answer, made one by one.
pub(super) struct Emission {
    job: Arc<Job>,
    tally: Tally,
    schema: SchemaRef,
    /// Slots in order of their groups.
    slots: Vec<(Option<u32>, u32)>,
    next: usize,
    _memory: MemoryReservation,
}

impl Emission {
    /// The group, a count for each filter, and a number for each accumulator.
    pub(super) fn schema(job: &Job) -> SchemaRef {
        let mut fields = vec![Field::new(GROUP, DataType::UInt32, true)];
        for place in 0..job.layout.filters {
            fields.push(Field::new(format!("_a{place}"), DataType::Int64, false));
        }
        for (place, accumulator) in (job.layout.filters..).zip(&job.layout.accumulators) {
            let scale = job.scales.get(accumulator.value).copied().unwrap_or(0);
            let decimal = DataType::Decimal128(DECIMAL_DIGITS, scale);
            fields.push(Field::new(format!("_a{place}"), decimal, true));
        }
        Arc::new(Schema::new(fields))
    }

    pub(super) fn new(job: Arc<Job>, tally: Tally, memory: MemoryReservation) -> Self {
        let mut slots = Vec::new();
        if tally.is_touched(&job.layout, NOBODY as usize) {
            slots.push((None, NOBODY));
        }
        for (slot, groups) in (0_u32..).zip(job.slots.groups()) {
            if tally.is_touched(&job.layout, slot as usize) {
                slots.extend(groups.iter().map(|group| (Some(*group), slot)));
            }
        }
        slots.sort_unstable();
        Self {
            schema: Self::schema(&job),
            job,
            tally,
            slots,
            next: 0,
            _memory: memory,
        }
    }

    /// The slots of the next group.
    fn next_group(&mut self) -> Option<(Option<u32>, Range<usize>)> {
        let rest = self.slots.get(self.next..)?;
        let group = rest.first()?.0;
        let length = rest.partition_point(|(other, _)| *other == group);
        let start = self.next;
        self.next = start.saturating_add(length);
        Some((group, start..self.next))
    }

    fn make(&mut self) -> Result<Option<RecordBatch>> {
        let layout_counts = self.job.layout.filters;
        let width = self.job.layout.accumulators.len();
        let mut groups = Vec::new();
        let mut counts: Vec<Vec<i64>> = vec![Vec::new(); layout_counts];
        let mut values: Vec<Vec<Option<i128>>> = vec![Vec::new(); width];
        while groups.len() < GROUPS_AT_A_TIME {
            let Some((group, slots)) = self.next_group() else {
                break;
            };
            groups.push(group);
            self.add(slots, &mut counts, &mut values);
        }
        if groups.is_empty() {
            return Ok(None);
        }
        let mut columns: Vec<ArrayRef> = vec![Arc::new(UInt32Array::from(groups))];
        columns.extend(
            counts
                .into_iter()
                .map(|counts| Arc::new(Int64Array::from(counts)) as ArrayRef),
        );
        for (values, accumulator) in values.into_iter().zip(&self.job.layout.accumulators) {
            let scale = self.job.scales.get(accumulator.value).copied().unwrap_or(0);
            let array =
                Decimal128Array::from(values).with_precision_and_scale(DECIMAL_DIGITS, scale)?;
            columns.push(Arc::new(array));
        }
        Ok(Some(RecordBatch::try_new(
            Arc::clone(&self.schema),
            columns,
        )?))
    }

    /// Adds up the slots of a group.
    fn add(&self, slots: Range<usize>, counts: &mut [Vec<i64>], values: &mut [Vec<Option<i128>>]) {
        use super::shape::Kind;
        let layout = &self.job.layout;
        let slots = self.slots.get(slots).unwrap_or(&[]);
        for (filter, counts) in counts.iter_mut().enumerate() {
            let count =
                |(_, slot): &(_, u32)| i64::from(self.tally.count(layout, *slot as usize, filter));
            counts.push(slots.iter().map(count).sum());
        }
        for (place, values) in values.iter_mut().enumerate() {
            let found = slots
                .iter()
                .filter_map(|(_, slot)| self.tally.value(layout, *slot as usize, place));
            // Fewer than 2^32 values below 2^63 stay below 2^95.
            values.push(match layout.accumulators.get(place).map(|a| a.kind) {
                Some(Kind::Min) => found.min(),
                Some(Kind::Max) => found.max(),
                _ => found.reduce(i128::saturating_add),
            });
        }
    }
}

impl Iterator for Emission {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        self.make().transpose()
    }
}
