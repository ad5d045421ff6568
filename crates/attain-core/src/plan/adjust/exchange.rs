//! `exchange = { from = "USD", rate = "0.92", date = 2024-06-30 }`: the plan is computed in one
//! currency and paid in another, at a rate of a stated day.

use crate::diag::Span;
use crate::num::{Decimal, Exact, plain};
use crate::plan::entrant::Case;
use crate::plan::method::Earned;
use crate::plan::{Checked, refuse, report};
use crate::text::Table;
use jiff::civil::Date;

/// A rate of exchange.
#[derive(Debug, Clone)]
pub struct Exchange {
    from: String,
    rate: Option<Decimal>,
    date: Option<Date>,
    span: Span,
}

pub(super) fn parse(table: &Table<'_>) -> Option<Exchange> {
    let span = table.key_span("exchange");
    let table = table.table("exchange")?;
    let from = table.required_text("from");
    let rate = table.number("rate");
    let date = table.date("date");
    if rate.is_some() && date.is_none() {
        table.diagnostics().push(report::rate_without_date(&span));
    }
    if let Some(rate) = rate.as_ref().filter(|rate| rate.value <= Decimal::ZERO) {
        table
            .diagnostics()
            .push(report::out_of_range("rate", rate, "above 0"));
    }
    table.finish(&["note"]);
    Some(Exchange {
        from: from?.value,
        rate: rate.map(|rate| rate.value),
        date: date.map(|date| date.value),
        span,
    })
}

impl Exchange {
    /// What it does, for documents.
    pub(in crate::plan) fn words(&self, currency: &str) -> String {
        let date = self
            .date
            .map_or_else(String::new, |date| format!(" of {date}"));
        format!(
            "Amounts in {} are paid in {currency} at the rate{date}.",
            self.from
        )
    }

    pub(super) fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Checked<()> {
        let rate = self.rate(case)?;
        earned.scale_by(&rate);
        let date = self
            .date
            .map(|date| format!(" of {date}"))
            .unwrap_or_default();
        let remark = format!("from {} to {}, the rate{date}", self.from, case.currency);
        earned.note("exchange", rate.plain(), remark, Some(&self.span));
        Ok(())
    }

    /// The person's rate, or the plan's.
    pub(super) fn rate(&self, case: &Case<'_>) -> Checked<Exact> {
        let own = case.entrant.amount("exchange_rate");
        match own.or(self.rate) {
            Some(rate) if rate > Decimal::ZERO => Ok(Exact::from(rate)),
            Some(rate) => refuse(report::rate_not_positive(case, &plain(rate), &self.span)),
            None => refuse(report::amount_missing(case, "exchange_rate", &self.span)),
        }
    }
}
