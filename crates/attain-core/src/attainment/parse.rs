//! The fields of a KPI that say how its actual is judged, from TOML.

use super::attain::number_of;
use super::{Anchor, AttainmentRule, Band, Direction, LowerForm, Milestone, Target};
use crate::diag::{Diagnostic, Span};
use crate::num::{Decimal, plain};
use crate::rules;
use crate::scale::pairs;
use crate::text::{Table, Value};

/// The fields that [`parse_rule`] reads, for [`Table::finish`].
pub const FIELDS: [&str; 7] = [
    "direction",
    "lower_form",
    "band",
    "tolerance",
    "deadline",
    "late",
    "anchors",
];

/// The fields that belong to one direction.
const OWN_FIELDS: [(&str, Direction); 6] = [
    ("lower_form", Direction::Lower),
    ("band", Direction::Band),
    ("tolerance", Direction::Band),
    ("deadline", Direction::Milestone),
    ("late", Direction::Milestone),
    ("anchors", Direction::Rating),
];

/// How a KPI's actual is judged, from its table; `higher` if the table does not say. `None` if an
/// error was reported. The caller finishes the table.
#[must_use]
pub fn parse_rule(table: &Table<'_>) -> Option<AttainmentRule> {
    let before = table.diagnostics().len();
    let direction = match table.has("direction") {
        true => table.choice("direction", &Direction::NAMES)?,
        false => Direction::default(),
    };
    let rule = match direction {
        Direction::Higher => Some(AttainmentRule::Higher),
        Direction::Lower => {
            let form = table.choice("lower_form", &LowerForm::NAMES);
            Some(AttainmentRule::Lower(form.unwrap_or_default()))
        }
        Direction::Band => band(table).map(AttainmentRule::Band),
        Direction::Milestone => Some(AttainmentRule::Milestone(milestone(table))),
        Direction::Rating => anchors(table).map(AttainmentRule::Rating),
    };
    other_fields(table, direction);
    rule.filter(|_| table.diagnostics().len() == before)
}

/// The levels of a target from a table: `minimum`, `target`, `desired`, `baseline`, `benchmark`,
/// `deadline`. The caller finishes the table.
#[must_use]
pub fn parse_target(table: &Table<'_>) -> Target {
    let number = |name: &str| table.number(name).map(|number| number.value);
    Target {
        minimum: number("minimum"),
        target: number("target"),
        desired: number("desired"),
        baseline: number("baseline"),
        benchmark: number("benchmark"),
        deadline: table.date("deadline").map(|date| date.value),
    }
}

/// Reports fields of another direction.
fn other_fields(table: &Table<'_>, direction: Direction) {
    let others = OWN_FIELDS
        .iter()
        .filter(|(field, owner)| *owner != direction && table.has(field));
    for (field, owner) in others {
        // Asking for it keeps it from being reported as unknown too.
        let _ = table.value(field);
        let (owner, direction) = (owner.name(), direction.name());
        let message =
            format!("`{field}` belongs to direction `{owner}`, and this one is `{direction}`");
        table.diagnostics().push(
            Diagnostic::error(rules::FIELD_OF_ANOTHER_KIND, message)
                .at(&table.key_span(field), "")
                .with_help(format!("remove it, or write `direction = \"{owner}\"`")),
        );
    }
}

fn band(table: &Table<'_>) -> Option<Band> {
    let tolerance = table.number("tolerance");
    if let Some(tolerance) = tolerance.as_ref().filter(|t| t.value <= Decimal::ZERO) {
        let message = format!(
            "the tolerance is {}, expected more than 0",
            plain(tolerance.value)
        );
        table.diagnostics().push(
            Diagnostic::error(rules::BAND_IMPOSSIBLE, message)
                .at(&tolerance.span, "")
                .with_help("leave `tolerance` out where everything outside the band gives 0"),
        );
    }
    let value = table.required("band")?;
    let [low, high] = ends(&value)?;
    let (low, high) = (low.number(), high.number());
    let (low, high) = (low?.value, high?.value);
    if low > high {
        let message = format!(
            "the band begins at {} and ends at {}",
            plain(low),
            plain(high)
        );
        table.diagnostics().push(
            Diagnostic::error(rules::BAND_IMPOSSIBLE, message)
                .at(&value.span(), "")
                .with_help("write the lower end first"),
        );
    }
    Some(Band {
        low,
        high,
        tolerance: tolerance.map(|tolerance| tolerance.value),
    })
}

fn ends<'a>(value: &Value<'a>) -> Option<[Value<'a>; 2]> {
    let items = value.list()?;
    let found = items.len();
    let ends = <[Value<'a>; 2]>::try_from(items).ok();
    if ends.is_none() {
        value.diagnostics().push(
            Diagnostic::error(
                rules::MALFORMED_PAIR,
                format!("found a list of {found}, expected a pair"),
            )
            .at(&value.span(), "")
            .with_help("write the lowest and the highest good value: [\"95\", \"105\"]"),
        );
    }
    ends
}

fn milestone(table: &Table<'_>) -> Milestone {
    Milestone {
        deadline: table.date("deadline").map(|date| date.value),
        late: table
            .number("late")
            .map_or(Decimal::ZERO, |late| late.value),
    }
}

fn anchors(table: &Table<'_>) -> Option<Vec<Anchor>> {
    let (_, pairs) = pairs(table, "anchors", 1)?;
    let parsed: Vec<Option<Anchor>> = pairs
        .iter()
        .map(|[rating, attainment]| anchor(rating, attainment))
        .collect();
    let anchors: Vec<Anchor> = parsed.into_iter().collect::<Option<_>>()?;
    let mut seen: Vec<&Anchor> = Vec::new();
    for anchor in &anchors {
        if let Some(first) = seen
            .iter()
            .find(|first| same(&first.rating, &anchor.rating))
        {
            table.diagnostics().push(
                Diagnostic::error(
                    rules::DUPLICATE_POSITION,
                    format!("the rating `{}` stands twice", anchor.rating),
                )
                .at(&anchor.span, "")
                .at(&first.span, "the one before")
                .with_help("keep one of the two"),
            );
        }
        seen.push(anchor);
    }
    Some(anchors)
}

/// Whether two ratings are one: by value if they are numbers.
fn same(a: &str, b: &str) -> bool {
    let (x, y) = (number_of(a), number_of(b));
    a.trim() == b.trim() || (x.is_some() && x == y)
}

fn anchor(rating: &Value<'_>, attainment: &Value<'_>) -> Option<Anchor> {
    let given = attainment.number();
    let text = if rating.is_text() {
        rating.text()?.value
    } else {
        plain(rating.number()?.value)
    };
    Some(Anchor {
        rating: text,
        attainment: given?.value,
        span: joined(&rating.span(), &attainment.span()),
    })
}

fn joined(first: &Span, last: &Span) -> Span {
    let mut span = first.clone();
    span.range.end = last.range.end;
    span
}
