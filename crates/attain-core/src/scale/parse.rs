//! Scales from TOML, with all their errors at once.

mod levels;
mod list;
mod tiers;

pub(crate) use list::pairs;

use super::{Applies, AtBound, Basis, Gives, Linear, Scale, Shape, Steps};
use crate::diag::{Diagnostic, Diagnostics, Spanned};
use crate::id::ScaleId;
use crate::num::{Decimal, plain};
use crate::rules;
use crate::text::Table;
use std::collections::BTreeMap;

/// The fields that only some kinds have.
const OWN_FIELDS: [(&str, &[&str]); 5] = [
    ("linear", &["threshold", "cap", "floor"]),
    ("step", &["steps", "at_bound"]),
    ("points", &["points"]),
    ("tiers", &["tiers", "at_bound", "mode", "negative"]),
    (
        "levels",
        &["at_minimum", "at_desired", "minimum", "target", "desired"],
    ),
];

/// The kinds of scale.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Linear,
    Step,
    Points,
    Tiers,
    Levels,
}

impl Kind {
    const NAMES: [(&'static str, Self); 5] = [
        ("linear", Self::Linear),
        ("step", Self::Step),
        ("points", Self::Points),
        ("tiers", Self::Tiers),
        ("levels", Self::Levels),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Step => "step",
            Self::Points => "points",
            Self::Tiers => "tiers",
            Self::Levels => "levels",
        }
    }
}

/// The scales of a document, `[scale.NAME]` or `[scale]` with `NAME = {…}`. Errors are reported
/// where the table reports; a scale with an error is left out.
#[must_use]
pub fn parse_scales(root: &Table<'_>) -> BTreeMap<ScaleId, Scale> {
    root.named_tables("scale")
        .iter()
        .filter_map(|(name, table)| parse_scale(name, table))
        .map(|scale| (scale.id.clone(), scale))
        .collect()
}

/// One scale; `None` if it has an error, which is reported.
#[must_use]
pub fn parse_scale(name: &Spanned<String>, table: &Table<'_>) -> Option<Scale> {
    let diagnostics = table.diagnostics();
    let before = diagnostics.len();
    let kind = table.required_choice("kind", &Kind::NAMES);
    let on = table.choice("on", &Basis::NAMES).unwrap_or_default();
    let gives = table.choice("gives", &Gives::NAMES).unwrap_or_default();
    let applies = table.choice("applies", &Applies::NAMES).unwrap_or_default();
    let title = table.text("title").map(|title| title.value);
    // Without its kind nothing can be said of the other fields.
    let kind = kind?;
    let shape = parse_shape(kind, on, table);
    if matches!(kind, Kind::Tiers) {
        check_basis(table, on, applies);
    } else {
        check_only_score(table, kind, gives, applies);
    }
    finish(table, kind);
    let shape = shape?;
    (diagnostics.len() == before).then(|| Scale {
        id: ScaleId::from(name.value.as_str()),
        title,
        on,
        gives,
        applies,
        shape,
        span: name.span.clone(),
    })
}

fn parse_shape(kind: Kind, on: Basis, table: &Table<'_>) -> Option<Shape> {
    match kind {
        Kind::Linear => Some(Shape::Linear(linear(table))),
        Kind::Step => steps(table).map(Shape::Step),
        Kind::Points => list::knots(table, "points", 2).map(Shape::Points),
        Kind::Tiers => tiers::parse(table).map(Shape::Tiers),
        Kind::Levels => Some(Shape::Levels(levels::parse(table, on))),
    }
}

fn steps(table: &Table<'_>) -> Option<Steps> {
    let at_bound = table.choice("at_bound", &AtBound::NAMES);
    let steps = list::knots(table, "steps", 1)?;
    Some(Steps {
        at_bound: at_bound.unwrap_or(AtBound::Upper),
        steps,
    })
}

fn linear(table: &Table<'_>) -> Linear {
    let linear = Linear {
        threshold: table.number("threshold"),
        cap: table.number("cap"),
        floor: table.number("floor"),
    };
    let Some(cap) = &linear.cap else {
        return linear;
    };
    if let Some(threshold) = &linear.threshold {
        limits_cross("threshold", threshold, cap, table.diagnostics());
    }
    if let Some(floor) = &linear.floor {
        limits_cross("floor", floor, cap, table.diagnostics());
    }
    if cap.value < Decimal::ZERO {
        let message = format!("the cap {} lies below 0", plain(cap.value));
        table.diagnostics().push(
            Diagnostic::error(rules::LIMITS_CROSS, message)
                .at(&cap.span, "")
                .with_help("raise the cap: below the threshold the score is 0 already"),
        );
    }
    linear
}

/// Reports a limit that lies above the cap.
fn limits_cross(
    name: &str,
    limit: &Spanned<Decimal>,
    cap: &Spanned<Decimal>,
    diagnostics: &Diagnostics,
) {
    if limit.value <= cap.value {
        return;
    }
    let (low, high) = (plain(limit.value), plain(cap.value));
    diagnostics.push(
        Diagnostic::error(
            rules::LIMITS_CROSS,
            format!("the {name} {low} lies above the cap {high}"),
        )
        .at(&limit.span, "")
        .at(&cap.span, "the cap")
        .with_help(format!("raise the cap or lower the {name}")),
    );
}

/// Rows and years have actuals, not attainments.
fn check_basis(table: &Table<'_>, on: Basis, applies: Applies) {
    if on == Basis::Actual || applies == Applies::Period {
        return;
    }
    let what = match applies {
        Applies::Row => "a row has an actual but no attainment",
        _ => "attainments of several periods do not add up to one of the year",
    };
    table.diagnostics().push(
        Diagnostic::error(rules::NEEDS_ACTUAL, what)
            .at(&table.key_span("applies"), "")
            .with_help("add `on = \"actual\"`"),
    );
}

/// Only tiers give amounts, and apply to anything but a period.
fn check_only_score(table: &Table<'_>, kind: Kind, gives: Gives, applies: Applies) {
    let report = |field: &str, word: &str| {
        let message = format!(
            "`{field} = \"{word}\"` is only for tiers, and this scale is `{}`",
            kind.name()
        );
        table.diagnostics().push(
            Diagnostic::error(rules::ONLY_FOR_TIERS, message)
                .at(&table.key_span(field), "")
                .with_help(format!(
                    "write the scale as `kind = \"tiers\"`, or remove `{field}`"
                )),
        );
    };
    if gives == Gives::Amount {
        report("gives", gives.name());
    }
    match applies {
        Applies::Row => report("applies", "row"),
        Applies::YearToDate => report("applies", "year_to_date"),
        Applies::Period => {}
    }
}

/// Reports what nobody asked for; a field of another kind by that name.
fn finish(table: &Table<'_>, kind: Kind) {
    let (own, others): (Vec<_>, Vec<_>) = OWN_FIELDS
        .into_iter()
        .partition(|(owner, _)| *owner == kind.name());
    let is_own = |field: &&str| own.iter().any(|(_, fields)| fields.contains(field));
    for (owner, fields) in others {
        let foreign = fields.iter().filter(|field| !is_own(field));
        for field in foreign.filter(|field| table.has(field)) {
            // Asking for it keeps it from being reported as unknown too.
            let _ = table.value(field);
            let message = format!(
                "`{field}` belongs to scales of kind `{owner}`, and this one is `{}`",
                kind.name()
            );
            table.diagnostics().push(
                Diagnostic::error(rules::FIELD_OF_ANOTHER_KIND, message)
                    .at(&table.key_span(field), "")
                    .with_help(format!("remove it, or write `kind = \"{owner}\"`")),
            );
        }
    }
    table.finish(&[]);
}
