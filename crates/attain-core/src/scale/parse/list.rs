//! Lists of pairs in rising order: steps, points, anchors.

use crate::diag::{Diagnostic, Diagnostics, Span, Spanned};
use crate::num::Decimal;
use crate::rules;
use crate::scale::Knot;
use crate::text::{Document, Table, Value};

/// More parts than this nobody checks by eye.
const MOST_PARTS: usize = 1000;

/// Steps or points: at least `least`, in rising order. `None` if an error was reported.
pub(super) fn knots(table: &Table<'_>, field: &str, least: usize) -> Option<Vec<Knot>> {
    let (document, pairs) = pairs(table, field, least)?;
    let positions: Vec<Spanned<Decimal>> = pairs.iter().filter_map(|[at, _]| at.number()).collect();
    ascending(
        positions.iter().map(|at| (at.value, &at.span)),
        "position",
        document,
        table.diagnostics(),
    );
    let scores: Vec<Spanned<Decimal>> = pairs
        .iter()
        .filter_map(|[_, score]| score.number())
        .collect();
    // What could not be read has been reported, and then no scale is made.
    Some(positions.iter().zip(&scores).map(knot).collect())
}

fn knot((at, score): (&Spanned<Decimal>, &Spanned<Decimal>)) -> Knot {
    let mut span = at.span.clone();
    span.range.end = score.span.range.end;
    Knot {
        at: at.value,
        score: score.value,
        span,
    }
}

/// The pairs of a list of at least `least`, and the document that they stand in. `None` if the list
/// cannot be read at all; pairs that cannot are reported and left out.
pub(crate) fn pairs<'a>(
    table: &Table<'a>,
    field: &str,
    least: usize,
) -> Option<(&'a Document, Vec<[Value<'a>; 2]>)> {
    let value = table.required(field)?;
    let items = counted(&value, field, least)?;
    let diagnostics = table.diagnostics();
    let pairs = items.iter().filter_map(|item| pair(item, diagnostics));
    Some((value.document(), pairs.collect()))
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

/// Reports every position that is not above the one before it, with the words of the document.
pub(super) fn ascending<'s>(
    positions: impl Iterator<Item = (Decimal, &'s Span)>,
    what: &str,
    document: &Document,
    diagnostics: &Diagnostics,
) {
    let mut previous: Option<(Decimal, &Span)> = None;
    for (at, span) in positions {
        if let Some((before, earlier)) = previous.filter(|(before, _)| *before >= at) {
            let typed = as_typed(document, span);
            let diagnostic = if before == at {
                let message = format!("the {what} {typed} stands twice");
                Diagnostic::error(rules::DUPLICATE_POSITION, message).with_help("keep one of them")
            } else {
                let earlier = as_typed(document, earlier);
                let message =
                    format!("the {what} {typed} comes after {earlier}, expected rising order");
                Diagnostic::error(rules::NOT_ASCENDING, message)
                    .with_help("put the list into rising order")
            };
            diagnostics.push(diagnostic.at(span, "").at(earlier, "the one before"));
        }
        previous = Some((at, span));
    }
}

/// The text of a number, without its quotes.
fn as_typed<'d>(document: &'d Document, span: &Span) -> &'d str {
    let text = document.text.get(span.range.start..span.range.end);
    text.unwrap_or("").trim_matches(['"', '\''])
}
