//! What changed from one run to another: by person, line and cause.

use super::paid_lines;
use attain_core::json::Json;
use attain_core::num::Decimal;
use attain_core::seal::LeafKind;
use attain_core::transcript::{Replay, Transcript};
use std::collections::{BTreeMap, BTreeSet};

/// One change of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The key of the person.
    pub person: String,
    /// The line.
    pub line: String,
    /// What changed: `facts`, `targets`, `people`, `rules`, `corrections`.
    pub cause: &'static str,
    /// New minus old.
    pub amount: Decimal,
}

/// All that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunDifference {
    /// Which inputs differ, in words.
    pub inputs: Vec<String>,
    /// What that changed.
    pub changes: Vec<Change>,
}

/// Amounts by key and line.
type Paid = BTreeMap<(String, String), Decimal>;

/// What changed from `a` to `b`. One input after another is replaced, so each change has one
/// cause; what cannot be told apart (new rules may ask other facts) goes to the later one.
#[must_use]
pub fn differences(a: (&Transcript, &Replay), b: (&Transcript, &Replay)) -> RunDifference {
    let mut difference = RunDifference {
        inputs: changed_inputs(a.0, b.0),
        changes: Vec::new(),
    };
    let (old, new) = (a.1, b.1);
    let mut step = old.clone();
    let mut paid = paid_lines(&old.statements);
    let mut next = |cause: &'static str, step: &Replay, paid: &mut Paid| {
        let now = paid_lines(&step.computed());
        difference.changes.extend(changes(cause, paid, &now));
        *paid = now;
    };
    if same_questions(old, new) {
        step.facts = new.facts.clone();
        step.facts.booked.clone_from(&old.facts.booked);
        next("facts", &step, &mut paid);
        step.model.targets.clone_from(&new.model.targets);
        next("targets", &step, &mut paid);
    }
    step.facts.booked.clone_from(&new.facts.booked);
    next("corrections", &step, &mut paid);
    if rules(old) == rules(new) {
        next("people", new, &mut paid);
    } else {
        next("rules", new, &mut paid);
    }
    difference
}

/// The files that are rules, not targets.
fn rules(replay: &Replay) -> Vec<(&str, &str)> {
    let files = replay.documents.iter();
    let files = files.map(|document| (&*document.file, &*document.text));
    files
        .filter(|(path, _)| *path != "data/targets.csv")
        .collect()
}

/// Whether the answers to one run's questions are answers to the other's.
fn same_questions(old: &Replay, new: &Replay) -> bool {
    old.requirement.queries == new.requirement.queries
        && old.requirement.target_rows == new.requirement.target_rows
        && old.requirement.scaled_rows == new.requirement.scaled_rows
}

pub(crate) fn changes(cause: &'static str, old: &Paid, new: &Paid) -> Vec<Change> {
    let places: BTreeSet<&(String, String)> = old.keys().chain(new.keys()).collect();
    let mut changes = Vec::new();
    for place in places {
        let amount = |paid: &Paid| paid.get(place).copied().unwrap_or_default();
        let amount = amount(new).checked_sub(amount(old)).unwrap_or_default();
        if !amount.is_zero() {
            changes.push(Change {
                person: place.0.clone(),
                line: place.1.clone(),
                cause,
                amount,
            });
        }
    }
    changes
}

fn changed_inputs(a: &Transcript, b: &Transcript) -> Vec<String> {
    let mut changed = Vec::new();
    let named = |transcript: &Transcript, kind, name: &str| -> BTreeMap<String, Json> {
        let found = transcript.of(kind).filter_map(|content| {
            let name = content.get(name).and_then(Json::as_text)?;
            Some((name.to_owned(), content.clone()))
        });
        found.collect()
    };
    for (kind, name, word) in [
        (LeafKind::Model, "path", "file"),
        (LeafKind::Batch, "batch", "batch"),
        (LeafKind::Input, "person", "person"),
    ] {
        let (old, new) = (named(a, kind, name), named(b, kind, name));
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for name in names {
            let what = match (old.get(name), new.get(name)) {
                (Some(old), Some(new)) if old == new => continue,
                (Some(_), Some(_)) => "changed",
                (None, _) => "new",
                (_, None) => "gone",
            };
            changed.push(format!("{word} {name}: {what}"));
        }
    }
    changed
}
