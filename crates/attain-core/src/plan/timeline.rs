//! When a person took part, and how days, months and 30/360 count.

use crate::num::{Decimal, Exact};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// The days of a person that a plan may look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// First and last day of the period.
    pub period: Option<(Date, Date)>,
    /// When he took part, and with what part of full time; none: the whole period, full time.
    pub stretches: Vec<Stretch>,
    /// First day of employment.
    pub hired: Option<Date>,
    /// Last day of employment.
    pub left: Option<Date>,
    /// He left on terms that keep his pay.
    pub good_leaver: bool,
    /// The day of payment.
    pub paid_on: Option<Date>,
}

/// Some days of taking part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// First day; none: the first of the period.
    pub from: Option<Date>,
    /// Last day; none: the last of the period.
    pub to: Option<Date>,
    /// Part of full time.
    pub share: Decimal,
    /// Days of leave in it that do not count.
    pub leave: Decimal,
    /// The bonus at 100 % in it, where it differs.
    pub bonus: Option<Decimal>,
}

impl Default for Stretch {
    fn default() -> Self {
        Self {
            from: None,
            to: None,
            share: Decimal::ONE,
            leave: Decimal::ZERO,
            bonus: None,
        }
    }
}

impl Timeline {
    /// The stretches within the period and the employment; with their first and last days.
    pub(super) fn within(&self, period: (Date, Date)) -> Vec<(Stretch, Date, Date)> {
        let whole = [Stretch::default()];
        let stretches: &[Stretch] = if self.stretches.is_empty() {
            &whole
        } else {
            &self.stretches
        };
        let first = self.hired.map_or(period.0, |hired| hired.max(period.0));
        let last = self.left.map_or(period.1, |left| left.min(period.1));
        stretches
            .iter()
            .filter_map(|stretch| {
                let from = stretch.from.map_or(first, |from| from.max(first));
                let to = stretch.to.map_or(last, |to| to.min(last));
                (from <= to).then(|| (stretch.clone(), from, to))
            })
            .collect()
    }

    /// In which month of employment the period begins: 1 is the first.
    pub(super) fn month_of_employment(&self) -> Option<i64> {
        let (from, _) = self.period?;
        let hired = self.hired?;
        let months = months_between(hired, from.max(hired));
        Some(months.saturating_add(1))
    }
}

/// Whole months from one day to a later one.
fn months_between(from: Date, to: Date) -> i64 {
    let ordinal = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
    let months = ordinal(to) - ordinal(from);
    if to.day() < from.day() {
        months - 1
    } else {
        months
    }
}

/// Calendar days, both ends counting.
pub(crate) fn days(from: Date, to: Date) -> Exact {
    let days = from.until(to).map_or(-1, |span| span.get_days());
    Exact::from_integer(i64::from(days) + 1)
}

/// Days of a year of twelve months of thirty days, both ends counting; the last day of a month is
/// its 30th.
pub(super) fn days_30_360(from: Date, to: Date) -> Exact {
    let month = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
    let start = i64::from(from.day()).min(30);
    let end = if to.day() == to.days_in_month() {
        30
    } else {
        i64::from(to.day())
    };
    Exact::from_integer((month(to) - month(from)) * 30 + end - start + 1)
}

/// Mondays to Fridays that are no holidays, both ends counting.
pub(super) fn workdays(from: Date, to: Date, holidays: &[Date]) -> Exact {
    let free = [Weekday::Saturday, Weekday::Sunday];
    let mut count = 0u64;
    let mut day = from;
    while day <= to {
        if !free.contains(&day.weekday()) && !holidays.contains(&day) {
            count = count.saturating_add(1);
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Exact::from(count)
}

/// Each calendar month that some of the days lie in, with how many of them do.
pub(super) fn by_month(from: Date, to: Date) -> Vec<Exact> {
    let mut found = Vec::new();
    let mut first = from;
    while first <= to {
        let last = first.last_of_month().min(to);
        found.push(days(first, last));
        let Ok(next) = first.first_of_month().checked_add(1.month()) else {
            break;
        };
        first = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn both_ends_count() {
        for (from, to, calendar, thirty, work) in [
            (date(2023, 1, 1), date(2023, 12, 31), 365, 360, 260),
            (date(2024, 1, 1), date(2024, 12, 31), 366, 360, 262),
            (date(2023, 2, 1), date(2023, 2, 28), 28, 30, 20),
            (date(2023, 1, 31), date(2023, 1, 31), 1, 1, 1),
            (date(2023, 4, 16), date(2023, 4, 30), 15, 15, 10),
        ] {
            assert_eq!(days(from, to), Exact::from_integer(calendar), "{from} {to}");
            assert_eq!(
                days_30_360(from, to),
                Exact::from_integer(thirty),
                "{from} {to}"
            );
            assert_eq!(
                workdays(from, to, &[]),
                Exact::from_integer(work),
                "{from} {to}"
            );
        }
        let months = by_month(date(2024, 1, 20), date(2024, 3, 5));
        assert_eq!(months, [12, 29, 5].map(Exact::from_integer));
    }

    #[test]
    fn months_of_employment_count_from_one() {
        for (hired, from, month) in [
            (date(2024, 1, 15), date(2024, 1, 1), 1),
            (date(2024, 1, 15), date(2024, 2, 1), 1),
            (date(2024, 1, 15), date(2024, 3, 1), 2),
            (date(2024, 1, 1), date(2024, 2, 1), 2),
        ] {
            let timeline = Timeline {
                period: Some((from, from)),
                hired: Some(hired),
                ..Timeline::default()
            };
            assert_eq!(
                timeline.month_of_employment(),
                Some(month),
                "{hired} {from}"
            );
        }
    }
}
