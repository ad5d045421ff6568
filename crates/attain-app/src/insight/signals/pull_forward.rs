//! Results that are taken from the days after a pay period into the last days of it, and results
//! that are taken back once it is over.

use super::input::Booking;
use crate::insight::statistics::{binomial_tail, mean, normal_tail};
use crate::insight::workdays::Workdays;
use attain_core::calculate::Window;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Days before and after an end that are compared.
pub(super) const DAYS: i32 = 14;
/// With fewer people nothing can be said.
const ENOUGH: usize = 8;
/// Of honest people about a third stand out by less; who stands out by more is named.
const NAMED: f64 = 0.5;

/// What was found at the ends of pay periods.
#[derive(Debug, Clone, PartialEq)]
pub struct PullForward {
    /// How much more lies before an end than after it, against other ends, as a part of what lies
    /// around ends.
    pub excess: f64,
    /// How many people were looked at.
    pub people: usize,
    /// Those who stand out most, the first most.
    pub named: Vec<(String, f64)>,
    /// How often chance gives so much or more.
    pub chance: f64,
}

/// Compares, for each person, the days before and after the ends of pay periods with those before
/// and after other ends (of months, or the middles of months where every month is paid). Amounts
/// count by their square root, so that one large order does not hide many small ones. The sign of
/// each person's difference is as likely to be plus as minus if nothing is pulled forward (Fisher
/// 1935); over many people the sum over random signs is normal with the sum of squares as variance.
#[must_use]
pub fn pull_forward(bookings: &[Booking], periods: &[Window]) -> Option<PullForward> {
    let first = bookings.iter().map(|one| one.day).min()?;
    let last = bookings.iter().map(|one| one.day).max()?;
    let whole = |end: &Date| {
        let before = end.saturating_sub(DAYS.days());
        before >= first && end.saturating_add(DAYS.days()) <= last
    };
    let ends: Vec<Date> = periods
        .iter()
        .map(|period| period.to)
        .filter(whole)
        .collect();
    let others: Vec<Date> = other_ends(periods).into_iter().filter(whole).collect();
    if ends.is_empty() || others.is_empty() {
        return None;
    }
    let mut people: BTreeMap<&str, BTreeMap<Date, f64>> = BTreeMap::new();
    for booking in bookings.iter().filter(|booking| booking.amount > 0.0) {
        let days = people.entry(&booking.person).or_default();
        *days.entry(booking.day).or_default() += booking.amount.sqrt();
    }
    let found: Vec<(&str, Contrast)> = people
        .iter()
        .filter_map(|(person, days)| Some((*person, Contrast::new(days, &ends, &others)?)))
        .collect();
    if found.len() < ENOUGH {
        return None;
    }
    let differences = found.iter().map(|(_, one)| one.difference);
    let sum: f64 = differences.clone().sum();
    let squares: f64 = differences.map(|one| one * one).sum();
    let all: f64 = found.iter().map(|(_, one)| one.size).sum();
    if squares <= 0.0 || all <= 0.0 {
        return None;
    }
    let mut named: Vec<(String, f64)> = found
        .iter()
        .map(|(person, one)| ((*person).to_owned(), one.difference / one.size))
        .filter(|(_, part)| *part > NAMED)
        .collect();
    named.sort_by(|a, b| b.1.total_cmp(&a.1));
    named.truncate(10);
    Some(PullForward {
        excess: sum / all,
        people: found.len(),
        named,
        chance: normal_tail(sum / squares.sqrt()),
    })
}

/// One person's days around ends.
struct Contrast {
    /// What lies more before an end than after it, against other ends: the mean over ends.
    difference: f64,
    /// What lies around an end: the mean over ends of pay periods.
    size: f64,
}

impl Contrast {
    /// `None` if there is nothing around the ends of pay periods.
    fn new(days: &BTreeMap<Date, f64>, ends: &[Date], others: &[Date]) -> Option<Self> {
        let around = |end: &Date| {
            let first = end.saturating_sub((DAYS - 1).days());
            let next = end.saturating_add(1.day());
            let before: f64 = days.range(first..=*end).map(|(_, amount)| amount).sum();
            let until = end.saturating_add(DAYS.days());
            let after: f64 = days.range(next..=until).map(|(_, amount)| amount).sum();
            (before - after, before + after)
        };
        let over = |ends: &[Date]| {
            let (more, all): (Vec<f64>, Vec<f64>) = ends.iter().map(around).unzip();
            Some((mean(&more)?, mean(&all)?))
        };
        let ((more, size), (usual, _)) = (over(ends)?, over(others)?);
        (size > 0.0).then_some(Self {
            difference: more - usual,
            size,
        })
    }
}

/// Ends of months that end no pay period; where all do, the middles of months.
fn other_ends(periods: &[Window]) -> Vec<Date> {
    let ends: Vec<Date> = periods.iter().map(|period| period.to).collect();
    let mut months = Vec::new();
    let mut middles = Vec::new();
    for period in periods {
        let mut day = period.from.last_of_month();
        while day <= period.to {
            let apart = |end: &Date| {
                let days = day.until(*end).map_or(0, |span| span.get_days()).abs();
                days >= DAYS.saturating_mul(2)
            };
            if ends.iter().all(apart) {
                months.push(day);
            }
            middles.push(day.saturating_sub(15.days()));
            day = day.saturating_add(1.day()).last_of_month();
        }
    }
    if months.is_empty() { middles } else { months }
}

/// Reversals (amounts below 0) that come just after an end of a pay period: how many there are, how
/// many in all, which share of the working days these days are, and how often chance gives so many.
#[must_use]
pub fn reversals(
    bookings: &[Booking],
    periods: &[Window],
    workdays: &Workdays,
) -> Option<(usize, usize, f64, f64)> {
    let first = bookings.iter().map(|one| one.day).min()?;
    let last = bookings.iter().map(|one| one.day).max()?;
    let after = |day: Date| {
        periods
            .iter()
            .any(|period| day > period.to && day <= period.to.saturating_add(DAYS.days()))
    };
    let back: Vec<&Booking> = bookings.iter().filter(|one| one.amount < 0.0).collect();
    let near = back.iter().filter(|one| after(one.day)).count();
    let days = crate::insight::workdays::days(first, last).filter(|day| workdays.works(*day));
    let (mut all, mut just_after) = (0.0, 0.0);
    for day in days {
        all += 1.0;
        just_after += f64::from(u8::from(after(day)));
    }
    let share: f64 = if all > 0.0 { just_after / all } else { 0.0 };
    let usable = back.len() >= ENOUGH && share > 0.0 && share < 1.0;
    usable.then(|| {
        (
            near,
            back.len(),
            share,
            binomial_tail(near, back.len(), share),
        )
    })
}
