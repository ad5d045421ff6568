//! Which days imports cover.
//!
//! On a covered day, no rows means that nothing happened; on any other, it means that nobody knows.

use jiff::civil::Date;

/// Joins stretches of days (first and last) into disjoint ones, in order. Stretches that overlap or
/// follow each other without a gap become one; a stretch that ends before it begins is none.
///
/// ```
/// use attain_core::facts::merge_days;
/// use jiff::civil::date;
/// let january = (date(2024, 1, 1), date(2024, 1, 31));
/// let february = (date(2024, 2, 1), date(2024, 2, 29));
/// assert_eq!(merge_days([february, january]), [(date(2024, 1, 1), date(2024, 2, 29))]);
/// ```
pub fn merge_days(stretches: impl IntoIterator<Item = (Date, Date)>) -> Vec<(Date, Date)> {
    let mut sorted: Vec<(Date, Date)> = stretches
        .into_iter()
        .filter(|(from, to)| from <= to)
        .collect();
    sorted.sort_unstable();
    let mut merged: Vec<(Date, Date)> = Vec::new();
    for (from, to) in sorted {
        match merged.last_mut() {
            Some((_, end)) if follows(*end, from) => *end = to.max(*end),
            _ => merged.push((from, to)),
        }
    }
    merged
}

/// Whether a stretch that starts on `from` leaves no gap after `end`.
fn follows(end: Date, from: Date) -> bool {
    end.tomorrow().map_or(true, |next| from <= next)
}

/// Whether all days from `from` to `to` are covered.
///
/// ```
/// use attain_core::facts::is_covered;
/// use jiff::civil::date;
/// let covered = [(date(2024, 1, 1), date(2024, 1, 31)), (date(2024, 2, 1), date(2024, 2, 29))];
/// assert!(is_covered(&covered, date(2024, 1, 10), date(2024, 2, 10)));
/// assert!(!is_covered(&covered, date(2024, 1, 10), date(2024, 3, 1)));
/// ```
#[must_use]
pub fn is_covered(covered: &[(Date, Date)], from: Date, to: Date) -> bool {
    let merged = merge_days(covered.iter().copied());
    merged
        .iter()
        .any(|(start, end)| *start <= from && to <= *end)
}

#[cfg(test)]
mod tests {
    use super::{is_covered, merge_days};
    use jiff::civil::{Date, date};
    use proptest::prelude::*;

    fn day(day: i8) -> Date {
        date(2024, 1, day)
    }

    fn days(stretches: &[(i8, i8)]) -> Vec<(Date, Date)> {
        stretches
            .iter()
            .map(|(from, to)| (day(*from), day(*to)))
            .collect()
    }

    #[test]
    fn stretches_join_where_there_is_no_gap() {
        type Days = &'static [(i8, i8)];
        let table: [(Days, Days); 9] = [
            (&[], &[]),
            (&[(1, 1)], &[(1, 1)]),
            (&[(1, 3), (4, 5)], &[(1, 5)]),
            (&[(1, 3), (5, 6)], &[(1, 3), (5, 6)]),
            (&[(5, 6), (1, 3)], &[(1, 3), (5, 6)]),
            (&[(1, 9), (2, 3)], &[(1, 9)]),
            (&[(1, 3), (1, 3)], &[(1, 3)]),
            (&[(1, 3), (3, 3), (2, 4)], &[(1, 4)]),
            (&[(4, 3), (9, 9)], &[(9, 9)]),
        ];
        for (given, merged) in table {
            assert_eq!(merge_days(days(given)), days(merged), "{given:?}");
        }
    }

    #[test]
    fn the_last_day_of_time_has_no_day_after_it() {
        let all = (Date::MIN, Date::MAX);
        assert_eq!(merge_days([(Date::MAX, Date::MAX), all]), [all]);
    }

    proptest! {
        #[test]
        fn a_day_is_covered_if_any_stretch_holds_it(
            stretches in proptest::collection::vec((1i8..=31, 1i8..=31), 0..8),
            from in 1i8..=31,
            to in 1i8..=31,
        ) {
            let given = days(&stretches);
            let held = |day: Date| given.iter().any(|(start, end)| *start <= day && day <= *end);
            let all = (from..=to).all(|n| held(day(n)));
            if from <= to {
                prop_assert_eq!(is_covered(&given, day(from), day(to)), all);
            }
            let merged = merge_days(given.iter().copied());
            for pair in merged.windows(2) {
                prop_assert!(pair[0].1.tomorrow().unwrap() < pair[1].0);
            }
            for n in 1..=31 {
                let within = merged.iter().any(|(start, end)| *start <= day(n) && day(n) <= *end);
                prop_assert_eq!(within, held(day(n)));
            }
        }
    }
}
