//! `pays_on = { day = 25, months_after = 1 }`: the day on which a period is paid.

use super::report;
use crate::diag::{Span, Spanned};
use crate::num::Decimal;
use crate::text::Table;
use jiff::ToSpan;
use jiff::civil::Date;

/// The day of payment, counted from the end of the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentDay {
    /// The day of the month; none: its last. A shorter month has its last day instead.
    pub day: Option<i8>,
    /// Months after the month in which the period ends; 0 is that month.
    pub months_after: i64,
    /// Where it is written.
    pub span: Span,
}

impl PaymentDay {
    /// The day on which a period that ends on `last` is paid.
    #[must_use]
    pub fn after(&self, last: Date) -> Option<Date> {
        let month = last
            .first_of_month()
            .checked_add(self.months_after.months());
        let month = month.ok()?;
        let day = self.day.unwrap_or(31).min(month.days_in_month());
        month.with().day(day).build().ok()
    }
}

/// Reads `pays_on` of a plan.
pub(super) fn parse(table: &Table<'_>) -> Option<PaymentDay> {
    let span = table.key_span("pays_on");
    let table = table.table("pays_on")?;
    let day = table.required("day")?;
    let day = if day.is_text() && day.text().is_some_and(|text| text.value == "last") {
        None
    } else {
        let number = day.number()?;
        Some(whole(&table, "day", &number, 1, 31)?)
    };
    let months = table.number("months_after");
    let months_after = match months {
        Some(months) => i64::from(whole(&table, "months_after", &months, 0, 24)?),
        None => 1,
    };
    table.finish(&["note"]);
    Some(PaymentDay {
        day,
        months_after,
        span,
    })
}

fn whole(
    table: &Table<'_>,
    field: &str,
    number: &Spanned<Decimal>,
    least: i8,
    most: i8,
) -> Option<i8> {
    let found = i8::try_from(number.value).ok();
    let found =
        found.filter(|found| number.value.fract().is_zero() && (least..=most).contains(found));
    if found.is_none() {
        let range = format!("a whole number from {least} to {most}");
        table
            .diagnostics()
            .push(report::out_of_range(field, number, &range));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_day_of_payment_is_counted_from_the_end_of_the_period() {
        let span = Span::new(&"plan.toml".into(), 0..0);
        for (day, months_after, last, expected) in [
            (Some(25), 1, date(2024, 3, 31), date(2024, 4, 25)),
            (Some(31), 1, date(2024, 1, 31), date(2024, 2, 29)),
            (None, 0, date(2024, 2, 29), date(2024, 2, 29)),
            (Some(10), 2, date(2024, 12, 31), date(2025, 2, 10)),
        ] {
            let rule = PaymentDay {
                day,
                months_after,
                span: span.clone(),
            };
            assert_eq!(rule.after(last), Some(expected));
        }
    }
}
