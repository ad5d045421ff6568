//! Dates as files write them.

use jiff::civil::Date;

/// The order of a date's parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
}

/// How the dates of a column are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DateForm {
    /// Three numbers with a mark between them.
    Marked(Parts),
    /// `20121231`
    Compact,
    /// As the dataset declares.
    Declared(String),
}

/// Order and mark of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    order: Order,
    mark: char,
}

impl DateForm {
    /// The forms that are tried. Only day-month and month-day can be mixed up.
    pub(super) fn all() -> Vec<Self> {
        let orders = [
            Order::YearMonthDay,
            Order::DayMonthYear,
            Order::MonthDayYear,
        ];
        let marked = orders
            .into_iter()
            .flat_map(|order| ['-', '.', '/'].map(|mark| Self::Marked(Parts { order, mark })));
        marked.chain([Self::Compact]).collect()
    }

    /// As a dataset would declare it.
    pub(super) fn pattern(&self) -> String {
        match self {
            Self::Marked(Parts { order, mark }) => match order {
                Order::YearMonthDay => format!("%Y{mark}%m{mark}%d"),
                Order::DayMonthYear => format!("%d{mark}%m{mark}%Y"),
                Order::MonthDayYear => format!("%m{mark}%d{mark}%Y"),
            },
            Self::Compact => "%Y%m%d".to_owned(),
            Self::Declared(pattern) => pattern.clone(),
        }
    }

    /// Whether the form needs no mention: the year comes first.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self, Self::Compact | Self::Declared(_))
            || matches!(self, Self::Marked(parts) if parts.order == Order::YearMonthDay)
    }
}

/// Reads a date. A time of day at midnight may follow, as databases write it.
pub(super) fn parse_date(text: &str, form: &DateForm) -> Option<Date> {
    if let DateForm::Declared(pattern) = form {
        return Date::strptime(pattern, text).ok();
    }
    let text = without_midnight(text);
    match form {
        DateForm::Marked(parts) => parse_marked(text, *parts),
        DateForm::Compact if text.len() == 8 => compact(text),
        _ => None,
    }
}

fn compact(text: &str) -> Option<Date> {
    date(text.get(..4)?, text.get(4..6)?, text.get(6..)?)
}

fn parse_marked(text: &str, parts: Parts) -> Option<Date> {
    let mut split = text.split(parts.mark);
    let (a, b, c) = (split.next()?, split.next()?, split.next()?);
    if split.next().is_some() {
        return None;
    }
    match parts.order {
        Order::YearMonthDay => date(a, b, c),
        Order::DayMonthYear => date(c, b, a),
        Order::MonthDayYear => date(c, a, b),
    }
}

/// The year has four digits, month and day one or two.
fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let number = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        let digits = lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<i16>().ok()).flatten()
    };
    let month = i8::try_from(number(month, 1..=2)?).ok()?;
    let day = i8::try_from(number(day, 1..=2)?).ok()?;
    Date::new(number(year, 4..=4)?, month, day).ok()
}

/// Drops ` 00:00:00`, `T00:00:00.000` and `Z`; any other time of day stays, and is no date.
fn without_midnight(text: &str) -> &str {
    let Some((day, time)) = text.split_once(['T', ' ']) else {
        return text;
    };
    let time = time.strip_suffix('Z').unwrap_or(time);
    let midnight = time.starts_with("00:00") && time.chars().all(|c| matches!(c, '0' | ':' | '.'));
    if midnight { day } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(text: &str) -> Vec<String> {
        DateForm::all()
            .iter()
            .filter_map(|form| Some(format!("{} {}", form.pattern(), parse_date(text, form)?)))
            .collect()
    }

    #[test]
    fn every_way_to_read_a_date() {
        let table: &[(&str, &[&str])] = &[
            ("2012-12-31", &["%Y-%m-%d 2012-12-31"]),
            ("2012-1-2", &["%Y-%m-%d 2012-01-02"]),
            ("2012/12/31", &["%Y/%m/%d 2012-12-31"]),
            ("20121231", &["%Y%m%d 2012-12-31"]),
            ("31.12.2012", &["%d.%m.%Y 2012-12-31"]),
            ("12/31/2012", &["%m/%d/%Y 2012-12-31"]),
            (
                "03/04/2012",
                &["%d/%m/%Y 2012-04-03", "%m/%d/%Y 2012-03-04"],
            ),
            ("2012-12-31 00:00:00", &["%Y-%m-%d 2012-12-31"]),
            ("2012-12-31T00:00:00.000Z", &["%Y-%m-%d 2012-12-31"]),
            ("2012-12-31 00:00:01", &[]),
            ("2012-13-45", &[]),
            ("2011-02-29", &[]),
            ("12-31-12", &[]),
            ("0000-00-00", &[]),
            ("2012-12", &[]),
            ("", &[]),
            ("41274", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(&readings(text), expected, "{text}");
        }
    }

    #[test]
    fn a_declared_form_is_the_only_one() {
        let form = DateForm::Declared("%d.%m.%Y".to_owned());
        assert!(parse_date("31.12.2012", &form).is_some());
        assert!(parse_date("2012-12-31", &form).is_none());
        assert!(parse_date("31.12.2012 x", &form).is_none());
    }
}
