//! Runs that are kept: what a period came to, each time it was computed.

mod difference;
mod stops;

pub(crate) use difference::changes;
pub use difference::{Change, RunDifference, differences};
pub use stops::implausible;

use crate::access::UseCase;
use crate::caller::Caller;
use crate::error::AppError;
use crate::identity::Identities;
use crate::run::PeriodRun;
use attain_core::batch::Batch;
use attain_core::calculate::Calculation;
use attain_core::diag::{Diagnostic, Severity};
use attain_core::id::{DatasetId, PersonId};
use attain_core::model::Model;
use attain_core::num::{Decimal, plain};
use attain_core::period::Period;
use attain_core::rules;
use attain_core::text::Document;
use attain_core::transcript::{Booked, Replay, Source, Transcript, TranscriptError, write};
use attain_store::period::PeriodState;
use attain_store::record::Edit;
use attain_store::run::{Run, RunPurpose};
use attain_store::{Store, StoreError};
use std::collections::{BTreeMap, BTreeSet};

/// A period as it was computed, to be kept.
#[derive(Debug, Clone, Copy)]
pub struct Computed<'a> {
    /// The texts of the model.
    pub documents: &'a [Document],
    /// The model.
    pub model: &'a Model,
    /// The batches that count.
    pub batches: &'a [Batch],
    /// What came out.
    pub run: &'a PeriodRun,
}

/// What became of a run that was to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept under this name, with so many stops; the one before it, if any.
    New {
        /// Its name.
        id: String,
        /// What is implausible in it.
        stops: usize,
        /// The run before.
        before: Option<String>,
    },
    /// The newest run says the same.
    Same {
        /// Its name.
        id: String,
    },
    /// The period takes no more runs.
    Past {
        /// `in_review`, `approved`, `closed`, or frozen.
        state: String,
    },
}

impl Computed<'_> {
    /// The transcript of the period.
    #[must_use]
    pub fn transcript(&self, identities: &Identities) -> Transcript {
        let source = Source {
            documents: self.documents,
            model: self.model,
            organisation: &self.run.organisation,
            batches: &self.used(),
            requirement: &self.run.requirement,
            facts: &self.run.facts,
            calculation: &self.run.calculation,
        };
        write(&source, &identities.names(&self.run.organisation))
    }

    /// The batches of datasets that the period asked.
    fn used(&self) -> Vec<Batch> {
        let requirement = &self.run.requirement;
        let mut asked: BTreeSet<&DatasetId> = BTreeSet::new();
        asked.extend(requirement.queries.iter().map(|query| &query.dataset));
        asked.extend(
            requirement
                .target_rows
                .iter()
                .map(|rows| &rows.query.dataset),
        );
        asked.extend(
            requirement
                .scaled_rows
                .iter()
                .map(|rows| &rows.query.dataset),
        );
        asked.extend(
            self.model
                .company
                .people
                .iter()
                .map(|people| &people.dataset),
        );
        let used = self
            .batches
            .iter()
            .filter(|batch| asked.contains(&batch.dataset));
        used.cloned().collect()
    }

    /// The run as the records keep it.
    pub(crate) fn as_run(&self, id: String, purpose: RunPurpose, identities: &Identities) -> Run {
        let transcript = self.transcript(identities);
        let diagnostics = self.run.calculation.diagnostics.iter();
        let warnings = diagnostics
            .filter(|one| one.severity == Severity::Warning)
            .count();
        let errors = general_errors(&self.run.calculation).len();
        Run {
            id,
            period: self.run.calculation.period.to_string(),
            purpose,
            model_sha256: transcript.model_hash().to_string(),
            batches: self.used().into_iter().map(|batch| batch.id).collect(),
            result: transcript.text().into_bytes(),
            errors: u64::try_from(errors).unwrap_or(u64::MAX),
            warnings: u64::try_from(warnings).unwrap_or(u64::MAX),
        }
    }
}

/// Errors that are about nobody in particular. Whoever is blocked is not paid, which somebody has
/// to give a reason for; an error of all together stops the period.
pub(crate) fn general_errors(calculation: &Calculation) -> Vec<Diagnostic> {
    let blocked = calculation.results.iter().filter(|result| result.blocked);
    let theirs: BTreeSet<String> = blocked
        .flat_map(|result| result.diagnostics.iter().map(Diagnostic::concise))
        .collect();
    let errors = calculation.diagnostics.iter().filter(|one| one.is_error());
    errors
        .filter(|one| !theirs.contains(&one.concise()))
        .cloned()
        .collect()
}

/// Keeps a run, and makes it the one that its period is looked at by. The period is opened with
/// its first run. A run that says the same as the newest is not kept twice.
///
/// # Errors
/// If the caller may not, or the records cannot be written.
pub async fn keep(caller: &Caller, computed: &Computed<'_>) -> Result<Keeping, AppError> {
    caller.may(UseCase::RunKeep)?;
    let period = computed.run.calculation.period;
    let store = &caller.store;
    let record = open_if_needed(caller, period).await?;
    if record.value.frozen || record.value.state > PeriodState::Calculated {
        let frozen = if record.value.frozen { ", frozen" } else { "" };
        let state = format!("{}{frozen}", record.value.state.name());
        return Ok(Keeping::Past { state });
    }
    let identities = Identities::ensure(caller, &computed.run.organisation).await?;
    let earlier = store.run_list(&record.value.id).await?;
    let earlier: Vec<_> = earlier
        .into_iter()
        .filter(|kept| kept.value.purpose == RunPurpose::Period)
        .collect();
    let number = earlier.len().saturating_add(1);
    let id = format!("{period}.{number}");
    let run = computed.as_run(id, RunPurpose::Period, &identities);
    let newest = earlier.last().map(|kept| &kept.value);
    if let Some(newest) = newest.filter(|newest| {
        newest.result_sha256 == run.result_sha256()
            && record.value.run.as_deref() == Some(newest.id.as_str())
    }) {
        return Ok(Keeping::Same {
            id: newest.id.clone(),
        });
    }
    let stops = implausible(caller, computed, &identities).await?;
    store.run_insert(&caller.ctx, &run, &stops).await?;
    let edit = Edit::new(&record.value.id, record.revision);
    store.period_calculate(&caller.ctx, edit, &run.id).await?;
    Ok(Keeping::New {
        id: run.id,
        stops: stops.len(),
        before: newest.map(|newest| newest.id.clone()),
    })
}

async fn open_if_needed(
    caller: &Caller,
    period: Period,
) -> Result<attain_store::Kept<attain_store::period::PeriodRecord>, AppError> {
    let id = period.to_string();
    match caller.store.period_fetch(&id).await {
        Ok(kept) => Ok(kept),
        Err(StoreError::NotFound { .. }) => {
            caller.may(UseCase::PeriodOpen)?;
            caller.store.period_open(&caller.ctx, period).await?;
            Ok(caller.store.period_fetch(&id).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a period was opened in the records: then each run of it is kept.
///
/// # Errors
/// If the records cannot be read.
pub async fn is_open(store: &Store, period: Period) -> Result<bool, AppError> {
    match store.period_fetch(&period.to_string()).await {
        Ok(_) => Ok(true),
        Err(StoreError::NotFound { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The corrections that a period pays, by person.
///
/// # Errors
/// If the records cannot be read, or a sum is too large.
pub async fn booked_in(
    store: &Store,
    period: Period,
) -> Result<BTreeMap<PersonId, Booked>, AppError> {
    let corrections = store.correction_list(&period.to_string()).await?;
    if corrections.is_empty() {
        return Ok(BTreeMap::new());
    }
    let identities = Identities::fetch(store).await?;
    let mut booked: BTreeMap<PersonId, Booked> = BTreeMap::new();
    for kept in corrections {
        let correction = kept.value;
        let person = identities.person(correction.person.as_str()).cloned();
        let person = person.unwrap_or_else(|| correction.person.clone());
        let reason = format!("{} ({})", correction.corrects, correction.cause);
        let entry = booked.entry(person).or_insert_with(|| Booked {
            amount: Decimal::ZERO,
            reason: String::new(),
        });
        entry.amount = entry.amount.checked_add(correction.amount).ok_or_else(|| {
            let message = format!("the corrections booked into {period} are too large to add up");
            AppError::Refused(vec![Diagnostic::error(rules::PAYOUT_TOO_LARGE, message)])
        })?;
        if !entry.reason.contains(&reason) {
            let separator = if entry.reason.is_empty() { "" } else { "; " };
            entry.reason = format!("{}{separator}{reason}", entry.reason);
        }
    }
    Ok(booked)
}

/// A kept run, read.
///
/// # Errors
/// If there is none of this name, or it is damaged.
pub async fn replay(store: &Store, run: &str) -> Result<(Run, Transcript, Replay), AppError> {
    let run = store.run_fetch(run).await?.value;
    let transcript = transcript_of(&run)?;
    let replay = Replay::new(&transcript).map_err(|error| damaged(&run.id, &error))?;
    Ok((run, transcript, replay))
}

pub(crate) fn transcript_of(run: &Run) -> Result<Transcript, AppError> {
    let text = String::from_utf8_lossy(&run.result);
    Transcript::parse(&text).map_err(|error| damaged(&run.id, &error))
}

fn damaged(run: &str, error: &TranscriptError) -> AppError {
    StoreError::Damaged(format!("run `{run}`: {error}")).into()
}

/// Amounts by person and line of a list of statements; the key is the alias' random part.
pub(crate) fn paid_lines(
    statements: &[attain_core::json::Json],
) -> BTreeMap<(String, String), Decimal> {
    let mut paid = BTreeMap::new();
    for statement in statements {
        let text = |name| statement.get(name).and_then(|json| json.as_text());
        let Some(person) = text("person") else {
            continue;
        };
        let key = attain_core::transcript::key_of(person).to_owned();
        let lines = statement.get("lines").and_then(|json| json.as_list());
        for line in lines.unwrap_or_default() {
            let id = line.get("id").and_then(|json| json.as_text());
            let amount = line.get("payout").and_then(|json| json.as_text());
            let amount = amount.and_then(|text| Decimal::from_str_exact(text).ok());
            if let Some((id, amount)) = id.zip(amount) {
                let sum: &mut Decimal = paid.entry((key.clone(), id.to_owned())).or_default();
                *sum = sum.checked_add(amount).unwrap_or(*sum);
            }
        }
    }
    paid
}

/// An amount for people, with its sign.
pub(crate) fn signed(amount: Decimal) -> String {
    if amount > Decimal::ZERO {
        format!("+{}", plain(amount))
    } else {
        plain(amount)
    }
}
