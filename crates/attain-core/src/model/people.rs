//! People and units: `data/people.csv`, `data/units.csv`, or rows of a snapshot dataset.

use super::company::PeopleSource;
use super::reference::check_name;
use crate::dataset::{ColumnKind, Dataset};
use crate::diag::{Diagnostic, Diagnostics, Spanned};
use crate::facts::{FactRow, FactValue, RowQuery};
use crate::id::{PositionId, UnitId};
use crate::measure::{Scalar, ScalarKind};
use crate::num::plain;
use crate::organisation::{AssignmentDraft, Origin, RowOrigin, Unit};
use crate::rules;
use crate::text::Document;
use crate::text::csv_table::{CsvColumns, CsvRow, CsvTable};
use std::collections::{BTreeMap, BTreeSet};

const PEOPLE: CsvColumns<'static> = CsvColumns {
    required: &["person", "name"],
    optional: &[
        "unit", "position", "manager", "from", "to", "hired", "left", "share", "salary", "bonus",
        "income", "keys", "email",
    ],
};

/// Number columns of `data/people.csv` that plans may use.
const AMOUNTS: [&str; 3] = ["salary", "bonus", "income"];

const UNITS: CsvColumns<'static> = CsvColumns {
    required: &["unit", "name"],
    optional: &["parent"],
};

/// Reads `data/people.csv`. A person has a line for each assignment.
pub(super) fn parse_people(document: &Document, diagnostics: &Diagnostics) -> Vec<AssignmentDraft> {
    let table = CsvTable::read(document, PEOPLE, diagnostics);
    table.rows().iter().filter_map(parse_person).collect()
}

fn parse_person(row: &CsvRow<'_>) -> Option<AssignmentDraft> {
    let key = row.required_text("person");
    let name = row.required_text("name");
    let text = |column: &str| row.text(column).map(|text| text.value);
    let date = |column: &str| row.date(column).map(|date| date.value);
    let (from, to, hired, left) = (date("from"), date("to"), date("hired"), date("left"));
    let share = row.number("share").map(|share| share.value);
    let amount = |name: &&str| {
        row.number(name)
            .map(|amount| ((*name).to_owned(), amount.value))
    };
    let amounts = AMOUNTS.iter().filter_map(amount).collect();
    let key = key?.value;
    let mut draft = AssignmentDraft::new(key, Origin::model(&row.span));
    draft.name = name?.value;
    draft.unit = text("unit").map(UnitId::from);
    draft.position = text("position").map(PositionId::from);
    draft.manager = text("manager");
    draft.share = share.unwrap_or(draft.share);
    Some(AssignmentDraft {
        from,
        to,
        hired,
        left,
        amounts,
        ..draft
    })
}

/// Reads `data/units.csv`.
pub(super) fn parse_units(document: &Document, diagnostics: &Diagnostics) -> Vec<Unit> {
    let table = CsvTable::read(document, UNITS, diagnostics);
    let mut units: Vec<Unit> = Vec::new();
    for row in table.rows() {
        let (Some(id), Some(name)) = (row.required_text("unit"), row.required_text("name")) else {
            continue;
        };
        let parent = row.text("parent").map(|parent| UnitId::from(parent.value));
        let span = Some(row.span.clone());
        if let Some(first) = units.iter().find(|unit| unit.id.as_str() == id.value) {
            let mut diagnostic = Diagnostic::error(
                rules::DUPLICATE_NAME,
                format!("unit `{}` is defined twice", id.value),
            )
            .at(&id.span, "again here");
            if let Some(first) = &first.span {
                diagnostic = diagnostic.at(first, "first here");
            }
            diagnostics.push(diagnostic);
            continue;
        }
        units.push(Unit {
            id: id.value.into(),
            name: name.value,
            parent,
            span,
        });
    }
    check_units(&units, diagnostics);
    units
}

/// Parents exist, and no unit is part of itself.
fn check_units(units: &[Unit], diagnostics: &Diagnostics) {
    let parents: BTreeMap<&UnitId, &UnitId> = units
        .iter()
        .filter_map(|unit| Some((&unit.id, unit.parent.as_ref()?)))
        .collect();
    for unit in units {
        let (Some(parent), Some(span)) = (&unit.parent, &unit.span) else {
            continue;
        };
        let known = units.iter().map(|unit| unit.id.as_str());
        check_name("unit", parent.as_str(), span, known, diagnostics);
        let mut seen = BTreeSet::new();
        let mut above = Some(parent);
        while let Some(id) = above.filter(|id| seen.insert(*id)) {
            if *id == unit.id {
                let message = format!("unit `{}` is part of itself through its parents", unit.id);
                diagnostics.push(Diagnostic::error(rules::CYCLE, message).at(span, ""));
            }
            above = parents.get(id).copied();
        }
    }
}

/// The references of people lines: units and positions must be known.
pub(super) fn check_people(
    people: &[AssignmentDraft],
    units: &[Unit],
    positions: &BTreeMap<PositionId, String>,
    diagnostics: &Diagnostics,
) {
    for draft in people {
        let Some(span) = &draft.origin.span else {
            continue;
        };
        if let Some(unit) = &draft.unit {
            let known = units.iter().map(|unit| unit.id.as_str());
            check_name("unit", unit.as_str(), span, known, diagnostics);
        }
        if let Some(position) = &draft.position {
            let known = positions.keys().map(PositionId::as_str);
            check_name("position", position.as_str(), span, known, diagnostics);
        }
    }
}

/// Checks that a people source names columns that its dataset has.
pub(super) fn check_source(source: &PeopleSource, dataset: &Dataset, diagnostics: &Diagnostics) {
    for column in source.columns() {
        let known = dataset.columns.iter().map(|column| column.name.as_str());
        check_name("column", column, &source.span, known, diagnostics);
    }
    let dates = [&source.from, &source.to, &source.hired, &source.left];
    for column in dates.into_iter().flatten() {
        if dataset
            .column(column)
            .is_some_and(|column| column.kind != ColumnKind::Date)
        {
            let message = format!("column `{column}` of people must be of type date");
            diagnostics
                .push(Diagnostic::error(rules::WRONG_KIND_OF_VALUE, message).at(&source.span, ""));
        }
    }
}

/// The rows that [`drafts_from_rows`] needs.
#[must_use]
pub fn people_query(source: &PeopleSource, dataset: &Dataset) -> RowQuery {
    let scalar = |name| column_scalar(dataset, name);
    RowQuery {
        dataset: source.dataset.clone(),
        days: None,
        conditions: Vec::new(),
        credits: Vec::new(),
        columns: source.columns().into_iter().map(scalar).collect(),
        page: None,
    }
}

/// A column as measures and questions name it; text, if the dataset has none by that name.
#[must_use]
pub fn column_scalar(dataset: &Dataset, name: &str) -> Scalar {
    let kind = dataset
        .column(name)
        .map_or(ScalarKind::Text, |column| scalar_kind(column.kind));
    Scalar::Column {
        name: name.to_owned(),
        kind,
    }
}

/// The kind of a column's values.
#[must_use]
pub fn scalar_kind(kind: ColumnKind) -> ScalarKind {
    match kind {
        ColumnKind::Text => ScalarKind::Text,
        ColumnKind::Integer => ScalarKind::Number {
            precision: 18,
            scale: 0,
        },
        ColumnKind::Decimal { precision, scale } => ScalarKind::Number { precision, scale },
        ColumnKind::Date => ScalarKind::Date,
        ColumnKind::Boolean => ScalarKind::Boolean,
    }
}

/// People from the rows of their dataset. Positions are matched with the model's by id or title;
/// a title that the model does not know is a position of its own.
#[must_use]
pub fn drafts_from_rows(
    source: &PeopleSource,
    positions: &BTreeMap<PositionId, String>,
    rows: &[FactRow],
) -> Vec<AssignmentDraft> {
    let columns = source.columns();
    rows.iter()
        .filter_map(|row| draft_from_row(source, positions, &columns, row))
        .collect()
}

fn draft_from_row(
    source: &PeopleSource,
    positions: &BTreeMap<PositionId, String>,
    columns: &[&str],
    row: &FactRow,
) -> Option<AssignmentDraft> {
    let value = |name: &str| {
        let index = columns.iter().position(|column| *column == name)?;
        row.values
            .get(index)
            .filter(|value| **value != FactValue::Missing)
    };
    let text = |name: &str| value(name).map(text_of);
    let optional = |column: &Option<String>| column.as_deref().and_then(text);
    let date = |column: &Option<String>| match value(column.as_deref()?)? {
        FactValue::Date(date) => Some(*date),
        _ => None,
    };
    let joined = |names: &[String], separator: &str| {
        let parts: Vec<String> = names.iter().filter_map(|name| text(name)).collect();
        (!parts.is_empty()).then(|| parts.join(separator))
    };
    let origin = Origin {
        span: None,
        row: Some(RowOrigin {
            batch: row.batch.clone(),
            row: row.row,
        }),
    };
    let mut draft = AssignmentDraft::new(text(&source.key)?, origin);
    draft.identity = joined(&source.same_person, "\u{1f}");
    draft.name = joined(&source.name, " ").unwrap_or(draft.name);
    draft.unit = optional(&source.unit).map(UnitId::from);
    draft.position = optional(&source.position).map(|title| position_of(positions, &title));
    draft.manager = optional(&source.manager);
    draft.from = date(&source.from);
    draft.to = date(&source.to);
    draft.hired = date(&source.hired);
    draft.left = date(&source.left);
    for name in &source.amounts {
        if let Some(FactValue::Number(number)) = value(name) {
            draft.amounts.insert(name.clone(), *number);
        }
    }
    if let Some(FactValue::Number(share)) = source.share.as_deref().and_then(value) {
        draft.share = *share;
    }
    Some(draft)
}

fn position_of(positions: &BTreeMap<PositionId, String>, title: &str) -> PositionId {
    let by_title = positions
        .iter()
        .find(|(id, known)| id.as_str() == title || *known == title);
    by_title.map_or_else(|| PositionId::from(title), |(id, _)| id.clone())
}

/// A value as the text by which facts and people name each other.
#[must_use]
pub fn text_of(value: &FactValue) -> String {
    match value {
        FactValue::Missing => String::new(),
        FactValue::Text(text) => text.clone(),
        FactValue::Number(number) => plain(*number),
        FactValue::Date(date) => date.to_string(),
        FactValue::Boolean(value) => value.to_string(),
    }
}

/// Positions of `model/positions.toml`: `[position.NAME]` with a `title`.
pub(super) fn parse_position(
    name: &Spanned<String>,
    table: &crate::text::Table<'_>,
) -> (PositionId, String) {
    let title = table
        .text("title")
        .map_or_else(|| name.value.clone(), |title| title.value);
    table.finish(&["note"]);
    (name.value.as_str().into(), title)
}
