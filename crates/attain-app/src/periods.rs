//! Periods on their way: reviewed, sent back, approved by two, frozen.

use crate::access::UseCase;
use crate::caller::Caller;
use crate::error::AppError;
use crate::kept::replay;
use attain_core::num::Decimal;
use attain_core::period::Period;
use attain_store::period::{Approval, PeriodRecord};
use attain_store::record::Edit;
use attain_store::run::{RunSummary, StopRecord};
use attain_store::{Kept, StoreError};

/// A period with what there is to know before somebody approves it.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The period.
    pub period: Kept<PeriodRecord>,
    /// Its approvals that count.
    pub approvals: Vec<Kept<Approval>>,
    /// Its runs.
    pub runs: Vec<Kept<RunSummary>>,
    /// What is implausible in the run that is looked at.
    pub stops: Vec<StopRecord>,
}

/// Opens a period: from now on each run of it is kept.
///
/// # Errors
/// If the caller may not, or it was opened before.
pub async fn open(caller: &Caller, period: Period) -> Result<(), AppError> {
    caller.may(UseCase::PeriodOpen)?;
    caller.store.period_open(&caller.ctx, period).await?;
    Ok(())
}

/// All periods.
///
/// # Errors
/// If the caller may not.
pub async fn list(caller: &Caller) -> Result<Vec<Kept<PeriodRecord>>, AppError> {
    caller.may(UseCase::PeriodRead)?;
    Ok(caller.store.period_list().await?)
}

/// How far a period is.
///
/// # Errors
/// If the caller may not, or it was never opened.
pub async fn show(caller: &Caller, id: &str) -> Result<Standing, AppError> {
    caller.may(UseCase::PeriodRead)?;
    let store = &caller.store;
    let period = store.period_fetch(id).await?;
    let (round, run) = (period.value.round, period.value.run.clone());
    let approvals = store.period_approval_list(id).await?;
    let counts = |one: &Kept<Approval>| {
        one.value.round == round && run.as_deref() == Some(one.value.run.as_str())
    };
    let stops = match &run {
        // What is implausible is about single people's pay.
        Some(run) if caller.may(UseCase::StopExplain).is_ok() => store.run_stop_list(run).await?,
        _ => Vec::new(),
    };
    Ok(Standing {
        approvals: approvals.into_iter().filter(counts).collect(),
        runs: store.run_list(id).await?,
        stops,
        period,
    })
}

/// A step of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// Hand the run over to those who approve.
    Review,
    /// Send it back, for a reason.
    Return(&'a str),
    /// Approve it; two people do.
    Approve(Option<&'a str>),
    /// Stop all changes at once, for a reason.
    Freeze(&'a str),
    /// Allow changes again, for a reason.
    Thaw(&'a str),
}

/// Takes a step.
///
/// # Errors
/// If the caller may not, the period is elsewhere, or somebody else was faster.
pub async fn step(caller: &Caller, id: &str, step: Step<'_>) -> Result<PeriodRecord, AppError> {
    caller.may(match step {
        Step::Review | Step::Return(_) => UseCase::PeriodReview,
        Step::Approve(_) => UseCase::PeriodApprove,
        Step::Freeze(_) | Step::Thaw(_) => UseCase::PeriodFreeze,
    })?;
    let (store, ctx) = (&caller.store, &caller.ctx);
    let seen = store.period_fetch(id).await?;
    if matches!(step, Step::Review) {
        must_pay_corrections(caller, &seen).await?;
    }
    let edit = Edit::new(id, seen.revision);
    match step {
        Step::Review => store.period_submit(ctx, edit).await?,
        Step::Return(reason) => store.period_reopen(ctx, edit, reason).await?,
        Step::Approve(note) => store.period_approve(ctx, edit, note).await?,
        Step::Freeze(reason) => store.period_freeze(ctx, id, reason).await?,
        Step::Thaw(reason) => store.period_thaw(ctx, id, reason).await?,
    };
    Ok(store.period_fetch(id).await?.value)
}

/// A run that does not pay what was booked into its period since cannot be reviewed.
async fn must_pay_corrections(
    caller: &Caller,
    period: &Kept<PeriodRecord>,
) -> Result<(), AppError> {
    let Some(run) = &period.value.run else {
        return Ok(());
    };
    let (_, _, replay) = replay(&caller.store, run).await?;
    let booked = caller.store.correction_list(&period.value.id).await?;
    let booked = sum(booked.iter().map(|kept| kept.value.amount));
    let paid = sum(replay.facts.booked.values().map(|booked| booked.amount));
    if booked == paid {
        return Ok(());
    }
    Err(StoreError::State {
        entity: "run",
        id: run.clone(),
        state: "without corrections that were booked since".to_owned(),
        action: "period_submit",
        needed: "to pay them: calculate again",
    }
    .into())
}

fn sum(mut amounts: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    amounts.try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// Says why something implausible may be paid.
///
/// # Errors
/// If the caller may not, or there is no such stop.
pub async fn explain_stop(caller: &Caller, stop: &str, reason: &str) -> Result<(), AppError> {
    caller.may(UseCase::StopExplain)?;
    caller
        .store
        .run_stop_explain(&caller.ctx, stop, reason)
        .await?;
    Ok(())
}
