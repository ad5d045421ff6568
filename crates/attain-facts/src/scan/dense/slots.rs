//! Slots: a dense number for every owner and stretch of days with one set of groups.

use crate::scan::credits::{Credits, Stretch};
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
    /// His row in `Slots::patterns`.
    pattern: u32,
    /// His slot on other days.
    otherwise: u32,
}

/// What a slot stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SlotKey {
    /// The first day.
    pub from: i32,
    /// The last day.
    pub to: i32,
    /// The owner.
    pub owner: String,
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
    /// The groups of each slot.
    groups: Vec<Vec<u32>>,
    /// What each slot stands for; the first two are nobody's.
    pub keys: Vec<SlotKey>,
    /// The slot of rows that name nobody.
    nameless: u32,
}

/// An owner, whether everybody knows him, and his stretches.
type Owner<'a> = (&'a str, bool, Vec<Stretch>);

impl Slots {
    /// The slots of these credits within some days; `None` if their tables would be too large.
    pub(super) fn new(credits: &Credits, from: i32, to: i32) -> Option<Self> {
        let owners: Vec<Owner<'_>> = credits
            .stretches(from, to)
            .filter(|(_, known, stretches)| *known || !stretches.is_empty())
            .collect();
        let all = || owners.iter().flat_map(|(_, _, stretches)| stretches);
        let first_day = all().map(|stretch| stretch.from).min().unwrap_or(from);
        let last_day = all().map(|stretch| stretch.to).max().unwrap_or(first_day);
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
            keys: Vec::new(),
            nameless: if credits.keeps_nameless() {
                NOBODY
            } else {
                UNTOLD
            },
        };
        made.number(&owners, credits.everything())?;
        made.place(&owners)?;
        Some(made)
    }

    /// Numbers the slots by day, so that facts in order of days touch few of them at a time.
    fn number(&mut self, owners: &[Owner<'_>], everything: &[u32]) -> Option<()> {
        let mut keys = Vec::new();
        for (owner, _, stretches) in owners {
            for stretch in stretches {
                let (from, to, owner) = (stretch.from, stretch.to, (*owner).to_owned());
                keys.push((SlotKey { from, to, owner }, stretch.groups.clone()));
            }
        }
        keys.sort();
        let nobody = SlotKey {
            from: i32::MIN,
            to: i32::MAX,
            owner: String::new(),
        };
        for _ in 0..COMMON {
            self.keys.push(nobody.clone());
            self.groups.push(everything.to_vec());
        }
        for (key, groups) in keys {
            self.keys.push(key);
            self.groups.push(groups);
        }
        u32::try_from(self.keys.len())
            .ok()
            .filter(|count| *count < NAMELESS)
            .map(|_| ())
    }

    /// Makes the tables that lead from an owner and a day to a slot.
    fn place(&mut self, owners: &[Owner<'_>]) -> Option<()> {
        let numbered: BTreeMap<(&str, i32), u32> = (0_u32..)
            .zip(&self.keys)
            .skip(COMMON)
            .map(|(slot, key)| ((key.owner.as_str(), key.from), slot))
            .collect();
        let mut known: BTreeMap<Vec<(i32, i32)>, u32> = BTreeMap::new();
        let mut numbers = BTreeMap::new();
        for (owner, known_to_all, stretches) in owners {
            let pattern: Vec<(i32, i32)> = stretches.iter().map(|s| (s.from, s.to)).collect();
            let next = u32::try_from(known.len()).ok()?;
            let number = *known.entry(pattern.clone()).or_insert(next);
            if number == next {
                add_pattern(&mut self.patterns, &pattern, self.from, self.days)?;
            }
            let first = u32::try_from(self.slots.len()).ok()?;
            for (from, _) in &pattern {
                self.slots.push(*numbered.get(&(*owner, *from))?);
            }
            let id = u32::try_from(self.places.len()).ok()?;
            self.places.push(Place {
                first,
                pattern: number,
                otherwise: if *known_to_all { UNTOLD } else { NOBODY },
            });
            self.names.insert((*owner).to_owned(), id);
            if let Some(whole) = whole_number(owner) {
                numbers.insert(whole, id);
            }
        }
        self.numbers = Numbers::new(numbers);
        Some(())
    }

    /// How many slots there are.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The groups of a slot.
    pub(super) fn groups(&self) -> &[Vec<u32>] {
        &self.groups
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
        let entry = (place.first as usize).wrapping_add(usize::from(number.checked_sub(1)?));
        self.slots.get(entry).copied()
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
