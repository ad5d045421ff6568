//! Tiers: `{ up_to = "10", rate = "5", flat = "2" }`.

use super::list::{ascending, counted};
use crate::diag::{Diagnostic, Diagnostics};
use crate::num::{Decimal, plain};
use crate::rules;
use crate::scale::{AtBound, Negative, Tier, TierMode, Tiers};
use crate::text::{Document, Table};

/// The tiers of a scale. `None` if they cannot be read; errors are reported.
pub(super) fn parse(table: &Table<'_>) -> Option<Tiers> {
    let mode = table.choice("mode", &TierMode::NAMES).unwrap_or_default();
    let at_bound = table
        .choice("at_bound", &AtBound::NAMES)
        .unwrap_or_default();
    let negative = table
        .choice("negative", &Negative::NAMES)
        .unwrap_or_default();
    let value = table.required("tiers")?;
    let items = counted(&value, "tiers", 1)?;
    let tables: Vec<Table<'_>> = items.iter().filter_map(|item| item.table()).collect();
    let tiers: Vec<Tier> = tables.iter().map(tier).collect();
    check_bounds(&tiers, value.document(), table.diagnostics());
    check_open(&tables);
    Some(Tiers {
        mode,
        at_bound,
        negative,
        tiers,
    })
}

fn tier(table: &Table<'_>) -> Tier {
    let up_to = table.number("up_to");
    let (rate, flat) = (table.number("rate"), table.number("flat"));
    if !table.has("rate") && !table.has("flat") {
        table.diagnostics().push(
            Diagnostic::error(
                rules::TIER_WITHOUT_PAY,
                "the tier has neither a `rate` nor a `flat` amount",
            )
            .at(table.span(), "")
            .with_help("to pay nothing, write `rate = \"0\"`"),
        );
    }
    table.finish(&[]);
    Tier {
        up_to,
        rate: rate.map_or(Decimal::ZERO, |rate| rate.value),
        flat: flat.map_or(Decimal::ZERO, |flat| flat.value),
        span: table.span().clone(),
    }
}

fn check_bounds(tiers: &[Tier], document: &Document, diagnostics: &Diagnostics) {
    let bounds = || tiers.iter().filter_map(|tier| tier.up_to.as_ref());
    ascending(
        bounds().map(|bound| (bound.value, &bound.span)),
        "bound",
        document,
        diagnostics,
    );
    for bound in bounds().filter(|bound| bound.value < Decimal::ZERO) {
        let message = format!(
            "the tier ends at {}, and tiers begin at 0",
            plain(bound.value)
        );
        diagnostics.push(
            Diagnostic::error(rules::BOUND_BELOW_ZERO, message)
                .at(&bound.span, "")
                .with_help("say with `negative` what values below 0 give"),
        );
    }
}

/// Only the last tier may go on for ever.
fn check_open(tables: &[Table<'_>]) {
    let before_last = tables.split_last().map_or(&[][..], |(_, rest)| rest);
    for table in before_last.iter().filter(|table| !table.has("up_to")) {
        table.diagnostics().push(
            Diagnostic::error(
                rules::OPEN_TIER_NOT_LAST,
                "the tier has no `up_to` and is not the last",
            )
            .at(table.span(), "")
            .with_help("add `up_to`, or move the tier to the end"),
        );
    }
}
