//! Which days the batches of a dataset cover.

use jiff::civil::Date;

/// The days of all stretches together, as disjoint stretches in order. Stretches that overlap or
/// touch (the next begins on the day after) become one; a stretch that ends before it begins has
/// no days.
///
/// ```
/// use attain_core::facts::merge_stretches;
/// use jiff::civil::date;
/// let [jan, feb] = [(date(2024, 1, 1), date(2024, 1, 31)), (date(2024, 2, 1), date(2024, 2, 29))];
/// let april = (date(2024, 4, 1), date(2024, 4, 30));
/// assert_eq!(merge_stretches([april, feb, jan]), [(jan.0, feb.1), april]);
/// ```
#[must_use]
pub fn merge_stretches(stretches: impl IntoIterator<Item = (Date, Date)>) -> Vec<(Date, Date)> {
    let mut sorted: Vec<(Date, Date)> = stretches
        .into_iter()
        .filter(|(from, to)| from <= to)
        .collect();
    sorted.sort_unstable();
    let mut merged: Vec<(Date, Date)> = Vec::new();
    for (from, to) in sorted {
        match merged.last_mut() {
            Some(last) if touches(last.1, from) => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

/// Whether a stretch that begins on `from` goes on where one that ends on `to` ends.
fn touches(to: Date, from: Date) -> bool {
    // The last day of the calendar has no day after it, and everything touches it.
    to.tomorrow().map_or(true, |next| from <= next)
}

/// Whether every day from `from` to `to` is covered. `covered` is disjoint and does not touch,
/// as [`merge_stretches`] and the answers to queries give it. No days at all are covered.
///
/// ```
/// use attain_core::facts::is_covered;
/// use jiff::civil::date;
/// let covered = [(date(2024, 1, 1), date(2024, 3, 31))];
/// assert!(is_covered(&covered, date(2024, 2, 1), date(2024, 2, 29)));
/// assert!(!is_covered(&covered, date(2024, 3, 1), date(2024, 4, 1)));
/// ```
#[must_use]
pub fn is_covered(covered: &[(Date, Date)], from: Date, to: Date) -> bool {
    from > to
        || covered
            .iter()
            .any(|(first, last)| *first <= from && to <= *last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn day(offset: i32) -> Date {
        date(2024, 2, 20).checked_add(offset.days()).unwrap()
    }

    #[test]
    fn the_last_day_of_the_calendar_has_no_successor() {
        let end = (date(9999, 12, 30), Date::MAX);
        assert_eq!(merge_stretches([end, (Date::MAX, Date::MAX)]), [end]);
        assert!(merge_stretches([(date(2024, 1, 2), date(2024, 1, 1))]).is_empty());
    }

    proptest! {
        #[test]
        fn merged_stretches_are_the_same_days(
            pairs in proptest::collection::vec((0..30_i32, 0..8_i32), 0..8),
            asked in (0..35_i32, 0..10_i32),
        ) {
            let stretches: Vec<_> = pairs.iter().map(|(a, n)| (day(*a), day(a + n))).collect();
            let merged = merge_stretches(stretches);
            let days: BTreeSet<i32> = pairs.iter().flat_map(|(a, n)| *a..=(a + n)).collect();
            let inside = |at: i32| merged.iter().any(|(a, b)| *a <= day(at) && day(at) <= *b);
            for at in 0..40 {
                prop_assert_eq!(inside(at), days.contains(&at));
            }
            for pair in merged.windows(2) {
                prop_assert!(pair[0].1.tomorrow().unwrap() < pair[1].0, "a gap between stretches");
            }
            let (from, count) = asked;
            let all = (from..=from + count).all(|at| days.contains(&at));
            prop_assert_eq!(is_covered(&merged, day(from), day(from + count)), all);
        }
    }
}
