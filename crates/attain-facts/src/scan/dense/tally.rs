//! The dense arrays: for each slot, the rows of each filter and the value of each accumulator.

use super::shape::{Accumulator, Kind, Shape};
use std::collections::BTreeMap;

/// An accumulator as the inner loop sees it.
#[derive(Debug, Clone, Copy)]
struct Step {
    place: usize,
    value: usize,
    kind: Kind,
}

/// Where everything lies in the arrays of a [`Tally`].
#[derive(Debug)]
pub(super) struct Layout {
    pub filters: usize,
    pub accumulators: Vec<Accumulator>,
    /// Words of the bits of all filters.
    pub words: usize,
    steps: Vec<Step>,
    /// The steps of each filter.
    of_filter: Vec<(usize, usize)>,
}

impl Layout {
    pub(super) fn new(shape: &Shape) -> Self {
        let mut steps = Vec::with_capacity(shape.accumulators.len());
        let mut of_filter = Vec::with_capacity(shape.filters.len());
        for filter in 0..shape.filters.len() {
            let start = steps.len();
            let own = shape.accumulators.iter().enumerate();
            steps.extend(
                own.filter(|(_, a)| a.filter == filter)
                    .map(|(place, a)| Step {
                        place,
                        value: a.value,
                        kind: a.kind,
                    }),
            );
            of_filter.push((start, steps.len()));
        }
        Self {
            filters: shape.filters.len(),
            accumulators: shape.accumulators.clone(),
            words: shape.filters.len().div_ceil(64),
            steps,
            of_filter,
        }
    }

    /// Bytes that a slot takes.
    pub(super) fn bytes_of_slot(&self) -> usize {
        let counts = self.filters.saturating_mul(size_of::<u32>());
        let values = self.accumulators.len().saturating_mul(size_of::<i64>());
        counts.saturating_add(values)
    }

    /// Whether the rows of a part can be taken away from a whole.
    pub(super) fn can_subtract(&self) -> bool {
        self.accumulators.iter().all(|a| a.kind == Kind::Sum)
    }
}

/// What was counted so far. Fresh memory of the system is zero and takes no room until it is
/// written, so slots that no row touches cost nothing.
#[derive(Debug)]
pub(super) struct Tally {
    counts: Vec<u32>,
    values: Vec<i64>,
    /// What sums had beyond 64 bits, by place in `values`.
    carried: BTreeMap<usize, i128>,
}

/// The slots, filters and values of some rows.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    pub slots: &'a [u32],
    /// For each row, the bits of the filters that let it through.
    pub masks: &'a [u64],
    /// For each row, its values side by side.
    pub values: &'a [i64],
    /// Values of a row.
    pub width: usize,
}

impl Tally {
    pub(super) fn new(layout: &Layout, slots: usize) -> Self {
        Self {
            counts: vec![0; slots.saturating_mul(layout.filters)],
            values: vec![0; slots.saturating_mul(layout.accumulators.len())],
            carried: BTreeMap::new(),
        }
    }

    /// Adds rows.
    pub(super) fn add(&mut self, layout: &Layout, rows: &Rows<'_>) {
        let masks = rows.masks.chunks_exact(layout.words.max(1));
        for (row, (slot, mask)) in rows.slots.iter().zip(masks).enumerate() {
            if *slot != super::slots::OUTSIDE {
                self.add_row(layout, rows, (row, *slot as usize), mask);
            }
        }
    }

    /// Adds one row: for each filter that lets it through, one to its count, and its values.
    #[inline]
    fn add_row(&mut self, layout: &Layout, rows: &Rows<'_>, at: (usize, usize), mask: &[u64]) {
        let (row, slot) = at;
        let first = slot.wrapping_mul(layout.filters);
        let Some(counts) = self
            .counts
            .get_mut(first..first.wrapping_add(layout.filters))
        else {
            return;
        };
        let width = layout.accumulators.len();
        let first = slot.wrapping_mul(width);
        let Some(values) = self.values.get_mut(first..first.wrapping_add(width)) else {
            return;
        };
        let start = row.wrapping_mul(rows.width);
        let row_values = rows.values.get(start..start.wrapping_add(rows.width));
        let row_values = row_values.unwrap_or(&[]);
        for (word, bits) in mask.iter().enumerate() {
            let mut bits = *bits;
            while bits != 0 {
                let filter = (word << 6) | bits.trailing_zeros() as usize;
                bits &= bits.wrapping_sub(1);
                let Some(count) = counts.get_mut(filter) else {
                    continue;
                };
                let is_first = *count == 0;
                // A scan has fewer than 2^32 rows.
                *count = count.wrapping_add(1);
                let Some((start, end)) = layout.of_filter.get(filter) else {
                    continue;
                };
                for step in layout.steps.get(*start..*end).unwrap_or(&[]) {
                    let value = row_values.get(step.value);
                    let (Some(kept), Some(value)) = (values.get_mut(step.place), value) else {
                        continue;
                    };
                    match step.kind {
                        Kind::Sum => match kept.checked_add(*value) {
                            Some(sum) => *kept = sum,
                            None => {
                                let place = first.wrapping_add(step.place);
                                carry(&mut self.carried, place, kept, *value);
                            }
                        },
                        Kind::Min if is_first || *value < *kept => *kept = *value,
                        Kind::Max if is_first || *value > *kept => *kept = *value,
                        Kind::Min | Kind::Max => {}
                    }
                }
            }
        }
    }

    /// Whether any row is in a slot.
    pub(super) fn is_touched(&self, layout: &Layout, slot: usize) -> bool {
        self.count(layout, slot, 0) > 0
    }

    /// All rows that were counted.
    pub(super) fn rows(&self, layout: &Layout, slots: usize) -> i64 {
        let counts = (0..slots).map(|slot| i64::from(self.count(layout, slot, 0)));
        counts.sum()
    }

    /// The rows of a filter in a slot.
    pub(super) fn count(&self, layout: &Layout, slot: usize, filter: usize) -> u32 {
        let place = slot.saturating_mul(layout.filters).saturating_add(filter);
        self.counts.get(place).copied().unwrap_or(0)
    }

    /// An accumulator of a slot; `None` if no row was counted.
    pub(super) fn value(&self, layout: &Layout, slot: usize, accumulator: usize) -> Option<i128> {
        let filter = layout.accumulators.get(accumulator)?.filter;
        if self.count(layout, slot, filter) == 0 {
            return None;
        }
        let width = layout.accumulators.len();
        let place = slot.saturating_mul(width).saturating_add(accumulator);
        let carried = self.carried.get(&place).copied().unwrap_or(0);
        Some(i128::from(*self.values.get(place)?).saturating_add(carried))
    }

    /// Adds one slot of another tally.
    pub(super) fn merge_slot(&mut self, layout: &Layout, slot: usize, other: &SlotTally) {
        for (place, found) in other.values.iter().enumerate() {
            let Some(accumulator) = layout.accumulators.get(place) else {
                continue;
            };
            let theirs = other.counts.get(accumulator.filter).copied().unwrap_or(0);
            if theirs == 0 {
                continue;
            }
            let kept = self.value(layout, slot, place);
            let merged = match (accumulator.kind, kept) {
                (_, None) => *found,
                (Kind::Sum, Some(kept)) => kept.saturating_add(*found),
                (Kind::Min, Some(kept)) => kept.min(*found),
                (Kind::Max, Some(kept)) => kept.max(*found),
            };
            self.set(layout, slot, place, merged);
        }
        self.counts_of(layout, slot, |filter, count| {
            count.saturating_add(other.counts.get(filter).copied().unwrap_or(0))
        });
    }

    /// Takes one slot of a part of this tally away. Only sums can be.
    pub(super) fn subtract_slot(&mut self, layout: &Layout, slot: usize, part: &SlotTally) -> bool {
        let mut known = true;
        for (place, found) in part.values.iter().enumerate() {
            if let Some(kept) = self.value(layout, slot, place) {
                self.set(layout, slot, place, kept.saturating_sub(*found));
            }
        }
        self.counts_of(layout, slot, |filter, count| {
            let theirs = part.counts.get(filter).copied().unwrap_or(0);
            known &= theirs <= count;
            count.saturating_sub(theirs)
        });
        known
    }

    /// One slot, to be kept or merged.
    pub(super) fn slot(&self, layout: &Layout, slot: usize) -> SlotTally {
        SlotTally {
            counts: (0..layout.filters)
                .map(|filter| self.count(layout, slot, filter))
                .collect(),
            values: (0..layout.accumulators.len())
                .map(|place| self.value(layout, slot, place).unwrap_or(0))
                .collect(),
        }
    }

    /// Adds another tally of the same slots.
    pub(super) fn merge(&mut self, layout: &Layout, slots: usize, other: &Self) {
        for slot in (0..slots).filter(|slot| other.is_touched(layout, *slot)) {
            let is_fresh = other.carried.is_empty() && !self.is_touched(layout, slot);
            if !is_fresh || !self.copy_slot(layout, slot, other) {
                self.merge_slot(layout, slot, &other.slot(layout, slot));
            }
        }
    }

    /// Takes over a slot that has nothing yet.
    fn copy_slot(&mut self, layout: &Layout, slot: usize, other: &Self) -> bool {
        let range = |width: usize| {
            let start = slot.saturating_mul(width);
            start..start.saturating_add(width)
        };
        let (counts, values) = (range(layout.filters), range(layout.accumulators.len()));
        let (Some(own), Some(theirs)) = (
            self.counts.get_mut(counts.clone()),
            other.counts.get(counts),
        ) else {
            return false;
        };
        own.copy_from_slice(theirs);
        let (Some(own), Some(theirs)) = (
            self.values.get_mut(values.clone()),
            other.values.get(values),
        ) else {
            return false;
        };
        own.copy_from_slice(theirs);
        true
    }

    fn set(&mut self, layout: &Layout, slot: usize, accumulator: usize, value: i128) {
        let width = layout.accumulators.len();
        let place = slot.saturating_mul(width).saturating_add(accumulator);
        let low = i64::try_from(value);
        if let Some(kept) = self.values.get_mut(place) {
            *kept = low.unwrap_or(0);
        }
        match low {
            Ok(_) => self.carried.remove(&place),
            Err(_) => self.carried.insert(place, value),
        };
    }

    fn counts_of(&mut self, layout: &Layout, slot: usize, mut new: impl FnMut(usize, u32) -> u32) {
        let first = slot.saturating_mul(layout.filters);
        let end = first.saturating_add(layout.filters);
        let counts = self.counts.get_mut(first..end).unwrap_or(&mut []);
        for (filter, count) in counts.iter_mut().enumerate() {
            *count = new(filter, *count);
        }
    }
}

/// Keeps what a sum has beyond 64 bits.
#[cold]
fn carry(carried: &mut BTreeMap<usize, i128>, place: usize, kept: &mut i64, value: i64) {
    let all = carried.entry(place).or_insert(0);
    // Fewer than 2^32 values below 2^63: this cannot leave 128 bits.
    *all = all.saturating_add(i128::from(*kept));
    *kept = value;
}

/// One slot of a tally.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SlotTally {
    pub counts: Vec<u32>,
    pub values: Vec<i128>,
}
