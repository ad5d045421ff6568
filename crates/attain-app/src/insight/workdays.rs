//! Working days: weekdays that are no holidays of `attain.toml`.

use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;

/// Which days are worked.
#[derive(Debug, Clone, Default)]
pub struct Workdays {
    holidays: BTreeSet<Date>,
}

impl Workdays {
    /// Weekdays without these.
    #[must_use]
    pub fn new(holidays: BTreeSet<Date>) -> Self {
        Self { holidays }
    }

    /// Whether a day is worked.
    #[must_use]
    pub fn works(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
            && !self.holidays.contains(&day)
    }

    /// How many days are worked, both ends included.
    #[must_use]
    pub fn count(&self, from: Date, to: Date) -> u32 {
        let worked = days(from, to).filter(|day| self.works(*day)).count();
        u32::try_from(worked).unwrap_or(u32::MAX)
    }

    /// The share of the working days from `from` to `to` that lie on or before `at`.
    #[must_use]
    pub fn elapsed(&self, from: Date, to: Date, at: Date) -> f64 {
        let all = f64::from(self.count(from, to));
        if all == 0.0 {
            return 1.0;
        }
        f64::from(self.count(from, at.min(to))) / all
    }

    /// The last day on which at most this share of the working days has passed; `None` if the
    /// first day is later already.
    #[must_use]
    pub fn day_at(&self, from: Date, to: Date, share: f64) -> Option<Date> {
        // Half a day of slack: 20 of 62 days and 21 of 65 are the same place.
        let allowed = share * f64::from(self.count(from, to)) + 0.5;
        let mut passed = 0.0;
        let mut found = None;
        for day in days(from, to) {
            passed += f64::from(u8::from(self.works(day)));
            if passed > allowed {
                break;
            }
            found = Some(day);
        }
        found
    }
}

/// All days from one to another.
pub(super) fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    let next = |day: &Date| day.tomorrow().ok();
    std::iter::successors(Some(from), next).take_while(move |day| *day <= to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weekends_and_holidays_are_not_worked() {
        let plain = Workdays::default();
        let (from, to) = (date(2024, 1, 1), date(2024, 1, 31));
        assert_eq!(plain.count(from, to), 23);
        let with = Workdays::new([date(2024, 1, 1), date(2024, 1, 6)].into());
        assert_eq!(with.count(from, to), 22, "the sixth is a Saturday anyway");
        assert_eq!(plain.count(to, from), 0);
    }

    #[test]
    fn the_day_of_a_share_has_that_share() {
        let workdays = Workdays::default();
        let (from, to) = (date(2024, 4, 1), date(2024, 6, 30));
        for at in [date(2024, 4, 10), date(2024, 5, 15), date(2024, 6, 28)] {
            let share = workdays.elapsed(from, to, at);
            let day = workdays.day_at(from, to, share).unwrap();
            let other = workdays.elapsed(from, to, day);
            assert!((share - other).abs() < 1.0 / 65.0, "{at} {day}");
        }
        assert_eq!(workdays.day_at(from, to, 1.0), Some(to));
        // Monday 1 April is worked and is more than nothing.
        assert_eq!(workdays.day_at(from, to, 0.0), None);
    }
}
