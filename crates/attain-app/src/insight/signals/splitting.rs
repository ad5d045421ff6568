//! One thing that is split into parts, each below a limit.

use super::input::Booking;
use crate::insight::chance::Chance;
use crate::insight::statistics::{log_factorial, number};
use std::collections::BTreeMap;

/// Parts of one thing lie at most so many days apart.
pub(super) const DAYS: i32 = 3;
/// Times that the parties of a person are dealt out anew.
const DEALS: usize = 20;

/// What was found below a limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Splitting {
    /// Groups of one person and party within three days, each part below the limit, together at
    /// or above it.
    pub groups: usize,
    /// How many there would be if parties had nothing to do with days.
    pub expected: f64,
    /// Person and party of the largest, at most ten.
    pub named: Vec<(String, String, f64)>,
    /// How often chance gives so many or more.
    pub chance: f64,
}

/// Counts the groups, and deals each person's parties out anew over his bookings to see how many
/// arise by chance. `None` if there is nothing below the limit.
#[must_use]
pub fn splitting(bookings: &[Booking], limit: f64) -> Option<Splitting> {
    let mut people: BTreeMap<&str, Vec<(i64, f64, &str)>> = BTreeMap::new();
    let start = bookings.iter().map(|one| one.day).min()?;
    for booking in bookings {
        if booking.amount > 0.0 && booking.amount < limit && !booking.party.is_empty() {
            let day = start
                .until(booking.day)
                .map_or(0, |span| i64::from(span.get_days()));
            let rows = people.entry(&booking.person).or_default();
            rows.push((day, booking.amount, &booking.party));
        }
    }
    if people.is_empty() {
        return None;
    }
    for rows in people.values_mut() {
        rows.sort_by(|a, b| (a.0, a.2).cmp(&(b.0, b.2)).then(a.1.total_cmp(&b.1)));
    }
    let mut named = Vec::new();
    for (person, rows) in &people {
        for (party, sum) in groups(rows, limit) {
            named.push(((*person).to_owned(), party.to_owned(), sum));
        }
    }
    let found = named.len();
    let mut chance = Chance::new(0x5eed_0002);
    let mut dealt = 0usize;
    for _ in 0..DEALS {
        for rows in people.values() {
            let mut parties: Vec<&str> = rows.iter().map(|row| row.2).collect();
            chance.shuffle(&mut parties);
            let rows: Vec<(i64, f64, &str)> = rows
                .iter()
                .zip(parties)
                .map(|(row, party)| (row.0, row.1, party))
                .collect();
            dealt = dealt.saturating_add(groups(&rows, limit).len());
        }
    }
    named.sort_by(|a, b| b.2.total_cmp(&a.2));
    named.truncate(10);
    Some(Splitting {
        groups: found,
        expected: number(dealt) / number(DEALS),
        named,
        chance: tail(found, dealt),
    })
}

/// Groups of one party within [`DAYS`] that together reach the limit; rows are in order of days.
fn groups<'a>(rows: &[(i64, f64, &'a str)], limit: f64) -> Vec<(&'a str, f64)> {
    let mut open: BTreeMap<&str, (i64, f64, usize)> = BTreeMap::new();
    let mut found = Vec::new();
    for (day, amount, party) in rows {
        let group = open.entry(*party).or_insert((*day, 0.0, 0));
        if *day > group.0.saturating_add(i64::from(DAYS)) {
            *group = (*day, 0.0, 0);
        }
        group.1 += amount;
        group.2 = group.2.saturating_add(1);
        if group.1 >= limit && group.2 > 1 {
            found.push((*party, group.1));
            // What is counted starts no second group.
            *group = (i64::MIN / 2, 0.0, 0);
        }
    }
    found
}

/// The chance of `found` or more where [`DEALS`] deals gave `dealt` in all: both Poisson with one
/// unknown mean, which makes it negative binomial (r = dealt + 1).
fn tail(found: usize, dealt: usize) -> f64 {
    let stay = number(DEALS) / (number(DEALS) + 1.0);
    let log = |hits: usize| {
        log_factorial(dealt.saturating_add(hits)) - log_factorial(dealt) - log_factorial(hits)
            + (number(dealt) + 1.0) * stay.ln()
            + number(hits) * (1.0 - stay).ln()
    };
    let below: f64 = (0..found).map(|hits| log(hits).exp()).sum();
    (1.0 - below).clamp(0.0, 1.0)
}
