//! A period computed again from its transcript.

use super::names::Names;
use super::read::read;
use super::statement::statements;
use super::{Transcript, TranscriptError};
use crate::batch::Batch;
use crate::calculate::{Calculation, FactInput, Requirement, calculate, require};
use crate::id::PersonId;
use crate::json::Json;
use crate::model::Model;
use crate::organisation::Organisation;
use crate::period::Period;
use crate::seal::LeafKind;
use crate::text::Document;
use std::collections::BTreeMap;
use std::fmt;

/// A transcript, read: people stand in it under their aliases.
#[derive(Debug, Clone)]
pub struct Replay {
    /// The texts of the model.
    pub documents: Vec<Document>,
    /// The model.
    pub model: Model,
    /// The batches that counted: what is needed to read their files again.
    pub batches: Vec<Batch>,
    /// The organisation, by alias.
    pub organisation: Organisation,
    /// The period.
    pub period: Period,
    /// What was asked of the facts.
    pub requirement: Requirement,
    /// What they answered.
    pub facts: FactInput,
    /// What was paid, as it was written down.
    pub statements: Vec<Json>,
}

/// The first place where what was written down is not what comes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The statement.
    pub person: String,
    /// The place in it: `lines/own_sales/payout`.
    pub place: String,
    /// What is written.
    pub written: String,
    /// What comes out.
    pub computed: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "statement of {}: `{}` is {}, but {} comes out of its model, people, targets and facts",
            self.person, self.place, self.written, self.computed
        )
    }
}

impl Replay {
    /// Reads a transcript.
    ///
    /// # Errors
    /// If an entry is missing or malformed.
    pub fn new(transcript: &Transcript) -> Result<Self, TranscriptError> {
        let inputs = read(transcript)?;
        let requirement = require(&inputs.model, &inputs.organisation, inputs.period);
        Ok(Self {
            batches: inputs.batches,
            documents: inputs.documents,
            model: inputs.model,
            organisation: inputs.organisation,
            period: inputs.period,
            requirement,
            facts: inputs.facts,
            statements: transcript.of(LeafKind::Statement).cloned().collect(),
        })
    }

    /// Computes the period again.
    #[must_use]
    pub fn calculation(&self) -> Calculation {
        calculate(
            &self.model,
            &self.organisation,
            &self.requirement,
            &self.facts,
        )
    }

    /// The statements that come out.
    #[must_use]
    pub fn computed(&self) -> Vec<Json> {
        // An alias stands for itself here.
        let people = self.organisation.people().map(|person| &person.id);
        let people = people.chain(self.facts.booked.keys());
        let names = Names::same(people.map(|id| (id.clone(), id.clone())).collect());
        statements(&self.model, &self.calculation(), &self.facts.booked, &names)
    }

    /// The first difference between what was written down and what comes out.
    #[must_use]
    pub fn first_difference(&self) -> Option<Difference> {
        let computed = self.computed();
        let people = |list: &[Json]| list.iter().map(person_of).collect::<Vec<String>>();
        let mut written = self.statements.iter();
        for (index, one) in computed.iter().enumerate() {
            let Some(found) = written.next() else {
                let person = people(&computed).get(index).cloned().unwrap_or_default();
                return Some(missing(person, "missing", "a statement"));
            };
            if let Some((place, written, computed)) = differs(found, one, "") {
                let person = person_of(found);
                return Some(Difference {
                    person,
                    place,
                    written,
                    computed,
                });
            }
        }
        let more = written.next();
        more.map(|more| missing(person_of(more), "a statement", "none"))
    }
}

impl Names {
    fn same(aliases: BTreeMap<PersonId, PersonId>) -> Self {
        Self { aliases }
    }
}

fn missing(person: String, written: &str, computed: &str) -> Difference {
    Difference {
        person,
        place: "statement".to_owned(),
        written: written.to_owned(),
        computed: computed.to_owned(),
    }
}

fn person_of(statement: &Json) -> String {
    let person = statement.get("person").and_then(Json::as_text);
    person.unwrap_or("?").to_owned()
}

/// The first place where two values differ, with what is there.
fn differs(written: &Json, computed: &Json, place: &str) -> Option<(String, String, String)> {
    let below = |name: &str| {
        if place.is_empty() {
            name.to_owned()
        } else {
            format!("{place}/{name}")
        }
    };
    let told = |json: Option<&Json>| json.map_or_else(|| "missing".to_owned(), Json::to_string);
    match (written, computed) {
        _ if written == computed => None,
        (Json::Object(a), Json::Object(b)) => {
            let mut names: Vec<&String> = a.keys().chain(b.keys()).collect();
            names.sort();
            names.dedup();
            names
                .into_iter()
                .find_map(|name| match (a.get(name), b.get(name)) {
                    (Some(a), Some(b)) => differs(a, b, &below(name)),
                    (a, b) => Some((below(name), told(a), told(b))),
                })
        }
        (Json::List(a), Json::List(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(index, (a, b))| {
                let named = ["id", "kpi"].iter().find_map(|name| a.get(name)?.as_text());
                let name = named.map_or_else(|| index.to_string(), str::to_owned);
                differs(a, b, &below(&name))
            })
        }
        _ => Some((place.to_owned(), written.to_string(), computed.to_string())),
    }
}
