//! Slots: a dense number for every owner and stretch of days with one set of groups.

use crate::scan::credits::{Credits, Cut};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The slot of a row that is credited to nobody.
pub(super) const NOBODY: u32 = 0;
/// The slot of a row that is credited to nobody, of which nobody need be told.
pub(super) const UNTOLD: u32 = 1;
/// Slots that are no owner's.
const COMMON: usize = 2;
/// No slot: the row lies outside the days asked for.
pub(super) const OUTSIDE: u32 = u32::MAX;
/// No owner: somebody whom no credit names.
pub(super) const NO_OWNER: u32 = u32::MAX;
/// No owner: the row names nobody.
pub(super) const NAMELESS: u32 = u32::MAX - 1;
/// Entries of the day table: 64 MiB.
const MOST_PATTERN_DAYS: usize = 1 << 25;

/// Where an owner's slots are.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// His first entry in `Slots::slots`.
    first: u32,
    /// From one of his entries to the next: owners with the same stretches lie side by side,
    /// stretch by stretch, so that facts in order of days stay near.
    step: u32,
    /// His row in `Slots::patterns`.
    pattern: u32,
    /// His slot on other days.
    otherwise: u32,
}

/// A slot before it has its number. The order of its fields is that of the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    from: i32,
    to: i32,
    owner: usize,
    /// Which of his stretches.
    stretch: usize,
    /// Its place in `Slots::slots`.
    place: usize,
}

/// Owners whose text is a whole number, for columns of such: a table from the smallest number on,
/// and those too far off for it.
#[derive(Debug, Default)]
struct Numbers {
    first: i64,
    near: Vec<u32>,
    far: BTreeMap<i64, u32>,
}

/// Entries of a [`Numbers`] table: 16 MiB.
const MOST_NEAR: usize = 1 << 22;

impl Numbers {
    fn new(owners: BTreeMap<i64, u32>) -> Self {
        let mut made = Self {
            first: owners.keys().next().copied().unwrap_or(0),
            ..Self::default()
        };
        for (number, owner) in owners {
            let offset = number.checked_sub(made.first);
            let offset = offset.and_then(|offset| usize::try_from(offset).ok());
            let Some(offset) = offset.filter(|offset| *offset < MOST_NEAR) else {
                made.far.insert(number, owner);
                continue;
            };
            made.near.resize(offset, NO_OWNER);
            made.near.push(owner);
        }
        made
    }

    fn find(&self, number: i64) -> u32 {
        let offset = usize::try_from(number.wrapping_sub(self.first)).ok();
        match offset.and_then(|offset| self.near.get(offset)) {
            Some(owner) => *owner,
            None if self.far.is_empty() => NO_OWNER,
            None => self.far.get(&number).copied().unwrap_or(NO_OWNER),
        }
    }
}

/// The slots of a query.
#[derive(Debug)]
pub(super) struct Slots {
    names: BTreeMap<String, u32>,
    numbers: Numbers,
    places: Vec<Place>,
    slots: Vec<u32>,
    /// For each pattern and day: 1 + the number of the owner's stretch, or 0.
    patterns: Vec<u16>,
    from: i32,
    days: usize,
    /// The groups of all slots, and where those of each slot end.
    groups: Vec<u32>,
    ends: Vec<usize>,
    /// What the slots stand for.
    hash: String,
    /// The slot of rows that name nobody.
    nameless: u32,
}

/// An owner, whether everybody knows him, and his stretches.
type Owner<'a> = (&'a str, bool, Vec<Cut<'a>>);
/// Owners by their stretches.
type Patterns = BTreeMap<Vec<(i32, i32)>, Vec<usize>>;

impl Slots {
    /// The slots of these credits within some days; `None` if their tables would be too large.
    pub(super) fn new(credits: &Credits, from: i32, to: i32) -> Option<Self> {
        let owners: Vec<Owner<'_>> = credits
            .stretches(from, to)
            .filter(|(_, known, cuts)| *known || !cuts.is_empty())
            .collect();
        let all = || owners.iter().flat_map(|(_, _, cuts)| cuts);
        let first_day = all().map(|cut| cut.from).min().unwrap_or(from);
        let last_day = all().map(|cut| cut.to).max().unwrap_or(first_day);
        let days = last_day.checked_sub(first_day)?.checked_add(1)?;
        let mut made = Self {
            names: BTreeMap::new(),
            numbers: Numbers::default(),
            places: Vec::new(),
            slots: Vec::new(),
            patterns: Vec::new(),
            from: first_day,
            days: usize::try_from(days).ok()?,
            groups: Vec::new(),
            ends: Vec::new(),
            hash: String::new(),
            nameless: if credits.keeps_nameless() {
                NOBODY
            } else {
                UNTOLD
            },
        };
        made.name(&owners)?;
        let entries = made.place(&owners)?;
        made.number(&owners, entries, credits.everything())?;
        Some(made)
    }

    /// Numbers the owners.
    fn name(&mut self, owners: &[Owner<'_>]) -> Option<()> {
        let mut numbers = BTreeMap::new();
        for (id, (owner, ..)) in owners.iter().enumerate() {
            let id = u32::try_from(id).ok()?;
            self.names.insert((*owner).to_owned(), id);
            if let Some(whole) = whole_number(owner) {
                numbers.insert(whole, id);
            }
        }
        self.numbers = Numbers::new(numbers);
        Some(())
    }

    /// Makes the tables that lead from an owner and a day to an entry. Each entry with its day,
    /// owner, and number among his stretches.
    fn place(&mut self, owners: &[Owner<'_>]) -> Option<Vec<Entry>> {
        let mut patterns = Patterns::new();
        for (owner, (_, _, cuts)) in owners.iter().enumerate() {
            let pattern = cuts.iter().map(|cut| (cut.from, cut.to)).collect();
            patterns.entry(pattern).or_default().push(owner);
        }
        let nobody = Place {
            first: 0,
            step: 0,
            pattern: 0,
            otherwise: NOBODY,
        };
        self.places.resize(owners.len(), nobody);
        let mut entries: Vec<Entry> = Vec::new();
        for (number, (pattern, alike)) in patterns.iter().enumerate() {
            add_pattern(&mut self.patterns, pattern, self.from, self.days)?;
            let first = entries.len();
            for (stretch, (from, to)) in pattern.iter().enumerate() {
                let entry = |owner: &usize| Entry {
                    from: *from,
                    to: *to,
                    owner: *owner,
                    stretch,
                    place: 0,
                };
                entries.extend(alike.iter().map(entry));
            }
            for (offset, owner) in alike.iter().enumerate() {
                let known = owners.get(*owner).is_some_and(|(_, known, _)| *known);
                *self.places.get_mut(*owner)? = Place {
                    first: u32::try_from(first.checked_add(offset)?).ok()?,
                    step: u32::try_from(alike.len()).ok()?,
                    pattern: u32::try_from(number).ok()?,
                    otherwise: if known { UNTOLD } else { NOBODY },
                };
            }
        }
        for (place, entry) in entries.iter_mut().enumerate() {
            entry.place = place;
        }
        Some(entries)
    }

    /// Numbers the slots by day, so that facts in order of days touch few of them at a time.
    fn number(
        &mut self,
        owners: &[Owner<'_>],
        mut entries: Vec<Entry>,
        everything: &[u32],
    ) -> Option<()> {
        entries.sort_unstable();
        let count = entries.len().checked_add(COMMON)?;
        u32::try_from(count)
            .ok()
            .filter(|count| *count < NAMELESS)?;
        self.slots.resize(entries.len(), NOBODY);
        for _ in 0..COMMON {
            self.groups.extend_from_slice(everything);
            self.ends.push(self.groups.len());
        }
        let mut hasher = Sha256::new();
        for (name, known, _) in owners {
            hasher.update(name.len().to_le_bytes());
            hasher.update(name);
            hasher.update([u8::from(*known)]);
        }
        for (slot, entry) in (2_u32..).zip(&entries) {
            *self.slots.get_mut(entry.place)? = slot;
            let (_, _, cuts) = owners.get(entry.owner)?;
            self.groups
                .extend_from_slice(cuts.get(entry.stretch)?.groups);
            self.ends.push(self.groups.len());
            hasher.update(entry.from.to_le_bytes());
            hasher.update(entry.to.to_le_bytes());
            hasher.update(entry.owner.to_le_bytes());
        }
        self.hash = attain_core::hash::hex(&hasher.finalize());
        Some(())
    }

    /// What the slots stand for, as a hash; whatever groups they belong to.
    pub(super) fn hash(&self) -> &str {
        &self.hash
    }

    /// How many slots there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The groups of each slot.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ranges = starts.zip(&self.ends);
        ranges.map(|(start, end)| self.groups.get(start..*end).unwrap_or(&[]))
    }

    /// The number of an owner, by his text.
    pub(super) fn owner_named(&self, name: &str) -> u32 {
        self.names.get(name).copied().unwrap_or(NO_OWNER)
    }

    /// The number of an owner, where the column holds whole numbers.
    pub(super) fn owner_numbered(&self, number: i64) -> u32 {
        self.numbers.find(number)
    }

    /// The slot of an owner on a day.
    #[inline]
    pub(super) fn slot(&self, owner: u32, day: i32) -> u32 {
        let Some(place) = self.places.get(owner as usize) else {
            return self.slot_of_nobody(owner);
        };
        self.find(*place, day).unwrap_or(place.otherwise)
    }

    /// The slot of an owner without a day: credits are of days.
    pub(super) fn slot_without_day(&self, owner: u32) -> u32 {
        let place = self.places.get(owner as usize);
        place.map_or_else(|| self.slot_of_nobody(owner), |place| place.otherwise)
    }

    fn slot_of_nobody(&self, owner: u32) -> u32 {
        if owner == NAMELESS {
            self.nameless
        } else {
            NOBODY
        }
    }

    #[inline]
    fn find(&self, place: Place, day: i32) -> Option<u32> {
        let day = usize::try_from(day.wrapping_sub(self.from)).ok()?;
        if day >= self.days {
            return None;
        }
        let row = (place.pattern as usize).wrapping_mul(self.days);
        let number = *self.patterns.get(row.wrapping_add(day))?;
        let before = u32::from(number.checked_sub(1)?).wrapping_mul(place.step);
        let entry = place.first.wrapping_add(before);
        self.slots.get(entry as usize).copied()
    }
}

fn add_pattern(
    patterns: &mut Vec<u16>,
    stretches: &[(i32, i32)],
    first_day: i32,
    days: usize,
) -> Option<()> {
    let start = patterns.len();
    let end = start.checked_add(days)?;
    if end > MOST_PATTERN_DAYS {
        return None;
    }
    patterns.resize(end, 0);
    for (number, (from, to)) in (1_u32..).zip(stretches) {
        let number = u16::try_from(number).ok()?;
        let offset = |day: i32| usize::try_from(day.checked_sub(first_day)?).ok();
        let (from, to) = (offset(*from)?, offset(*to)?);
        let row = patterns.get_mut(start..)?;
        row.get_mut(from..=to)?.fill(number);
    }
    Some(())
}

/// A text that is a whole number as Arrow writes it.
fn whole_number(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}
