//! Corrections: what a closed period would pay today, against what it paid. The difference goes
//! into an open period, with its cause; nothing in the closed one changes.

mod causes;

pub use causes::Cause;

use crate::access::{Scope, UseCase};
use crate::caller::Caller;
use crate::error::AppError;
use crate::identity::Identities;
use crate::kept::{Computed, booked_in, general_errors, paid_lines, replay};
use crate::run::{PeriodRun, Step, compute_with};
use crate::source::FactSource;
use crate::workspace::Workspace;
use attain_core::batch::Batch;
use attain_core::diag::Diagnostic;
use attain_core::num::Decimal;
use attain_core::period::Period;
use attain_core::rules;
use attain_core::transcript::Replay;
use attain_store::Kept;
use attain_store::correction::Correction;
use attain_store::period::PeriodState;
use attain_store::run::RunPurpose;
use std::collections::BTreeMap;

/// The difference of one person's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The key of the person.
    pub person: String,
    /// The line.
    pub line: String,
    /// What was paid, with corrections that were booked before.
    pub paid: Decimal,
    /// What would be paid today.
    pub today: Decimal,
    /// Today minus paid, by cause.
    pub causes: Vec<(Cause, Decimal)>,
}

impl Owed {
    /// Today minus paid.
    #[must_use]
    pub fn amount(&self) -> Decimal {
        self.today.checked_sub(self.paid).unwrap_or_default()
    }

    /// `late facts +10; changed targets -2`.
    #[must_use]
    pub fn cause(&self) -> String {
        causes::words(&self.causes)
    }
}

/// What a closed period owes today.
#[derive(Debug)]
pub struct Recomputed {
    /// The period.
    pub period: Period,
    /// The differences, by person and line.
    pub owed: Vec<Owed>,
    /// The currency of the company.
    pub currency: String,
    /// What came out today.
    run: PeriodRun,
}

/// Computes a closed period again, with the facts, targets, people and rules of today.
///
/// # Errors
/// If the caller may not, the period is not closed, or somebody cannot be computed.
pub async fn recompute(
    caller: &Caller,
    source: &dyn FactSource,
    workspace: &Workspace,
    period: Period,
    progress: &(dyn Fn(Step) + Send + Sync),
) -> Result<Recomputed, AppError> {
    caller.may(UseCase::CorrectionBook)?;
    let store = &caller.store;
    let close = store.close_fetch(&period.to_string()).await?.value;
    let (_, _, closed) = replay(store, &close.run).await?;
    let model = workspace.checked()?;
    let booked = booked_in(store, period).await?;
    let run = compute_with(model, source, period, booked, progress).await?;
    let identities = Identities::ensure(caller, &run.organisation).await?;
    let errors = in_the_way(&run, &closed, &identities);
    if !errors.is_empty() {
        return Err(AppError::Refused(errors));
    }
    let steps = causes::steps(&closed, source, workspace, &run, &identities).await?;
    let earlier = store.correction_list_of(&period.to_string()).await?;
    Ok(Recomputed {
        period,
        owed: owed(&steps, &earlier),
        currency: model.company.currency.clone(),
        run,
    })
}

/// Errors of all together, and of those who were paid and cannot be computed any more: nobody may
/// take their pay for nothing. Whoever was not paid then and is blocked still owes nothing.
fn in_the_way(run: &PeriodRun, closed: &Replay, identities: &Identities) -> Vec<Diagnostic> {
    let mut errors = general_errors(&run.calculation);
    let paid = paid_lines(&closed.statements);
    for result in run.calculation.results.iter().filter(|one| one.blocked) {
        let key = identities.key(&result.person).unwrap_or_default();
        if paid.keys().any(|(person, _)| person == key) {
            let his = result.diagnostics.iter().filter(|one| one.is_error());
            errors.extend(his.cloned());
        }
    }
    errors
}

/// What each step changed, less what was booked before.
fn owed(steps: &causes::Steps, earlier: &[Kept<Correction>]) -> Vec<Owed> {
    let mut lines: BTreeMap<(String, String), BTreeMap<Cause, Decimal>> = BTreeMap::new();
    for (cause, changes) in &steps.changes {
        for change in changes {
            let place = (change.person.clone(), change.line.clone());
            let sum = lines.entry(place).or_default().entry(*cause).or_default();
            *sum = sum.checked_add(change.amount).unwrap_or(*sum);
        }
    }
    let mut booked: BTreeMap<(String, String), Decimal> = BTreeMap::new();
    for correction in earlier.iter().map(|kept| &kept.value) {
        let place = (correction.person.to_string(), correction.line.clone());
        let sum = booked.entry(place.clone()).or_default();
        *sum = sum.checked_add(correction.amount).unwrap_or(*sum);
        let causes = lines.entry(place).or_default();
        for (cause, amount) in causes::parse(&correction.cause) {
            let sum = causes.entry(cause).or_default();
            *sum = sum.checked_sub(amount).unwrap_or(*sum);
        }
    }
    let mut owed = Vec::new();
    for (place, causes) in lines {
        let of = |paid: &causes::Paid| paid.get(&place).copied().unwrap_or_default();
        let before = booked.get(&place).copied().unwrap_or_default();
        let one = Owed {
            paid: of(&steps.closed).checked_add(before).unwrap_or_default(),
            today: of(&steps.today),
            causes: causes
                .into_iter()
                .filter(|(_, amount)| !amount.is_zero())
                .collect(),
            person: place.0,
            line: place.1,
        };
        if !one.amount().is_zero() {
            owed.push(one);
        }
    }
    owed
}

/// Books what a closed period owes into an open one: the given, or the first that can take it.
///
/// # Errors
/// If no open period can take it, or somebody else was faster.
pub async fn book(
    caller: &Caller,
    recomputed: &Recomputed,
    (workspace, batches): (&Workspace, &[Batch]),
    (into, remark): (Option<Period>, Option<&str>),
) -> Result<(String, Vec<Correction>), AppError> {
    caller.may(UseCase::CorrectionBook)?;
    let into = match into {
        Some(period) => period.to_string(),
        None => first_open(caller, workspace, recomputed.period).await?,
    };
    let identities = Identities::fetch(&caller.store).await?;
    let computed = Computed {
        documents: &workspace.documents,
        model: workspace.checked()?,
        batches,
        run: &recomputed.run,
    };
    let runs = caller
        .store
        .run_list(&recomputed.period.to_string())
        .await?;
    let id = format!(
        "{}.correction-{}",
        recomputed.period,
        runs.len().saturating_add(1)
    );
    let run = computed.as_run(id.clone(), RunPurpose::WhatIf, &identities);
    let mut corrections = Vec::new();
    for (number, owed) in (1_u64..).zip(&recomputed.owed) {
        let remark = remark
            .map(|remark| format!(" | {remark}"))
            .unwrap_or_default();
        corrections.push(Correction {
            id: format!("{id}/{number}"),
            corrects: recomputed.period.to_string(),
            booked_in: into.clone(),
            person: owed.person.as_str().into(),
            line: owed.line.clone(),
            amount: owed.amount(),
            currency: recomputed.currency.clone(),
            cause: format!("{}{remark}", owed.cause()),
            run: id.clone(),
        });
    }
    caller.store.run_insert(&caller.ctx, &run, &[]).await?;
    caller
        .store
        .correction_insert(&caller.ctx, &id, &corrections)
        .await?;
    Ok((into, corrections))
}

async fn first_open(
    caller: &Caller,
    workspace: &Workspace,
    closed: Period,
) -> Result<String, AppError> {
    let calendar = workspace.checked()?.company.calendar;
    let mut found: Vec<(Period, String)> = Vec::new();
    for kept in caller.store.period_list().await? {
        let record = kept.value;
        let takes = matches!(record.state, PeriodState::Open | PeriodState::Calculated);
        let period = calendar.parse(&record.id).ok();
        let later = period.filter(|one| one.kind == closed.kind && one.from > closed.to);
        if let Some(period) = later.filter(|_| takes && !record.frozen) {
            found.push((period, record.id));
        }
    }
    found.sort_by_key(|(period, _)| period.from);
    found.into_iter().next().map(|(_, id)| id).ok_or_else(|| {
        let message = format!("no period after {closed} is open that could pay the correction");
        let next = calendar.next(closed);
        let help = next.map(|next| format!("open one: attain period open {next}"));
        let diagnostic = Diagnostic::error(rules::NO_OPEN_PERIOD, message);
        AppError::Refused(vec![match help {
            Some(help) => diagnostic.with_help(help),
            None => diagnostic,
        }])
    })
}

/// The corrections of a closed period that a scope sees.
///
/// # Errors
/// If the records cannot be read.
pub async fn list(
    caller: &Caller,
    scope: &Scope,
    period: Period,
) -> Result<Vec<Kept<Correction>>, AppError> {
    let identities = Identities::fetch(&caller.store).await?;
    let all = caller.store.correction_list_of(&period.to_string()).await?;
    let seen = |kept: &Kept<Correction>| {
        let person = identities.person(kept.value.person.as_str());
        scope.sees_everybody() || person.is_some_and(|person| scope.sees(person))
    };
    Ok(all.into_iter().filter(seen).collect())
}
