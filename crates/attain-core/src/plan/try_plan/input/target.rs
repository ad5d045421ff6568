//! A target that changed in the middle of the period: rows of their own with `target_from` and
//! `target_to`. The target of the period is their mean, each by its calendar days.

use super::Owned;
use crate::diag::{Diagnostic, Diagnostics};
use crate::num::{Decimal, Exact, RATIO_DECIMALS, RoundMode};
use crate::plan::{Entrant, days_between};
use crate::rules;
use crate::text::csv_table::CsvRow;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Whether a row states a target for some days.
pub(super) fn is_stretch(row: &CsvRow<'_>) -> bool {
    row.text("target_from").is_some() || row.text("target_to").is_some()
}

/// Targets and their days.
#[derive(Debug)]
struct Sum {
    product: Exact,
    days: Exact,
}

/// Sets the targets that rows state for some days of the period.
pub(super) fn apply<'r>(
    entrant: &mut Entrant,
    rows: impl Iterator<Item = &'r Owned<'r>>,
    diagnostics: &Diagnostics,
) {
    let mut sums: BTreeMap<String, (Sum, &CsvRow<'_>)> = BTreeMap::new();
    for owned in rows.filter(|owned| is_stretch(owned.row)) {
        let row = owned.row;
        let Some(period) = entrant.time.period else {
            diagnostics.push(
                Diagnostic::error(rules::DAYS_MISSING, "a target for some days needs a period")
                    .at(&row.span, "")
                    .with_help("add the columns `period_from` and `period_to`, or `period`"),
            );
            return;
        };
        let (Some(kpi), Some(target)) = (row.required_text("kpi"), row.number("target")) else {
            continue;
        };
        let entry = sums.entry(kpi.value).or_insert_with(|| {
            let nothing = Sum {
                product: Exact::zero(),
                days: Exact::zero(),
            };
            (nothing, row)
        });
        add(&mut entry.0, row, target.value, period);
    }
    for (kpi, (sum, row)) in sums {
        set(entrant, &kpi, &sum, row, diagnostics);
    }
}

fn add(sum: &mut Sum, row: &CsvRow<'_>, target: Decimal, period: (Date, Date)) {
    let date = |column: &str| row.date(column).map(|date| date.value);
    let from = date("target_from").map_or(period.0, |from| from.max(period.0));
    let to = date("target_to").map_or(period.1, |to| to.min(period.1));
    if from <= to {
        let days = days_between(from, to);
        sum.product = &sum.product + &(&days * &Exact::from(target));
        sum.days = &sum.days + &days;
    }
}

fn set(entrant: &mut Entrant, kpi: &str, sum: &Sum, row: &CsvRow<'_>, diagnostics: &Diagnostics) {
    let whole = entrant.time.period.map(|(from, to)| days_between(from, to));
    let mean = sum.product.checked_div(&sum.days);
    let mean = mean.and_then(|mean| mean.round(RATIO_DECIMALS, RoundMode::HalfEven));
    if whole.as_ref() != Some(&sum.days) || mean.is_none() {
        let message = format!(
            "the targets of `{kpi}` hold on {} days, and the period has {}",
            sum.days.plain(),
            whole.map_or_else(String::new, |days| days.plain())
        );
        diagnostics.push(
            Diagnostic::error(rules::TARGET_ON_OTHER_DATES, message)
                .at(&row.span, "")
                .with_help("let every day of the period have one target"),
        );
        return;
    }
    for line in entrant.lines.iter_mut().filter(|line| line.kpi == kpi) {
        line.target = mean;
        line.bounds.target = mean;
    }
}
