//! Lists of pairs in rising order: steps, points, anchors.

use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::num::{Decimal, plain};
use crate::rules;
use crate::scale::Knot;
use crate::text::{Table, Value};

/// More parts than this nobody checks by eye.
const MOST_PARTS: usize = 1000;

/// Steps or points: at least `least`, in rising order. `None` if an error was reported.
pub(super) fn knots(table: &Table<'_>, field: &str, least: usize) -> Option<Vec<Knot>> {
    let parsed: Vec<Option<Knot>> = pairs(table, field, least)?
        .iter()
        .map(|[at, score]| knot(at, score))
        .collect();
    let places = parsed.iter().flatten().map(|knot| (knot.at, &knot.span));
    ascending(places, "position", table.diagnostics());
    parsed.into_iter().collect()
}

fn knot(at: &Value<'_>, score: &Value<'_>) -> Option<Knot> {
    let (position, given) = (at.number(), score.number());
    let mut span = at.span();
    span.range.end = score.span().range.end;
    Some(Knot {
        at: position?.value,
        score: given?.value,
        span,
    })
}

/// The pairs of a list of at least `least`. `None` if the list cannot be read at all; pairs that
/// cannot are reported and left out.
pub(crate) fn pairs<'a>(
    table: &Table<'a>,
    field: &str,
    least: usize,
) -> Option<Vec<[Value<'a>; 2]>> {
    let value = table.required(field)?;
    let items = counted(&value, field, least)?;
    let diagnostics = table.diagnostics();
    Some(
        items
            .iter()
            .filter_map(|item| pair(item, diagnostics))
            .collect(),
    )
}

/// The items of a list, if they are neither too few nor too many.
pub(super) fn counted<'a>(value: &Value<'a>, field: &str, least: usize) -> Option<Vec<Value<'a>>> {
    let items = value.list()?;
    let found = items.len();
    let diagnostic = if found < least {
        let message = format!("`{field}` has {found} entries, expected at least {least}");
        Diagnostic::error(rules::TOO_FEW_PARTS, message)
            .with_help("write what the scale gives, and for what")
    } else if found > MOST_PARTS {
        let message = format!("`{field}` has {found} entries, expected at most {MOST_PARTS}");
        Diagnostic::error(rules::TOO_MANY_PARTS, message)
            .with_help("use points, between which the lines are straight")
    } else {
        return Some(items);
    };
    value.diagnostics().push(diagnostic.at(&value.span(), ""));
    None
}

fn pair<'a>(item: &Value<'a>, diagnostics: &Diagnostics) -> Option<[Value<'a>; 2]> {
    let parts = item.list()?;
    let found = parts.len();
    let pair = <[Value<'a>; 2]>::try_from(parts).ok();
    if pair.is_none() {
        diagnostics.push(
            Diagnostic::error(
                rules::MALFORMED_PAIR,
                format!("found a list of {found}, expected a pair"),
            )
            .at(&item.span(), "")
            .with_help("write the position and what it gives: [\"80 %\", \"50 %\"]"),
        );
    }
    pair
}

/// Reports every position that is not above the one before it.
pub(crate) fn ascending<'s>(
    positions: impl Iterator<Item = (Decimal, &'s Span)>,
    what: &str,
    diagnostics: &Diagnostics,
) {
    let mut previous: Option<(Decimal, &Span)> = None;
    for (at, span) in positions {
        if let Some((before, earlier)) = previous.filter(|(before, _)| *before >= at) {
            let (before, at) = (plain(before), plain(at));
            let diagnostic = if before == at {
                Diagnostic::error(
                    rules::DUPLICATE_POSITION,
                    format!("the {what} {at} stands twice"),
                )
                .with_help("keep one of the two")
            } else {
                Diagnostic::error(
                    rules::NOT_ASCENDING,
                    format!("the {what} {at} comes after {before}, expected rising order"),
                )
                .with_help("put the list into rising order")
            };
            diagnostics.push(diagnostic.at(span, "").at(earlier, "the one before"));
        }
        previous = Some((at, span));
    }
}
