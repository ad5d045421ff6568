//! `eligibility = { hired_by = "period_end", employed_on = "payment", minimum_days = 90 }`: who is
//! paid at all. Who is not gets 0, and the account says why.

use crate::diag::{Span, Spanned};
use crate::num::{Decimal, Exact, plain};
use crate::plan::entrant::Case;
use crate::plan::method::Earned;
use crate::plan::timeline::days;
use crate::plan::{Checked, refuse, report};
use crate::text::{Table, parse_date};
use jiff::civil::Date;

/// Who is paid.
#[derive(Debug, Clone)]
pub struct Eligibility {
    /// He was hired on that day or before.
    pub hired_by: Option<Day>,
    /// He is still employed on that day.
    pub employed_on: Option<Day>,
    /// He took part for so many days of the period.
    pub minimum_days: Option<Decimal>,
    /// People who left on good terms are paid although they are not employed any more.
    pub good_leavers: bool,
    /// Where it is written.
    pub span: Span,
}

/// A day that a plan names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Day {
    /// The first day of the period.
    PeriodStart,
    /// Its last day.
    PeriodEnd,
    /// The day of payment.
    Payment,
    /// A date.
    Date(Date),
}

impl Day {
    /// As documents say it.
    pub(in crate::plan) fn words(&self) -> String {
        match self {
            Self::PeriodStart => "the first day of the period".to_owned(),
            Self::PeriodEnd => "the last day of the period".to_owned(),
            Self::Payment => "the day of payment".to_owned(),
            Self::Date(date) => date.to_string(),
        }
    }
}

pub(super) fn parse(table: &Table<'_>) -> Option<Eligibility> {
    let span = table.key_span("eligibility");
    let table = table.table("eligibility")?;
    let found = Eligibility {
        hired_by: day(&table, "hired_by"),
        employed_on: day(&table, "employed_on"),
        minimum_days: table.number("minimum_days").map(|days| days.value),
        good_leavers: table.boolean("good_leavers").is_some_and(|good| good.value),
        span,
    };
    table.finish(&["note"]);
    Some(found)
}

fn day(table: &Table<'_>, field: &str) -> Option<Day> {
    let value = table.value(field)?;
    if !value.is_text() {
        return value.date().map(|date| Day::Date(date.value));
    }
    let text: Spanned<String> = value.text()?;
    let found = match text.value.as_str() {
        "period_start" => Some(Day::PeriodStart),
        "period_end" => Some(Day::PeriodEnd),
        "payment" => Some(Day::Payment),
        date => parse_date(date).map(Day::Date),
    };
    if found.is_none() {
        table.diagnostics().push(report::unknown_day(field, &text));
    }
    found
}

impl Eligibility {
    pub(super) fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Checked<()> {
        let reason = match self.hired_too_late(case)? {
            Some(reason) => Some(reason),
            None => match self.left_too_early(case)? {
                Some(reason) => Some(reason),
                None => self.too_short(case)?,
            },
        };
        match reason {
            Some(reason) => {
                earned.scale_by(&Exact::zero());
                earned.shut = true;
                earned.note("eligibility", "not eligible", reason, Some(&self.span));
            }
            None => earned.note("eligibility", "eligible", "", Some(&self.span)),
        }
        Ok(())
    }

    fn hired_too_late(&self, case: &Case<'_>) -> Checked<Option<String>> {
        let Some(day) = &self.hired_by else {
            return Ok(None);
        };
        let day = self.date(case, day)?;
        let Some(hired) = case.entrant.time.hired else {
            return refuse(report::no_hire(case, "hired_by", &self.span));
        };
        Ok((hired > day).then(|| format!("hired on {hired}, after {day}")))
    }

    /// The last day of employment counts as employed.
    fn left_too_early(&self, case: &Case<'_>) -> Checked<Option<String>> {
        let Some(day) = &self.employed_on else {
            return Ok(None);
        };
        let day = self.date(case, day)?;
        let time = &case.entrant.time;
        let Some(left) = time.left.filter(|left| *left < day) else {
            return Ok(None);
        };
        if self.good_leavers && time.good_leaver {
            return Ok(None);
        }
        Ok(Some(format!("left on {left}, before {day}")))
    }

    fn too_short(&self, case: &Case<'_>) -> Checked<Option<String>> {
        let Some(minimum) = self.minimum_days else {
            return Ok(None);
        };
        let Some(period) = case.entrant.time.period else {
            return refuse(report::no_time(case, &self.span));
        };
        let there: Exact = case
            .entrant
            .time
            .within(period)
            .into_iter()
            .map(|(stretch, from, to)| days(from, to) - Exact::from(stretch.leave))
            .sum();
        let short = there < Exact::from(minimum);
        Ok(short.then(|| format!("{} days, fewer than {}", there.plain(), plain(minimum))))
    }

    fn date(&self, case: &Case<'_>, day: &Day) -> Checked<Date> {
        let time = &case.entrant.time;
        let found = match day {
            Day::PeriodStart => time.period.map(|(from, _)| from),
            Day::PeriodEnd => time.period.map(|(_, to)| to),
            Day::Payment => time.paid_on.or_else(|| {
                let (_, last) = time.period?;
                case.plan.pays_on.as_ref()?.after(last)
            }),
            Day::Date(date) => Some(*date),
        };
        match (found, day) {
            (Some(date), _) => Ok(date),
            (None, Day::Payment) => refuse(report::no_payment_day(case, &self.span)),
            (None, _) => refuse(report::no_time(case, &self.span)),
        }
    }
}
