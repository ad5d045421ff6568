//! One fact credited to several people: the shares of each fact add up to 100 %. Overlays come on
//! top of it, and are marked.

use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::num::{Decimal, Exact};
use crate::rules;
use crate::text::csv_table::CsvRow;
use std::collections::BTreeMap;

pub(super) fn check(rows: &[CsvRow<'_>], diagnostics: &Diagnostics) {
    let mut facts: BTreeMap<String, (Exact, Span)> = BTreeMap::new();
    for row in rows {
        let overlay = match row.text("overlay").map(|word| word.value) {
            Some(word) if word == "yes" => true,
            Some(word) if word == "no" => false,
            Some(word) => {
                diagnostics.push(
                    Diagnostic::error(rules::UNKNOWN_CHOICE, format!("`{word}` is no answer"))
                        .at(&row.place("overlay"), "")
                        .with_help("write yes or no"),
                );
                continue;
            }
            None => false,
        };
        let credit = row
            .number("credit")
            .map_or(Decimal::ONE, |credit| credit.value);
        if credit < Decimal::ZERO || credit > Decimal::ONE {
            diagnostics.push(
                Diagnostic::error(
                    rules::NUMBER_OUT_OF_RANGE,
                    "a credit is not from 0 % to 100 %",
                )
                .at(&row.place("credit"), "")
                .with_help("write the part of the fact that counts for this person"),
            );
        }
        let Some(fact) = row.text("fact").filter(|_| !overlay) else {
            continue;
        };
        let entry = facts
            .entry(fact.value)
            .or_insert_with(|| (Exact::zero(), row.place("credit")));
        entry.0 = &entry.0 + &Exact::from(credit);
    }
    for (fact, (sum, span)) in facts {
        if sum != Exact::one() {
            let percent = (sum * Exact::from_integer(100)).plain();
            let message = format!("the shares of fact `{fact}` add up to {percent} %, not 100 %");
            diagnostics.push(
                Diagnostic::error(rules::CREDIT_SHARES, message)
                    .at(&span, "")
                    .with_help("correct the shares; who is credited on top has `overlay` = yes"),
            );
        }
    }
}
