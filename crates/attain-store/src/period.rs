//! Periods: `open → calculated → in review → approved → closed`.
//!
//! A period is calculated as often as wanted. Two people approve it. From review and approval it
//! can be reopened, for a reason; a closed one stays closed. A frozen one takes no changes at all
//! until somebody thaws it.

mod close;

pub use close::{Close, CloseRecord};

use crate::ctx::{Ctx, Written};
use crate::error::{Result, StoreError};
use crate::record::{Columns, Edit, Kept, Record, edit_body, load, maybe_load, select};
use crate::run::{RunPurpose, RunSummary, StopReason, StopRow};
use crate::sql::{Row, Tx, Value};
use crate::store::Store;
use crate::write::{Begun, Write};
use attain_core::json::Json;
use attain_core::period::Period;
use jiff::civil::Date;

/// Approvals that a period needs, each by another person.
pub const APPROVALS: usize = 2;

/// How far a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeriodState {
    /// Facts and targets come in.
    Open,
    /// There is a run to look at.
    Calculated,
    /// The run is fixed, and approvals are awaited.
    InReview,
    /// Two people agree.
    Approved,
    /// Paid, sealed, for ever.
    Closed,
}

impl PeriodState {
    const NAMES: [(&'static str, Self); 5] = [
        ("open", Self::Open),
        ("calculated", Self::Calculated),
        ("in_review", Self::InReview),
        ("approved", Self::Approved),
        ("closed", Self::Closed),
    ];

    /// `open`, `calculated`, `in_review`, `approved`, `closed`.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, state)| *state == self);
        found.map_or("", |(name, _)| name)
    }
}

/// A period and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodRecord {
    /// Its name: `2012-Q3`.
    pub id: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How far it is.
    pub state: PeriodState,
    /// How often it was reopened. Approvals count only in their round.
    pub round: u64,
    /// The run that is looked at, approved or closed.
    pub run: Option<String>,
    /// Whether it takes no changes for now.
    pub frozen: bool,
    /// Why it was frozen, or thawed.
    pub frozen_reason: Option<String>,
    /// Why it was last reopened.
    pub reopened_reason: Option<String>,
}

/// An approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Its name: `PERIOD/ROUND/APPROVER`.
    pub id: String,
    /// The period.
    pub period: String,
    /// The round in which it counts.
    pub round: u64,
    /// The run that was approved.
    pub run: String,
    /// Who approved.
    pub approver: String,
    /// What he said.
    pub note: Option<String>,
}

/// A way from one state to the next.
struct Step {
    action: &'static str,
    from: &'static [PeriodState],
    needed: &'static str,
}

const CALCULATE: Step = Step {
    action: "period_calculate",
    from: &[PeriodState::Open, PeriodState::Calculated],
    needed: "open or calculated",
};
const SUBMIT: Step = Step {
    action: "period_submit",
    from: &[PeriodState::Calculated],
    needed: "calculated",
};
const APPROVE: Step = Step {
    action: "period_approve",
    from: &[PeriodState::InReview],
    needed: "in_review",
};
const REOPEN: Step = Step {
    action: "period_reopen",
    from: &[PeriodState::InReview, PeriodState::Approved],
    needed: "in_review or approved",
};
const CLOSE: Step = Step {
    action: "period_close",
    from: &[PeriodState::Approved],
    needed: "approved",
};

impl Store {
    /// Opens a period.
    ///
    /// # Errors
    /// If it was opened before.
    pub async fn period_open(&self, ctx: &Ctx, period: Period) -> Result<Written> {
        let record = PeriodRecord {
            id: period.to_string(),
            from: period.from,
            to: period.to,
            state: PeriodState::Open,
            round: 1,
            run: None,
            frozen: false,
            frozen_reason: None,
            reopened_reason: None,
        };
        self.record_insert(ctx, "period_open", &record).await
    }

    /// Takes a run as the one to look at.
    ///
    /// # Errors
    /// If the run is of another period or only a what-if, or the period is past that.
    pub async fn period_calculate(&self, ctx: &Ctx, edit: Edit<'_>, run: &str) -> Result<Written> {
        let asked = Json::object([("run", Json::from(run))]);
        let (mut write, kept) = match self.step(ctx, &CALCULATE, edit, asked).await? {
            Stepped::Done(answer) => return Ok(answer),
            Stepped::New(write, kept) => (write, kept),
        };
        let found = load::<RunSummary>(write.tx(), run).await?.value;
        if found.period != edit.id || found.purpose != RunPurpose::Period {
            return Err(StoreError::State {
                entity: "run",
                id: found.id,
                state: format!("for {}, {:?}", found.period, found.purpose),
                action: CALCULATE.action,
                needed: "made for this period, to be paid",
            });
        }
        let mut next = kept.value.clone();
        next.state = PeriodState::Calculated;
        next.run = Some(run.to_owned());
        finish(write, &kept, &next).await
    }

    /// Hands the run over to those who approve. From here on it is fixed.
    ///
    /// # Errors
    /// If the run has errors, or a batch that it used was taken back since.
    pub async fn period_submit(&self, ctx: &Ctx, edit: Edit<'_>) -> Result<Written> {
        let (mut write, kept) = match self.step(ctx, &SUBMIT, edit, Json::Null).await? {
            Stepped::Done(answer) => return Ok(answer),
            Stepped::New(write, kept) => (write, kept),
        };
        let run = load::<RunSummary>(write.tx(), run_of(&kept)?).await?.value;
        let refuse = |state: String, needed| {
            Err(StoreError::State {
                entity: "run",
                id: run.id.clone(),
                state,
                action: SUBMIT.action,
                needed,
            })
        };
        if run.errors > 0 {
            let state = format!("with {} errors", run.errors);
            return refuse(state, "without errors");
        }
        for id in &run.batches {
            let batch = crate::batch::fetch(write.tx(), id).await?;
            if batch.end.is_some() {
                let state = format!("made from batch `{id}`, which is {}", batch.status());
                return refuse(state, "made from batches that count: calculate again");
            }
        }
        let mut next = kept.value.clone();
        next.state = PeriodState::InReview;
        finish(write, &kept, &next).await
    }

    /// Approves the run. The period is approved when two people have done so.
    ///
    /// # Errors
    /// [`StoreError::SamePerson`] if he has approved already; and as long as something implausible
    /// has no reason.
    pub async fn period_approve(
        &self,
        ctx: &Ctx,
        edit: Edit<'_>,
        note: Option<&str>,
    ) -> Result<Written> {
        let asked = Json::object([("note", Json::from(note))]);
        let (mut write, kept) = match self.step(ctx, &APPROVE, edit, asked).await? {
            Stepped::Done(answer) => return Ok(answer),
            Stepped::New(write, kept) => (write, kept),
        };
        let run = run_of(&kept)?.to_owned();
        must_be_explained(write.tx(), &run).await?;
        let round = kept.value.round;
        let approval = Approval {
            id: format!("{}/{round}/{}", kept.value.id, ctx.user),
            period: kept.value.id.clone(),
            round,
            run,
            approver: ctx.user.clone(),
            note: note.map(str::to_owned),
        };
        if maybe_load::<Approval>(write.tx(), &approval.id)
            .await?
            .is_some()
        {
            return Err(StoreError::SamePerson {
                user: ctx.user.clone(),
                action: APPROVE.action,
            });
        }
        write.insert(&approval).await?;
        let mut next = kept.value.clone();
        if approvals(write.tx(), &kept.value).await?.len() >= APPROVALS {
            next.state = PeriodState::Approved;
        }
        finish(write, &kept, &next).await
    }

    /// Leads back to open. The approvals of this round no longer count.
    ///
    /// # Errors
    /// If the period is closed, or was not yet in review; or without a reason.
    pub async fn period_reopen(&self, ctx: &Ctx, edit: Edit<'_>, reason: &str) -> Result<Written> {
        let asked = Json::object([("reason", Json::from(reason))]);
        let (write, kept) = match self.step(ctx, &REOPEN, edit, asked).await? {
            Stepped::Done(answer) => return Ok(answer),
            Stepped::New(write, kept) => (write, kept),
        };
        let mut next = kept.value.clone();
        next.state = PeriodState::Open;
        next.run = None;
        next.round = next.round.saturating_add(1);
        next.reopened_reason = Some(reason.to_owned());
        finish(write, &kept, &next).await
    }

    /// Stops all changes to a period at once, however it looks by now: a stop button does not ask
    /// for a revision.
    ///
    /// # Errors
    /// If the period is closed or not there; or without a reason.
    pub async fn period_freeze(&self, ctx: &Ctx, id: &str, reason: &str) -> Result<Written> {
        self.set_frozen(ctx, "period_freeze", id, true, reason)
            .await
    }

    /// Lets a period take changes again.
    ///
    /// # Errors
    /// As [`Store::period_freeze`].
    pub async fn period_thaw(&self, ctx: &Ctx, id: &str, reason: &str) -> Result<Written> {
        self.set_frozen(ctx, "period_thaw", id, false, reason).await
    }

    /// A period.
    ///
    /// # Errors
    /// If it was never opened.
    pub async fn period_fetch(&self, id: &str) -> Result<Kept<PeriodRecord>> {
        self.record_fetch(id).await
    }

    /// All periods, in the order in which they were opened.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn period_list(&self) -> Result<Vec<Kept<PeriodRecord>>> {
        self.record_list("id <> ''", &[]).await
    }

    /// All approvals of a period, those of earlier rounds too.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn period_approval_list(&self, id: &str) -> Result<Vec<Kept<Approval>>> {
        self.record_list("period = $1", &[Value::from(id)]).await
    }

    async fn set_frozen(
        &self,
        ctx: &Ctx,
        action: &'static str,
        id: &str,
        frozen: bool,
        reason: &str,
    ) -> Result<Written> {
        let body = Json::object([("id", Json::from(id)), ("reason", Json::from(reason))]);
        let mut write = match self.write(ctx, action, &body).await? {
            Begun::Done(answer) => return Ok(answer),
            Begun::New(write) => write,
        };
        let kept = load::<PeriodRecord>(write.tx(), id).await?;
        if kept.value.state == PeriodState::Closed {
            return Err(wrong_state(&kept.value, action, "not closed"));
        }
        let mut next = kept.value.clone();
        next.frozen = frozen;
        next.frozen_reason = Some(reason.to_owned());
        finish(write, &kept, &next).await
    }

    /// Begins a step: the period is as the caller saw it, not frozen, and in the right state.
    async fn step<'c>(
        &self,
        ctx: &'c Ctx,
        step: &Step,
        edit: Edit<'_>,
        asked: Json,
    ) -> Result<Stepped<'c>> {
        let body = edit_body(edit, &asked);
        let mut write = match self.write(ctx, step.action, &body).await? {
            Begun::Done(answer) => return Ok(Stepped::Done(answer)),
            Begun::New(write) => write,
        };
        let kept = write.load_fresh::<PeriodRecord>(edit, asked).await?;
        if kept.value.frozen {
            return Err(wrong_state(&kept.value, step.action, "not frozen"));
        }
        if !step.from.contains(&kept.value.state) {
            return Err(wrong_state(&kept.value, step.action, step.needed));
        }
        Ok(Stepped::New(write, Box::new(kept)))
    }
}

enum Stepped<'c> {
    New(Write<'c>, Box<Kept<PeriodRecord>>),
    Done(Written),
}

async fn finish(
    mut write: Write<'_>,
    kept: &Kept<PeriodRecord>,
    next: &PeriodRecord,
) -> Result<Written> {
    let revision = write.update(kept, next).await?;
    write
        .finish((PeriodRecord::ENTITY, &next.id), revision)
        .await
}

fn wrong_state(period: &PeriodRecord, action: &'static str, needed: &'static str) -> StoreError {
    let frozen = if period.frozen { ", frozen" } else { "" };
    StoreError::State {
        entity: PeriodRecord::ENTITY,
        id: period.id.clone(),
        state: format!("{}{frozen}", period.state.name()),
        action,
        needed,
    }
}

fn run_of(kept: &Kept<PeriodRecord>) -> Result<&str> {
    let missing = || StoreError::Damaged(format!("period `{}` has no run", kept.value.id));
    kept.value.run.as_deref().ok_or_else(missing)
}

/// The approvals that count.
async fn approvals(tx: &mut Tx, period: &PeriodRecord) -> Result<Vec<Kept<Approval>>> {
    let run = period.run.as_deref().unwrap_or_default();
    let values = [
        Value::from(period.id.as_str()),
        Value::try_from(period.round)?,
        Value::from(run),
    ];
    select(tx, "period = $1 AND round = $2 AND run_id = $3", &values).await
}

/// Nothing implausible in the run is without a reason.
async fn must_be_explained(tx: &mut Tx, run: &str) -> Result<()> {
    for stop in select::<StopRow>(tx, "run_id = $1", &[Value::from(run)]).await? {
        if maybe_load::<StopReason>(tx, stop.value.id())
            .await?
            .is_none()
        {
            return Err(StoreError::State {
                entity: StopRow::ENTITY,
                id: stop.value.id().to_owned(),
                state: "without a reason".to_owned(),
                action: APPROVE.action,
                needed: "explained",
            });
        }
    }
    Ok(())
}

/// Whatever belongs to a period can change only while it is open or calculated, and not frozen.
pub(crate) async fn must_take_changes(tx: &mut Tx, id: &str) -> Result<()> {
    let period = load::<PeriodRecord>(tx, id).await?.value;
    let open = matches!(period.state, PeriodState::Open | PeriodState::Calculated);
    if open && !period.frozen {
        return Ok(());
    }
    Err(wrong_state(
        &period,
        "a change",
        "open or calculated, and not frozen",
    ))
}

impl Record for PeriodRecord {
    const ENTITY: &'static str = "period";
    const TABLE: &'static str = "periods";
    const EDITABLE: bool = true;

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("first_day", Value::from(self.from.to_string())),
            ("last_day", Value::from(self.to.to_string())),
            ("state", Value::from(self.state.name())),
            ("round", Value::try_from(self.round)?),
            ("run_id", Value::from(self.run.as_deref())),
            ("frozen", Value::from(i64::from(self.frozen))),
            ("frozen_reason", Value::from(self.frozen_reason.as_deref())),
            (
                "reopened_reason",
                Value::from(self.reopened_reason.as_deref()),
            ),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.text("id")?,
            from: row.parsed("first_day")?,
            to: row.parsed("last_day")?,
            state: row.choice("state", &PeriodState::NAMES)?,
            round: row.count("round")?,
            run: row.maybe_text("run_id")?,
            frozen: row.integer("frozen")? == 1,
            frozen_reason: row.maybe_text("frozen_reason")?,
            reopened_reason: row.maybe_text("reopened_reason")?,
        })
    }
}

impl Record for Approval {
    const ENTITY: &'static str = "period_approval";
    const TABLE: &'static str = "period_approvals";
    const EDITABLE: bool = false;

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("period", Value::from(self.period.as_str())),
            ("round", Value::try_from(self.round)?),
            ("run_id", Value::from(self.run.as_str())),
            ("approver", Value::from(self.approver.as_str())),
            ("note", Value::from(self.note.as_deref())),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.text("id")?,
            period: row.text("period")?,
            round: row.count("round")?,
            run: row.text("run_id")?,
            approver: row.text("approver")?,
            note: row.maybe_text("note")?,
        })
    }
}
