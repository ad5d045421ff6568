//! Answers of the facts, as entries and back.

use super::TranscriptError;
use super::names::Names;
use super::read::{Entry, broken};
use crate::facts::{Cell, FactAnswer, FactRow, FactValue, Group};
use crate::json::Json;
use crate::model::text_of;
use crate::num::{Decimal, plain};
use crate::organisation::Organisation;
use jiff::civil::Date;

/// The answer to a query: what it covers, then one entry for each group.
pub(super) fn answer(number: u64, answer: &FactAnswer) -> Vec<Json> {
    let FactAnswer {
        cells,
        covered,
        uncredited,
    } = answer;
    let covered = covered
        .iter()
        .map(|(from, to)| Json::List(vec![Json::text(from), Json::text(to)]));
    let mut entries = vec![Json::object([
        ("about", Json::from("answer")),
        ("covered", Json::List(covered.collect())),
        ("query", Json::count(number)),
        ("uncredited", Json::count(*uncredited)),
    ])];
    for ((group, measure), cell) in cells {
        entries.push(Json::object([
            ("about", Json::from("aggregate")),
            (
                "dates",
                Json::List(cell.dates.iter().map(Json::text).collect()),
            ),
            ("group", Json::count(u64::from(group.0))),
            (
                "measure",
                Json::count(u64::try_from(*measure).unwrap_or(u64::MAX)),
            ),
            ("query", Json::count(number)),
            ("rows", Json::count(cell.rows)),
            (
                "values",
                Json::List(cell.values.iter().map(|value| maybe(*value)).collect()),
            ),
        ]));
    }
    entries
}

fn maybe(value: Option<Decimal>) -> Json {
    value.map_or(Json::Null, |value| Json::Text(plain(value)))
}

/// Rows of targets or of single facts; the first column may name their owner.
pub(super) fn rows(
    about: &str,
    number: u64,
    rows: &[FactRow],
    owned: bool,
    (organisation, names): (&Organisation, &Names),
) -> Vec<Json> {
    let mut entries = vec![Json::object([
        ("about", Json::from(about)),
        ("query", Json::count(number)),
    ])];
    for row in rows {
        let values = row.values.iter().enumerate().map(|(index, value)| {
            if owned && index == 0 {
                let key = text_of(value);
                return Json::object([("owner", Json::text(names.named(organisation, &key)))]);
            }
            typed(value)
        });
        entries.push(Json::object([
            ("about", Json::Text(format!("{about} row"))),
            ("batch", Json::from(row.batch.as_str())),
            ("file", Json::count(u64::from(row.file))),
            ("query", Json::count(number)),
            ("row", Json::count(row.row)),
            ("values", Json::List(values.collect())),
        ]));
    }
    entries
}

fn typed(value: &FactValue) -> Json {
    let named = |name: &str, text: String| Json::object([(name, Json::Text(text))]);
    match value {
        FactValue::Missing => Json::Null,
        FactValue::Text(text) => named("text", text.clone()),
        FactValue::Number(number) => named("number", plain(*number)),
        FactValue::Date(date) => named("date", date.to_string()),
        FactValue::Boolean(value) => Json::object([("boolean", Json::Bool(*value))]),
    }
}

/// A group of an answer, read back.
pub(super) fn read_cell(entry: &Entry<'_>) -> Result<((Group, usize), Cell), TranscriptError> {
    let group = u32::try_from(entry.count("group")?).map_err(|_| entry.broken("group"))?;
    let measure = usize::try_from(entry.count("measure")?).map_err(|_| entry.broken("measure"))?;
    let value = |json: &Json| match json {
        Json::Null => Ok(None),
        Json::Text(text) => Decimal::from_str_exact(text)
            .map(Some)
            .map_err(|_| entry.broken("values")),
        _ => Err(entry.broken("values")),
    };
    let date = |json: &Json| parsed::<Date>(json).ok_or_else(|| entry.broken("dates"));
    let cell = Cell {
        rows: entry.count("rows")?,
        values: entry
            .list("values")?
            .iter()
            .map(value)
            .collect::<Result<_, _>>()?,
        dates: entry
            .list("dates")?
            .iter()
            .map(date)
            .collect::<Result<_, _>>()?,
    };
    Ok(((Group(group), measure), cell))
}

/// What an answer covers, read back.
pub(super) fn read_answer(entry: &Entry<'_>) -> Result<FactAnswer, TranscriptError> {
    let stretch = |json: &Json| match json.as_list() {
        Some([from, to]) => parsed(from).zip(parsed(to)),
        _ => None,
    };
    let covered = entry.list("covered")?.iter().map(stretch);
    Ok(FactAnswer {
        covered: covered
            .collect::<Option<_>>()
            .ok_or_else(|| entry.broken("covered"))?,
        uncredited: entry.count("uncredited")?,
        ..FactAnswer::default()
    })
}

/// A row, read back.
pub(super) fn read_row(entry: &Entry<'_>) -> Result<FactRow, TranscriptError> {
    let values = entry.list("values")?.iter().map(untyped);
    Ok(FactRow {
        batch: entry.text("batch")?.into(),
        file: u32::try_from(entry.count("file")?).map_err(|_| broken("row", "file"))?,
        row: entry.count("row")?,
        values: values
            .collect::<Option<_>>()
            .ok_or_else(|| entry.broken("values"))?,
    })
}

fn untyped(json: &Json) -> Option<FactValue> {
    let Json::Object(fields) = json else {
        return (*json == Json::Null).then_some(FactValue::Missing);
    };
    let (name, value) = fields.iter().next()?;
    match (name.as_str(), value) {
        ("owner" | "text", Json::Text(text)) => Some(FactValue::Text(text.clone())),
        ("number", Json::Text(text)) => Decimal::from_str_exact(text).ok().map(FactValue::Number),
        ("date", text) => parsed(text).map(FactValue::Date),
        ("boolean", Json::Bool(value)) => Some(FactValue::Boolean(*value)),
        _ => None,
    }
}

pub(super) fn parsed<T: std::str::FromStr>(json: &Json) -> Option<T> {
    json.as_text()?.parse().ok()
}
