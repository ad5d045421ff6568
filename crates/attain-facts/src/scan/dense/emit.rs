//! From slots to groups: a row for each group that has facts, and one for those of nobody.

use super::exec::Job;
use super::slots::NOBODY;
use super::tally::Tally;
use crate::scan::credits::GROUP;
use datafusion::arrow::array::{ArrayRef, Decimal128Builder, Int64Array, RecordBatch, UInt32Array};
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
        let length = rest.iter().take_while(|(other, _)| *other == group).count();
        let start = self.next;
        self.next = start.saturating_add(length);
        Some((group, start..self.next))
    }

    fn make(&mut self) -> Result<Option<RecordBatch>> {
        let mut groups = Vec::with_capacity(GROUPS_AT_A_TIME);
        let mut ranges = Vec::with_capacity(GROUPS_AT_A_TIME);
        while groups.len() < GROUPS_AT_A_TIME
            && let Some((group, slots)) = self.next_group()
        {
            groups.push(group);
            ranges.push(slots);
        }
        if groups.is_empty() {
            return Ok(None);
        }
        let mut columns: Vec<ArrayRef> = vec![Arc::new(UInt32Array::from(groups))];
        for filter in 0..self.job.layout.filters {
            columns.push(self.counts(&ranges, filter));
        }
        for place in 0..self.job.layout.accumulators.len() {
            columns.push(self.values(&ranges, place)?);
        }
        let schema = Arc::clone(&self.schema);
        Ok(Some(RecordBatch::try_new(schema, columns)?))
    }

    fn of(&self, range: &Range<usize>) -> impl Iterator<Item = usize> {
        let slots = self.slots.get(range.clone()).unwrap_or(&[]);
        slots.iter().map(|(_, slot)| *slot as usize)
    }

    /// The rows of a filter in each group.
    fn counts(&self, ranges: &[Range<usize>], filter: usize) -> ArrayRef {
        let layout = &self.job.layout;
        let count = |slot| i64::from(self.tally.count(layout, slot, filter));
        let counts = ranges.iter().map(|range| self.of(range).map(count).sum());
        Arc::new(Int64Array::from_iter_values(counts))
    }

    /// An accumulator of each group.
    fn values(&self, ranges: &[Range<usize>], place: usize) -> Result<ArrayRef> {
        use super::shape::Kind;
        let layout = &self.job.layout;
        let accumulator = layout.accumulators.get(place);
        let scale = accumulator.and_then(|a| self.job.scales.get(a.value));
        let mut values = Decimal128Builder::with_capacity(ranges.len())
            .with_precision_and_scale(DECIMAL_DIGITS, scale.copied().unwrap_or(0))?;
        for range in ranges {
            let found = self
                .of(range)
                .filter_map(|slot| self.tally.value(layout, slot, place));
            // Fewer than 2^32 values below 2^63 stay below 2^95.
            values.append_option(match accumulator.map(|a| a.kind) {
                Some(Kind::Min) => found.min(),
                Some(Kind::Max) => found.max(),
                _ => found.reduce(i128::saturating_add),
            });
        }
        Ok(Arc::new(values.finish()))
    }
}

impl Iterator for Emission {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        self.make().transpose()
    }
}
