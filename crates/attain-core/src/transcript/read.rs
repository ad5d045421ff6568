//! From a transcript back to what the calculation takes.

use super::statement::Booked;
use super::{Transcript, TranscriptError, facts};
use crate::batch::Batch;
use crate::calculate::{FactInput, Opening};
use crate::diag::Diagnostics;
use crate::facts::FactRow;
use crate::json::Json;
use crate::model::{Model, load};
use crate::num::Decimal;
use crate::organisation::{AssignmentDraft, Organisation, Origin};
use crate::period::{Calendar, Period};
use crate::seal::LeafKind;
use crate::text::Document;
use std::collections::BTreeMap;

/// The content of an entry, with its fields.
pub(super) struct Entry<'a>(pub(super) &'a Json);

impl Entry<'_> {
    pub(super) fn about(&self) -> &str {
        self.0.get("about").and_then(Json::as_text).unwrap_or("?")
    }

    pub(super) fn broken(&self, field: &'static str) -> TranscriptError {
        broken(self.about(), field)
    }

    pub(super) fn text(&self, field: &'static str) -> Result<&str, TranscriptError> {
        let found = self.0.get(field).and_then(Json::as_text);
        found.ok_or_else(|| self.broken(field))
    }

    pub(super) fn count(&self, field: &'static str) -> Result<u64, TranscriptError> {
        let found = self.0.get(field).and_then(Json::as_integer);
        let found = found.and_then(|value| u64::try_from(value).ok());
        found.ok_or_else(|| self.broken(field))
    }

    pub(super) fn list(&self, field: &'static str) -> Result<&[Json], TranscriptError> {
        let found = self.0.get(field).and_then(Json::as_list);
        found.ok_or_else(|| self.broken(field))
    }

    fn decimal(&self, field: &'static str) -> Result<Decimal, TranscriptError> {
        Decimal::from_str_exact(self.text(field)?).map_err(|_| self.broken(field))
    }

    /// A text that may be missing.
    fn maybe(&self, field: &'static str) -> Result<Option<&str>, TranscriptError> {
        match self.0.get(field) {
            Some(Json::Null) => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            _ => Err(self.broken(field)),
        }
    }

    fn maybe_parsed<T: std::str::FromStr>(
        &self,
        field: &'static str,
    ) -> Result<Option<T>, TranscriptError> {
        let text = self.maybe(field)?;
        let parse = |text: &str| text.parse().map_err(|_| self.broken(field));
        text.map(parse).transpose()
    }

    fn amounts(&self) -> Result<BTreeMap<String, Decimal>, TranscriptError> {
        let broken = || self.broken("amounts");
        let Some(Json::Object(listed)) = self.0.get("amounts") else {
            return Err(broken());
        };
        let amount = |(name, amount): (&String, &Json)| {
            let amount = facts::parsed(amount).ok_or_else(broken)?;
            Ok((name.clone(), amount))
        };
        listed.iter().map(amount).collect()
    }

    fn index(&self) -> Result<usize, TranscriptError> {
        usize::try_from(self.count("query")?).map_err(|_| self.broken("query"))
    }
}

pub(super) fn broken(about: &str, field: &'static str) -> TranscriptError {
    TranscriptError::Field {
        about: about.to_owned(),
        field,
    }
}

/// What a transcript holds, ready to be computed again.
pub(super) struct Inputs {
    pub(super) batches: Vec<Batch>,
    pub(super) documents: Vec<Document>,
    pub(super) model: Model,
    pub(super) organisation: Organisation,
    pub(super) period: Period,
    pub(super) facts: FactInput,
}

pub(super) fn read(transcript: &Transcript) -> Result<Inputs, TranscriptError> {
    let documents = documents(transcript)?;
    // What is wrong with the model was settled before it was published: only people are missing,
    // who stand in entries of their own.
    let (model, diagnostics) = load(&documents);
    let model = model.ok_or_else(|| {
        let first = diagnostics.first();
        let message = first.map(|one| one.message.clone()).unwrap_or_default();
        TranscriptError::Model(message)
    })?;
    let (mut drafts, mut facts) = (Vec::new(), FactInput::default());
    let mut period = None;
    for content in transcript.of(LeafKind::Input) {
        let entry = Entry(content);
        match entry.about() {
            "period" => {
                let text = entry.text("period")?;
                let parsed = model.company.calendar.parse(text);
                period = Some(parsed.map_err(|_| entry.broken("period"))?);
            }
            "person" => drafts.extend(person(&entry)?),
            "correction" => {
                let (person, booked) = correction(&entry)?;
                facts.booked.insert(person, booked);
            }
            "opening" => opening(&entry, model.company.calendar, &mut facts.opening)?,
            _ => fact(&entry, &mut facts)?,
        }
    }
    let organisation = Organisation::build(drafts, model.units.clone(), &Diagnostics::new());
    let batches = transcript
        .of(LeafKind::Batch)
        .map(|content| batch(&Entry(content)));
    Ok(Inputs {
        batches: batches.collect::<Result<_, _>>()?,
        documents,
        model,
        organisation,
        period: period.ok_or_else(|| broken("period", "period"))?,
        facts,
    })
}

/// What is needed of a batch to read its file again.
fn batch(entry: &Entry<'_>) -> Result<Batch, TranscriptError> {
    let covers = match entry.0.get("covers").and_then(Json::as_list) {
        Some([from, to]) => facts::parsed(from).zip(facts::parsed(to)),
        _ => None,
    };
    Ok(Batch {
        id: entry.text("batch")?.into(),
        dataset: entry.text("dataset")?.into(),
        path: entry.text("path")?.to_owned(),
        bytes: entry.count("bytes")?,
        sha256: entry.text("sha256")?.to_owned(),
        content_sha256: entry.text("content_sha256")?.to_owned(),
        rows: entry.count("rows")?,
        covers,
        files: Vec::new(),
        totals: Vec::new(),
    })
}

fn documents(transcript: &Transcript) -> Result<Vec<Document>, TranscriptError> {
    let files = transcript.of(LeafKind::Model).map(|content| {
        let entry = Entry(content);
        Ok(Document::new(entry.text("path")?, entry.text("text")?))
    });
    files.collect()
}

fn person(entry: &Entry<'_>) -> Result<Vec<AssignmentDraft>, TranscriptError> {
    let mut first = AssignmentDraft::new(entry.text("person")?, Origin::unknown());
    first.amounts = entry.amounts()?;
    first.hired = entry.maybe_parsed("hired")?;
    first.left = entry.maybe_parsed("left")?;
    let mut drafts = Vec::new();
    for assignment in entry.list("assignments")? {
        let part = Entry(assignment);
        let mut draft = first.clone();
        draft.from = part.maybe_parsed("from")?;
        draft.to = part.maybe_parsed("to")?;
        draft.unit = part.maybe("unit")?.map(Into::into);
        draft.position = part.maybe("position")?.map(Into::into);
        draft.manager = part.maybe("manager")?.map(str::to_owned);
        draft.share = part.decimal("share")?;
        drafts.push(draft);
    }
    Ok(drafts)
}

fn correction(entry: &Entry<'_>) -> Result<(crate::id::PersonId, Booked), TranscriptError> {
    let booked = Booked {
        amount: entry.decimal("amount")?,
        reason: entry.text("reason")?.to_owned(),
    };
    Ok((entry.text("person")?.into(), booked))
}

/// What somebody brings into the period, or the period since which that is not known.
fn opening(
    entry: &Entry<'_>,
    calendar: Calendar,
    opening: &mut Opening,
) -> Result<(), TranscriptError> {
    let who = (entry.text("plan")?.into(), entry.text("person")?.into());
    if entry.0.get("amounts").is_some() {
        opening.amounts.insert(who, entry.amounts()?);
        return Ok(());
    }
    let since = calendar.parse(entry.text("unknown_from")?);
    let since = since.map_err(|_| entry.broken("unknown_from"))?;
    opening.unknown.insert(who, since);
    Ok(())
}

/// An entry about facts. Entries of one answer follow one another.
fn fact(entry: &Entry<'_>, facts: &mut FactInput) -> Result<(), TranscriptError> {
    match entry.about() {
        "answer" if entry.index()? == facts.answers.len() => {
            facts.answers.push(facts::read_answer(entry)?);
        }
        "aggregate" => {
            let (place, cell) = facts::read_cell(entry)?;
            let answer = facts.answers.get_mut(entry.index()?);
            let answer = answer.ok_or_else(|| entry.broken("query"))?;
            answer.cells.insert(place, cell);
        }
        "target rows" if entry.index()? == facts.target_rows.len() => {
            facts.target_rows.push(Vec::new());
        }
        "scaled rows" if entry.index()? == facts.scaled_rows.len() => {
            facts.scaled_rows.push(Vec::new());
        }
        "shares" if entry.index()? == facts.shares.len() => {
            facts.shares.push(Vec::new());
        }
        "target rows row" => row(entry, &mut facts.target_rows)?,
        "scaled rows row" => row(entry, &mut facts.scaled_rows)?,
        "shares row" => row(entry, &mut facts.shares)?,
        _ => return Err(entry.broken("about")),
    }
    Ok(())
}

fn row(entry: &Entry<'_>, lists: &mut [Vec<FactRow>]) -> Result<(), TranscriptError> {
    let list = lists.get_mut(entry.index()?);
    let list = list.ok_or_else(|| entry.broken("query"))?;
    list.push(facts::read_row(entry)?);
    Ok(())
}
