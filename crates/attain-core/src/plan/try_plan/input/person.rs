//! The columns of a person. They may stand in any of his rows, and hold for all of them.

use super::Reader;
use crate::diag::{Diagnostic, Span};
use crate::num::Decimal;
use crate::plan::{Entrant, Stretch};
use crate::rules;
use crate::text::csv_table::CsvRow;
use jiff::civil::Date;

pub(super) const COLUMNS: [&str; 24] = [
    "bonus",
    "salary",
    "income",
    "points",
    "factor_all",
    "tenure",
    "exchange_rate",
    "balance",
    "owed",
    "advance",
    "clawback",
    "correction",
    "correction_reason",
    "hired",
    "left",
    "leaver",
    "paid_on",
    "period",
    "period_from",
    "period_to",
    "from",
    "to",
    "share",
    "leave_days",
];

/// Numbers of a person.
const NUMBERS: [&str; 12] = [
    "bonus",
    "salary",
    "income",
    "points",
    "factor_all",
    "tenure",
    "exchange_rate",
    "balance",
    "owed",
    "advance",
    "clawback",
    "correction",
];

impl Reader<'_> {
    /// Takes the columns of a person from a row. The person's own rows say more than those for
    /// everybody.
    pub(super) fn person_columns(&self, row: &CsvRow<'_>, entrant: &mut Entrant, own: bool) {
        let stretch = own.then(|| stretch(row)).flatten();
        let named = self.amounts.iter().map(String::as_str);
        let named = named.filter(|name| !NUMBERS.contains(name));
        for column in NUMBERS.into_iter().chain(named) {
            if column == "bonus" && stretch.as_ref().is_some_and(|one| one.bonus.is_some()) {
                continue;
            }
            self.number(row, column, entrant, own);
        }
        if let Some(stretch) = stretch.filter(|one| !entrant.time.stretches.contains(one)) {
            entrant.time.stretches.push(stretch);
        }
        if let Some(reason) = row.text("correction_reason") {
            entrant.correction_reason = Some(reason.value);
        }
        self.days(row, entrant);
    }

    fn number(&self, row: &CsvRow<'_>, column: &str, entrant: &mut Entrant, own: bool) {
        let Some(number) = row.number(column) else {
            return;
        };
        match entrant.amounts.get(column) {
            Some(before) if own && *before != number.value => {
                self.two_values(column, entrant, &number.span);
            }
            Some(_) => {}
            None => {
                entrant.amounts.insert(column.to_owned(), number.value);
            }
        }
    }

    fn days(&self, row: &CsvRow<'_>, entrant: &mut Entrant) {
        let date = |column: &str| row.date(column).map(|date| date.value);
        let time = &mut entrant.time;
        let later = |known: Option<Date>, column: &str| known.or_else(|| date(column));
        time.hired = later(time.hired, "hired");
        time.left = later(time.left, "left");
        time.paid_on = later(time.paid_on, "paid_on");
        match (date("period_from"), date("period_to")) {
            (Some(from), Some(to)) if from <= to => time.period = time.period.or(Some((from, to))),
            (None, None) => {}
            _ => self.diagnostics.push(
                Diagnostic::error(rules::DATES_REVERSED, "a period needs two days in order")
                    .at(&row.span, "")
                    .with_help("fill `period_from` and `period_to`, the earlier day first"),
            ),
        }
        if let Some(word) = row.text("leaver") {
            match word.value.as_str() {
                "good" => time.good_leaver = true,
                "bad" => {}
                other => self.diagnostics.push(
                    Diagnostic::error(
                        rules::UNKNOWN_CHOICE,
                        format!("`{other}` is no kind of leaver"),
                    )
                    .at(&word.span, "")
                    .with_help("write good or bad"),
                ),
            }
        }
    }

    fn two_values(&self, column: &str, entrant: &Entrant, span: &Span) {
        let message = format!("`{column}` of `{}` has two values", entrant.person);
        self.diagnostics.push(
            Diagnostic::error(rules::DUPLICATE_NAME, message)
                .at(span, "")
                .with_help("write it once, or the same in each row of the person"),
        );
    }
}

/// The stretch of a row, if it says anything of one. The bonus belongs to it where the row names
/// no KPI.
fn stretch(row: &CsvRow<'_>) -> Option<Stretch> {
    let date = |column: &str| row.date(column).map(|date| date.value);
    let number = |column: &str| row.number(column).map(|number| number.value);
    let given = ["from", "to", "share", "leave_days"];
    given
        .iter()
        .any(|column| row.text(column).is_some())
        .then(|| Stretch {
            from: date("from"),
            to: date("to"),
            share: number("share").unwrap_or(Decimal::ONE),
            leave: number("leave_days").unwrap_or(Decimal::ZERO),
            bonus: if row.text("kpi").is_none() {
                number("bonus")
            } else {
                None
            },
        })
}
