//! Who would have got what under a draft. Nothing is touched.

use crate::access::UseCase;
use crate::caller::Caller;
use crate::error::AppError;
use crate::identity::Identities;
use crate::kept::{booked_in, replay};
use crate::run::{Step, compute_with};
use crate::source::FactSource;
use crate::workspace::Workspace;
use attain_core::diag::Diagnostic;
use attain_core::id::PersonId;
use attain_core::json::Json;
use attain_core::num::Decimal;
use attain_core::period::Period;
use attain_store::{StoreError, period::PeriodState};
use std::collections::{BTreeMap, BTreeSet};

/// One person's pay, as it is and as it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// Who.
    pub person: String,
    /// His name.
    pub name: String,
    /// As it is; none: not paid.
    pub now: Option<Decimal>,
    /// As it would be; none: not paid, or blocked.
    pub draft: Option<Decimal>,
}

/// A period under a draft.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// What it is compared with: `closed`, or the model in force.
    pub with: &'static str,
    /// Everybody, in order.
    pub people: Vec<WhatIf>,
    /// What is wrong under the draft.
    pub diagnostics: Vec<Diagnostic>,
}

/// Computes a period under a draft and holds it against what was closed, or else against what
/// comes out of the model in force.
///
/// # Errors
/// If the caller may not, the draft has errors, or the facts cannot be read.
pub async fn what_if(
    caller: &Caller,
    source: &dyn FactSource,
    (now, draft): (&Workspace, &Workspace),
    period: Period,
    progress: &(dyn Fn(Step) + Send + Sync),
) -> Result<Comparison, AppError> {
    caller.may(UseCase::WhatIf)?;
    let booked = booked_in(&caller.store, period).await?;
    let model = draft.checked()?;
    let under = compute_with(model, source, period, booked.clone(), progress).await?;
    let mut names: BTreeMap<PersonId, String> = BTreeMap::new();
    let mut paid: BTreeMap<PersonId, Decimal> = BTreeMap::new();
    for result in &under.calculation.results {
        names.insert(result.person.clone(), result.name.clone());
        if let Some(payout) = &result.payout {
            paid.insert(result.person.clone(), payout.total);
        }
    }
    let (with, before) = match closed(caller, period).await? {
        Some(totals) => ("closed", totals),
        None => {
            let run = compute_with(now.checked()?, source, period, booked, progress).await?;
            let totals = run.calculation.results.into_iter().filter_map(|result| {
                names.entry(result.person.clone()).or_insert(result.name);
                Some((result.person, result.payout?.total))
            });
            ("the model in force", totals.collect())
        }
    };
    let people: BTreeSet<&PersonId> = names.keys().chain(before.keys()).collect();
    let people = people.into_iter().map(|person| WhatIf {
        person: person.to_string(),
        name: names.get(person).cloned().unwrap_or_default(),
        now: before.get(person).copied(),
        draft: paid.get(person).copied(),
    });
    Ok(Comparison {
        with,
        people: people.collect(),
        diagnostics: under.calculation.diagnostics,
    })
}

/// What was paid in a closed period, by person.
async fn closed(
    caller: &Caller,
    period: Period,
) -> Result<Option<BTreeMap<PersonId, Decimal>>, AppError> {
    let record = match caller.store.period_fetch(&period.to_string()).await {
        Ok(kept) if kept.value.state == PeriodState::Closed => kept.value,
        Ok(_) | Err(StoreError::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let Some(run) = record.run else {
        return Ok(None);
    };
    let (_, _, replay) = replay(&caller.store, &run).await?;
    let identities = Identities::fetch(&caller.store).await?;
    let totals = replay.statements.iter().filter_map(|statement| {
        let text = |name| statement.get(name).and_then(Json::as_text);
        let total = Decimal::from_str_exact(text("total")?).ok()?;
        Some((identities.shown(text("person")?).as_str().into(), total))
    });
    Ok(Some(totals.collect()))
}
