//! The fiscal calendar and its periods.
//!
//! Months are calendar months; quarters and years are fiscal, and named by the year in which the
//! fiscal year ends.

use jiff::ToSpan;
use jiff::civil::Date;
use std::fmt;
use thiserror::Error;

/// When the fiscal year starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// The calendar month (1..=12) in which a fiscal year starts.
    first_month: i8,
}

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKind {
    /// A calendar month.
    Month,
    /// A fiscal quarter.
    Quarter,
    /// A fiscal year.
    Year,
}

impl PeriodKind {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("month", Self::Month),
        ("quarter", Self::Quarter),
        ("year", Self::Year),
    ];

    /// How many months it has.
    #[must_use]
    pub fn months(self) -> i8 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// `month`, `quarter`, `year`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// A stretch of days with a name: `2012-07`, `2012-Q3`, `2012`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How long it is.
    pub kind: PeriodKind,
    /// The year in its name: the calendar year of a month, else the fiscal year.
    year: i16,
    /// 1..=12 for a month, 1..=4 for a quarter, 1 for a year.
    number: i8,
}

/// A text that names no period.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a period; write a month `2012-07`, a quarter `2012-Q3` or a year `2012`")]
pub struct PeriodError(pub String);

impl Default for Calendar {
    /// Fiscal years are calendar years.
    fn default() -> Self {
        Self { first_month: 1 }
    }
}

impl Calendar {
    /// A calendar whose fiscal years start in `first_month`; `None` unless 1..=12.
    #[must_use]
    pub fn new(first_month: i8) -> Option<Self> {
        (1..=12)
            .contains(&first_month)
            .then_some(Self { first_month })
    }

    /// The calendar month in which fiscal years start.
    #[must_use]
    pub fn first_month(self) -> i8 {
        self.first_month
    }

    /// The period that a name means.
    ///
    /// # Errors
    /// If the text names no period.
    ///
    /// ```
    /// use attain_core::period::Calendar;
    /// let april = Calendar::new(4).unwrap();
    /// let quarter = april.parse("2012-Q1").unwrap();
    /// assert_eq!(quarter.from.to_string(), "2011-04-01");
    /// assert_eq!(quarter.to.to_string(), "2011-06-30");
    /// assert_eq!(april.parse("2012-07").unwrap().to.to_string(), "2012-07-31");
    /// ```
    pub fn parse(self, text: &str) -> Result<Period, PeriodError> {
        self.parse_parts(text)
            .ok_or_else(|| PeriodError(text.to_owned()))
    }

    fn parse_parts(self, text: &str) -> Option<Period> {
        let (year, rest) = match text.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (text, None),
        };
        if year.len() != 4 || !text.is_ascii() || !year.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let year: i16 = year.parse().ok()?;
        match rest {
            None => self.period(PeriodKind::Year, year, 1),
            Some(rest) => match rest.strip_prefix(['Q', 'q']) {
                Some(quarter) if quarter.len() == 1 => {
                    self.period(PeriodKind::Quarter, year, quarter.parse().ok()?)
                }
                None if rest.len() == 2 => self.period(PeriodKind::Month, year, rest.parse().ok()?),
                _ => None,
            },
        }
    }

    /// A period by kind, year and number; `None` if there is no such period.
    #[must_use]
    pub fn period(self, kind: PeriodKind, year: i16, number: i8) -> Option<Period> {
        let (count, months) = match kind {
            PeriodKind::Month => (12, 1),
            PeriodKind::Quarter => (4, 3),
            PeriodKind::Year => (1, 12),
        };
        if !(1..=count).contains(&number) || year < 1 {
            return None;
        }
        let offset = i32::from(number.checked_sub(1)?).checked_mul(months)?;
        let start = match kind {
            PeriodKind::Month => Date::new(year, 1, 1).ok()?,
            _ => self.year_start(year)?,
        };
        let from = start.checked_add(offset.months()).ok()?;
        let to = from.checked_add(months.months()).ok()?.yesterday().ok()?;
        Some(Period {
            from,
            to,
            kind,
            year,
            number,
        })
    }

    /// First day of the fiscal year that ends in `year` (or with its last day).
    fn year_start(self, year: i16) -> Option<Date> {
        let year = if self.first_month == 1 {
            year
        } else {
            year.checked_sub(1)?
        };
        Date::new(year, self.first_month, 1).ok()
    }

    /// The period of a kind that holds a date; `None` at the ends of the calendar.
    ///
    /// ```
    /// use attain_core::period::{Calendar, PeriodKind};
    /// let april = Calendar::new(4).unwrap();
    /// let date = jiff::civil::date(2012, 3, 31);
    /// assert_eq!(april.containing(PeriodKind::Quarter, date).unwrap().to_string(), "2012-Q4");
    /// ```
    #[must_use]
    pub fn containing(self, kind: PeriodKind, date: Date) -> Option<Period> {
        if kind == PeriodKind::Month {
            return self.period(kind, date.year(), date.month());
        }
        let later = self.first_month > 1 && date.month() >= self.first_month;
        let year = date.year().checked_add(i16::from(later))?;
        let count = if kind == PeriodKind::Year { 1 } else { 4 };
        (1..=count)
            .filter_map(|number| self.period(kind, year, number))
            .find(|period| period.contains(date))
    }

    /// The period of the same kind just before.
    #[must_use]
    pub fn previous(self, period: Period) -> Option<Period> {
        self.containing(period.kind, period.from.yesterday().ok()?)
    }

    /// The period of the same kind just after.
    #[must_use]
    pub fn next(self, period: Period) -> Option<Period> {
        self.containing(period.kind, period.to.tomorrow().ok()?)
    }
}

impl Period {
    /// Whether the date lies in the period, both ends included.
    #[must_use]
    pub fn contains(&self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }

    /// Number of days, both ends counted.
    #[must_use]
    pub fn days(&self) -> u32 {
        days(self.from, self.to)
    }
}

/// Number of days from one date to another, both counted; 0 if they are the wrong way round.
///
/// ```
/// use attain_core::period::days;
/// use jiff::civil::date;
/// assert_eq!(days(date(2024, 1, 1), date(2024, 12, 31)), 366);
/// assert_eq!(days(date(2024, 1, 2), date(2024, 1, 1)), 0);
/// ```
#[must_use]
pub fn days(from: Date, to: Date) -> u32 {
    let between = from.until(to).map_or(-1, |span| span.get_days());
    u32::try_from(between.saturating_add(1)).unwrap_or(0)
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PeriodKind::Month => write!(f, "{:04}-{:02}", self.year, self.number),
            PeriodKind::Quarter => write!(f, "{:04}-Q{}", self.year, self.number),
            PeriodKind::Year => write!(f, "{:04}", self.year),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_days_agree_for_every_start_month() {
        for first in 1..=12 {
            let calendar = Calendar::new(first).unwrap();
            for name in ["2012", "2012-Q1", "2012-Q4", "2012-02", "2011-12"] {
                let period = calendar.parse(name).unwrap();
                assert_eq!(period.to_string(), name);
                for date in [period.from, period.to] {
                    assert_eq!(
                        calendar.containing(period.kind, date),
                        Some(period),
                        "{first}"
                    );
                }
                let next = calendar.next(period).unwrap();
                assert_eq!(calendar.previous(next), Some(period));
                assert_eq!(next.from, period.to.tomorrow().unwrap());
            }
            assert_eq!(
                calendar.parse("2012").unwrap().to.year(),
                2012,
                "ends in its year"
            );
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        let calendar = Calendar::new(1).unwrap();
        for text in [
            "",
            "2012-Q5",
            "2012-Q0",
            "2012-13",
            "2012-1",
            "12",
            "2012-Q11",
            "2012-07-01",
            "２０１２",
            "2012-Qq",
            "+201",
            "0000",
        ] {
            assert!(calendar.parse(text).is_err(), "{text}");
        }
    }
}
