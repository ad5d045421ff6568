//! From a computed period to its transcript.

use super::names::Names;
use super::statement::{Booked, statements};
use super::{Transcript, facts, tables};
use crate::batch::Batch;
use crate::calculate::{Calculation, FactInput, Opening, Requirement};
use crate::id::{PersonId, PlanId};
use crate::json::Json;
use crate::model::Model;
use crate::num::plain;
use crate::organisation::{Assignment, Organisation, Person};
use crate::seal::LeafKind;
use crate::text::Document;
use jiff::civil::Date;

/// A computed period with all that it was computed from.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The texts that the model was read from.
    pub documents: &'a [Document],
    /// The model.
    pub model: &'a Model,
    /// The organisation.
    pub organisation: &'a Organisation,
    /// The batches that counted.
    pub batches: &'a [Batch],
    /// What was asked of the facts.
    pub requirement: &'a Requirement,
    /// What they answered.
    pub facts: &'a FactInput,
    /// What came out.
    pub calculation: &'a Calculation,
}

/// Writes a period down.
#[must_use]
pub fn write(source: &Source<'_>, names: &Names) -> Transcript {
    let mut entries = Vec::new();
    let mut add = |kind, contents: Vec<Json>| {
        entries.extend(contents.into_iter().map(|content| (kind, content)));
    };
    add(LeafKind::Model, files(source, names));
    add(LeafKind::Batch, source.batches.iter().map(batch).collect());
    let period = Json::object([
        ("about", Json::from("period")),
        ("period", Json::text(source.calculation.period)),
    ]);
    add(LeafKind::Input, vec![period]);
    let people = source.organisation.people();
    add(
        LeafKind::Input,
        people.map(|person| person_entry(person, names)).collect(),
    );
    add(LeafKind::Input, answers(source, names));
    let booked = &source.facts.booked;
    let corrections = booked
        .iter()
        .map(|(person, booked)| correction(person, booked, names));
    add(LeafKind::Input, corrections.collect());
    add(
        LeafKind::Statement,
        statements(source.model, source.calculation, booked, names),
    );
    Transcript { entries }
}

/// The files of the model. People stand in entries of their own; other tables name them by alias.
fn files(source: &Source<'_>, names: &Names) -> Vec<Json> {
    let mut files = Vec::new();
    for document in source.documents {
        let path = &*document.file;
        let text = match path {
            "data/people.csv" => continue,
            "attain.toml" => without_address(&document.text),
            _ if path.ends_with(".csv") => {
                tables::rewrite(&document.text, source.organisation, names)
            }
            _ => document.text.to_string(),
        };
        files.push(Json::object([
            ("path", Json::from(path)),
            ("text", Json::Text(text)),
        ]));
    }
    files
}

/// The address of a database may hold a password, and decides nothing.
fn without_address(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let name = line.split('=').next().unwrap_or_default().trim();
        if name != "database" && !line.contains("://") {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

fn batch(batch: &Batch) -> Json {
    let covers = batch
        .covers
        .map(|(from, to)| vec![Json::text(from), Json::text(to)]);
    Json::object([
        ("batch", Json::text(&batch.id)),
        ("bytes", Json::count(batch.bytes)),
        ("content_sha256", Json::from(batch.content_sha256.as_str())),
        ("covers", covers.map_or(Json::Null, Json::List)),
        ("dataset", Json::text(&batch.dataset)),
        ("path", Json::from(batch.path.as_str())),
        ("rows", Json::count(batch.rows)),
        ("sha256", Json::from(batch.sha256.as_str())),
    ])
}

fn person_entry(person: &Person, names: &Names) -> Json {
    let amounts = person.amounts.iter();
    let amounts = amounts.map(|(name, amount)| (name.as_str(), Json::Text(plain(*amount))));
    let assignments = person.assignments.iter().map(|one| assignment(one, names));
    Json::object([
        ("about", Json::from("person")),
        ("amounts", Json::object(amounts)),
        ("assignments", Json::List(assignments.collect())),
        ("hired", day(person.hired)),
        ("left", day(person.left)),
        ("person", Json::text(names.alias(&person.id))),
    ])
}

fn assignment(one: &Assignment, names: &Names) -> Json {
    let manager = one.manager.as_ref().map(|manager| names.alias(manager));
    let known = |date: Date, unknown: Date| day((date != unknown).then_some(date));
    Json::object([
        ("from", known(one.from, Date::MIN)),
        ("manager", manager.map_or(Json::Null, Json::text)),
        (
            "position",
            one.position.as_ref().map_or(Json::Null, Json::text),
        ),
        ("share", Json::Text(plain(one.share))),
        ("to", known(one.to, Date::MAX)),
        ("unit", one.unit.as_ref().map_or(Json::Null, Json::text)),
    ])
}

fn day(date: Option<Date>) -> Json {
    date.map_or(Json::Null, Json::text)
}

fn answers(source: &Source<'_>, names: &Names) -> Vec<Json> {
    // Named one by one: what is added to the facts must be added here, or pay cannot be replayed.
    let FactInput {
        answers,
        target_rows,
        scaled_rows,
        shares,
        opening,
        booked: _,
    } = source.facts;
    let mut entries = Vec::new();
    for (answer, number) in answers.iter().zip(0_u64..) {
        entries.extend(facts::answer(number, answer));
    }
    let who = (source.organisation, names);
    let asked = source.requirement.target_rows.iter();
    for ((asked, rows), number) in asked.zip(target_rows).zip(0_u64..) {
        entries.extend(facts::rows("target rows", number, rows, asked.owned, who));
    }
    let asked = source.requirement.scaled_rows.iter();
    for ((asked, rows), number) in asked.zip(scaled_rows).zip(0_u64..) {
        entries.extend(facts::rows("scaled rows", number, rows, asked.owned, who));
    }
    for (rows, number) in shares.iter().zip(0_u64..) {
        entries.extend(facts::rows("shares", number, rows, true, who));
    }
    entries.extend(brought(opening, names));
    entries
}

/// What people bring into the period.
fn brought(opening: &Opening, names: &Names) -> Vec<Json> {
    let entry = |plan: &PlanId, person: &PersonId, (name, value): (&str, Json)| {
        Json::object([
            ("about", Json::from("opening")),
            (name, value),
            ("person", Json::text(names.alias(person))),
            ("plan", Json::text(plan)),
        ])
    };
    let amounts = opening.amounts.iter().map(|((plan, person), amounts)| {
        let amounts = amounts.iter();
        let amounts = amounts.map(|(name, amount)| (name.as_str(), Json::Text(plain(*amount))));
        entry(plan, person, ("amounts", Json::object(amounts)))
    });
    let unknown = opening.unknown.iter();
    let unknown = unknown
        .map(|((plan, person), period)| entry(plan, person, ("unknown_from", Json::text(period))));
    amounts.chain(unknown).collect()
}

fn correction(person: &PersonId, booked: &Booked, names: &Names) -> Json {
    Json::object([
        ("about", Json::from("correction")),
        ("amount", Json::Text(plain(booked.amount))),
        ("person", Json::text(names.alias(person))),
        ("reason", Json::from(booked.reason.as_str())),
    ])
}
