//! Closed and approved periods.

use super::{Check, Finding};
use crate::audit::START;
use crate::error::{Result, StoreError};
use crate::period::{APPROVALS, Approval, CloseRecord, PeriodRecord, PeriodState};
use crate::record::{load, maybe_load, select};
use crate::run::Run;
use crate::sql::{Tx, Value};
use std::collections::BTreeSet;

/// Each closed period has its close, each close its period, its run and its place in the chain.
pub(super) async fn check(tx: &mut Tx, findings: &mut Vec<Finding>) -> Result<()> {
    let mut closes = select::<CloseRecord>(tx, "id <> ''", &[]).await?;
    closes.sort_by_key(|kept| kept.value.number);
    let mut previous = START.to_owned();
    for (number, kept) in (1..).zip(&closes) {
        let close = &kept.value;
        let mut find = |message: &str| {
            let subject = format!("close:{}", close.period);
            findings.push(Finding::new(Check::FrozenUnchanged, subject, message));
        };
        if close.number != number || close.close.previous_sha256 != previous {
            find("it is not linked to the close before");
        }
        previous.clone_from(&close.close.manifest_sha256);
        match maybe_load::<PeriodRecord>(tx, &close.period).await? {
            Some(period) if period.value.state != PeriodState::Closed => {
                find("its period is not closed any more");
            }
            Some(period) if period.value.run.as_deref() != Some(&close.run) => {
                find("its period names another run");
            }
            Some(_) => {}
            None => find("its period is gone"),
        }
        for message in run_problems(tx, close).await? {
            find(&message);
        }
    }
    let have: BTreeSet<&str> = closes
        .iter()
        .map(|kept| kept.value.period.as_str())
        .collect();
    for kept in select::<PeriodRecord>(tx, "state = 'closed'", &[]).await? {
        if !have.contains(kept.value.id.as_str()) {
            let subject = format!("period:{}", kept.value.id);
            let message = "it is closed, and nothing says what was closed";
            findings.push(Finding::new(Check::FrozenUnchanged, subject, message));
        }
    }
    Ok(())
}

async fn run_problems(tx: &mut Tx, close: &CloseRecord) -> Result<Vec<String>> {
    let run = match load::<Run>(tx, &close.run).await {
        Ok(run) => run.value,
        Err(StoreError::Damaged(what)) => return Ok(vec![what]),
        Err(StoreError::NotFound { id, .. }) => return Ok(vec![format!("run `{id}` is gone")]),
        Err(error) => return Err(error),
    };
    let mut problems = Vec::new();
    if run.result_sha256() != close.result_sha256 {
        problems.push("its run has another result than was closed".to_owned());
    }
    if run.model_sha256 != close.model_sha256 {
        problems.push("its run has another model than was closed".to_owned());
    }
    if run.period != close.period {
        problems.push("its run is of another period".to_owned());
    }
    Ok(problems)
}

/// Two people have approved the run, in the round that counts.
pub(super) async fn approvals_complete(tx: &mut Tx, findings: &mut Vec<Finding>) -> Result<()> {
    let condition = "state IN ('approved', 'closed')";
    for kept in select::<PeriodRecord>(tx, condition, &[]).await? {
        let period = kept.value;
        let values = [
            Value::from(period.id.as_str()),
            Value::try_from(period.round)?,
        ];
        let approvals = select::<Approval>(tx, "period = $1 AND round = $2", &values).await?;
        let approvers: BTreeSet<&str> = approvals
            .iter()
            .filter(|approval| Some(&approval.value.run) == period.run.as_ref())
            // The name on the approval and the one who wrote it are one.
            .filter(|approval| approval.value.approver == approval.created.by)
            .map(|approval| approval.value.approver.as_str())
            .collect();
        if approvers.len() < APPROVALS {
            let subject = format!("period:{}", period.id);
            let message = format!(
                "{} of {APPROVALS} people have approved its run",
                approvers.len()
            );
            findings.push(Finding::new(Check::ApprovalsComplete, subject, message));
        }
    }
    Ok(())
}
