//! The commit of a batch: the moment from which its rows count.

use crate::error::AppError;
use crate::source::FactSource;
use attain_core::batch::Batch;
use attain_core::dataset::{Dataset, DatasetKind};
use attain_core::id::BatchId;
use attain_core::model::Model;
use attain_core::rules;
use attain_store::batch::{BatchesAt, NewBatch};
use attain_store::{Ctx, Store, StoreError};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Whom the rows of a dataset may belong to: every key of every person, every unit, and what
/// `data/credits.csv` names. `None`: there is nobody yet to compare with, or no owner.
///
/// # Errors
/// If the facts cannot be read, or the people contradict themselves.
pub async fn known_owners(
    model: &Model,
    source: &dyn FactSource,
    dataset: &Dataset,
) -> Result<Option<BTreeSet<String>>, AppError> {
    let people = model.company.people.as_ref();
    let is_people = people.is_some_and(|people| people.dataset == dataset.id);
    if dataset.owner.is_none() || is_people {
        return Ok(None);
    }
    let organisation = match crate::run::organisation(model, source).await {
        Ok(organisation) => organisation,
        // Facts may come before the people do.
        Err(AppError::Refused(found))
            if found.iter().all(|one| one.code == rules::NO_PARTICIPANTS) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let people = organisation.people().flat_map(|person| person.keys.clone());
    let units = organisation.units().map(|unit| unit.id.to_string());
    let mut known: BTreeSet<String> = people.chain(units).collect();
    if known.is_empty() {
        return Ok(None);
    }
    let listed = model
        .credits
        .iter()
        .filter(|line| line.dataset == dataset.id);
    known.extend(listed.map(|line| line.value.clone()));
    Ok(Some(known))
}

/// A batch whose file is written and synced, to be committed.
#[derive(Debug, Clone)]
pub struct Commit {
    /// The batch; its id is given at the commit.
    pub batch: Batch,
    /// Whether its dataset adds up or replaces.
    pub kind: DatasetKind,
    /// Why it counts although another batch has the same content.
    pub distinct: Option<String>,
}

/// What came of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Committed {
    /// The batch counts now.
    New {
        /// The batch, with its id.
        batch: Batch,
        /// Batches that no longer count because of it.
        superseded: Vec<BatchId>,
    },
    /// The same content was imported before; nothing was added.
    Known {
        /// The earlier batch.
        batch: Batch,
        /// Who imported it.
        by: String,
        /// When.
        at: Timestamp,
    },
}

/// Somebody else may take the next id at the same moment; then the one after it is tried.
const ATTEMPTS: usize = 8;

/// Commits a batch under the next id of its dataset: `sales-1`, `sales-2`.
///
/// # Errors
/// If the records cannot be written.
pub async fn commit(store: &Store, ctx: &Ctx, request: Commit) -> Result<Committed, AppError> {
    let mut batch = request.batch;
    let mut attempt = 0usize;
    loop {
        let earlier = store
            .batch_list(Some(&batch.dataset), BatchesAt::Ever)
            .await?;
        let number = earlier.len().saturating_add(attempt).saturating_add(1);
        batch.id = format!("{}-{number}", batch.dataset).into();
        let new = NewBatch {
            batch: &batch,
            kind: request.kind,
            distinct_reason: request.distinct.as_deref(),
        };
        match store.batch_insert(ctx, new).await {
            Ok(_) => {
                let superseded = superseded_by(store, &batch).await?;
                return Ok(Committed::New { batch, superseded });
            }
            Err(StoreError::SameContent { earlier }) => {
                return Ok(Committed::Known {
                    batch: earlier.batch,
                    by: earlier.committed.by,
                    at: earlier.committed.at,
                });
            }
            Err(StoreError::Exists { .. }) if attempt < ATTEMPTS => {
                attempt = attempt.saturating_add(1);
            }
            Err(error) => return Err(error.into()),
        }
    }
}

async fn superseded_by(store: &Store, batch: &Batch) -> Result<Vec<BatchId>, AppError> {
    let all = store
        .batch_list(Some(&batch.dataset), BatchesAt::Ever)
        .await?;
    let by = |record: &attain_store::batch::BatchRecord| {
        record
            .end
            .as_ref()
            .is_some_and(|end| end.superseded_by.as_ref() == Some(&batch.id))
    };
    Ok(all
        .into_iter()
        .filter(by)
        .map(|record| record.batch.id)
        .collect())
}
