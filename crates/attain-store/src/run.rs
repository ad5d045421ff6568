//! Runs: calculations that were kept. A run is written once and never changes.

use crate::ctx::{Ctx, Written};
use crate::error::{Result, StoreError};
use crate::record::{Columns, Kept, Record, full_json, load, maybe_load, select};
use crate::sql::{Row, Value};
use crate::store::Store;
use crate::write::Begun;
use attain_core::hash::sha256;
use attain_core::id::BatchId;
use attain_core::json::Json;

/// A calculation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its name.
    pub id: String,
    /// The period that was calculated: `2012-Q3`.
    pub period: String,
    /// Whether it may be paid, or only answers "what if".
    pub purpose: RunPurpose,
    /// The hash of the model that it used.
    pub model_sha256: String,
    /// The batches that it used, in order.
    pub batches: Vec<BatchId>,
    /// What came out, in the caller's canonical form.
    pub result: Vec<u8>,
    /// Diagnostics that are errors: with any, the run cannot be reviewed.
    pub errors: u64,
    /// Diagnostics that are warnings.
    pub warnings: u64,
}

impl Run {
    /// SHA-256 of the result.
    #[must_use]
    pub fn result_sha256(&self) -> String {
        sha256(&self.result)
    }

    /// All but the result.
    #[must_use]
    pub fn summary(&self) -> RunSummary {
        RunSummary {
            id: self.id.clone(),
            period: self.period.clone(),
            purpose: self.purpose,
            model_sha256: self.model_sha256.clone(),
            batches: self.batches.clone(),
            result_sha256: self.result_sha256(),
            errors: self.errors,
            warnings: self.warnings,
        }
    }
}

/// A run without its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunSummary {
    /// Its name.
    pub id: String,
    /// The period that was calculated.
    pub period: String,
    /// Whether it may be paid, or only answers "what if".
    pub purpose: RunPurpose,
    /// The hash of the model that it used.
    pub model_sha256: String,
    /// The batches that it used, in order.
    pub batches: Vec<BatchId>,
    /// SHA-256 of the result.
    pub result_sha256: String,
    /// Diagnostics that are errors.
    pub errors: u64,
    /// Diagnostics that are warnings.
    pub warnings: u64,
}

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunPurpose {
    /// To be reviewed, approved and paid.
    Period,
    /// To see what would come out.
    WhatIf,
}

/// Something implausible in a run, which needs a reason before anyone approves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The rule that stopped: `above-3-medians`.
    pub rule: String,
    /// Whom or what it is about.
    pub subject: String,
    /// What was found, in words.
    pub message: String,
}

/// A stop and the reason that was given, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopRecord {
    /// Its name: `RUN/3`.
    pub id: String,
    /// What stopped.
    pub stop: Stop,
    /// Why it may be paid nevertheless, and who says so.
    pub reason: Option<Kept<StopReason>>,
}

/// Why something implausible may be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopReason {
    /// The stop.
    pub id: String,
    /// Why.
    pub reason: String,
}

impl Store {
    /// Keeps a calculation, with what was implausible in it.
    ///
    /// # Errors
    /// If there is a run of this name, or a batch that nobody committed.
    pub async fn run_insert(&self, ctx: &Ctx, run: &Run, stops: &[Stop]) -> Result<Written> {
        let listed = stops.iter().map(stop_json).collect();
        let body = Json::object([
            ("run", full_json(&run.columns()?)),
            ("stops", Json::List(listed)),
        ]);
        let mut write = match self.write(ctx, "run_insert", &body).await? {
            Begun::Done(answer) => return Ok(answer),
            Begun::New(write) => write,
        };
        for batch in &run.batches {
            crate::batch::fetch(write.tx(), batch).await?;
        }
        write.insert(run).await?;
        for (position, stop) in (1_i64..).zip(stops) {
            let row = StopRow {
                id: format!("{}/{position}", run.id),
                run: run.id.clone(),
                position,
                stop: stop.clone(),
            };
            write.insert(&row).await?;
        }
        write.finish((Run::ENTITY, &run.id), 1).await
    }

    /// A run, whose result is checked against its hash.
    ///
    /// # Errors
    /// If it is not there, or is damaged.
    pub async fn run_fetch(&self, id: &str) -> Result<Kept<Run>> {
        self.record_fetch(id).await
    }

    /// The runs of a period, in the order in which they were made.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn run_list(&self, period: &str) -> Result<Vec<Kept<RunSummary>>> {
        self.record_list("period = $1", &[Value::from(period)])
            .await
    }

    /// What was implausible in a run.
    ///
    /// # Errors
    /// If there is no such run.
    pub async fn run_stop_list(&self, run: &str) -> Result<Vec<StopRecord>> {
        let mut tx = self.read().await?;
        load::<Run>(&mut tx, run).await?;
        let mut stops = Vec::new();
        for row in select::<StopRow>(&mut tx, "run_id = $1", &[Value::from(run)]).await? {
            let row = row.value;
            let reason = maybe_load::<StopReason>(&mut tx, &row.id).await?;
            stops.push((row.position, row.id, row.stop, reason));
        }
        stops.sort_by_key(|(position, ..)| *position);
        let record = |(_, id, stop, reason)| StopRecord { id, stop, reason };
        Ok(stops.into_iter().map(record).collect())
    }

    /// Says why something implausible may be paid.
    ///
    /// # Errors
    /// If there is no such stop, or it has a reason already.
    pub async fn run_stop_explain(&self, ctx: &Ctx, stop: &str, reason: &str) -> Result<Written> {
        let reason = StopReason {
            id: stop.to_owned(),
            reason: reason.to_owned(),
        };
        self.record_fetch::<StopRow>(stop).await?;
        self.record_insert(ctx, "run_stop_explain", &reason).await
    }
}

/// A stop in its table.
pub(crate) struct StopRow {
    id: String,
    run: String,
    position: i64,
    stop: Stop,
}

fn stop_json(stop: &Stop) -> Json {
    Json::object([
        ("message", Json::from(stop.message.as_str())),
        ("rule", Json::from(stop.rule.as_str())),
        ("subject", Json::from(stop.subject.as_str())),
    ])
}

impl Record for Run {
    const ENTITY: &'static str = "run";
    const TABLE: &'static str = "runs";
    const EDITABLE: bool = false;

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        let mut columns = self.summary().columns()?;
        columns.push(("result", Value::from(self.result.clone())));
        Ok(columns)
    }

    fn read(row: &Row) -> Result<Self> {
        let summary = RunSummary::read(row)?;
        let run = Self {
            id: summary.id,
            period: summary.period,
            purpose: summary.purpose,
            model_sha256: summary.model_sha256,
            batches: summary.batches,
            result: row.bytes("result")?,
            errors: summary.errors,
            warnings: summary.warnings,
        };
        if run.result_sha256() != summary.result_sha256 {
            let what = format!("the result of run `{}`", run.id);
            return Err(StoreError::Damaged(what));
        }
        Ok(run)
    }
}

impl Record for RunSummary {
    const ENTITY: &'static str = "run";
    const TABLE: &'static str = "runs";
    const EDITABLE: bool = false;
    const SELECT: &'static str = "id, period, purpose, model_sha256, batches, result_sha256, \
        error_count, warning_count, created_sequence, created_at, created_by";

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        let batches = self.batches.iter().map(Json::text).collect();
        let purpose = match self.purpose {
            RunPurpose::Period => "period",
            RunPurpose::WhatIf => "what_if",
        };
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("period", Value::from(self.period.as_str())),
            ("purpose", Value::from(purpose)),
            ("model_sha256", Value::from(self.model_sha256.as_str())),
            ("batches", Value::from(Json::List(batches).to_string())),
            ("result_sha256", Value::from(self.result_sha256.as_str())),
            ("error_count", Value::try_from(self.errors)?),
            ("warning_count", Value::try_from(self.warnings)?),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        let id = row.text("id")?;
        let damaged = |what: &str| StoreError::Damaged(format!("{what} of run `{id}`"));
        let batches = Json::parse(&row.text("batches")?).map_err(|_| damaged("the batches"))?;
        let batches = batches.as_list().ok_or_else(|| damaged("the batches"))?;
        Ok(Self {
            period: row.text("period")?,
            purpose: match row.text("purpose")?.as_str() {
                "period" => RunPurpose::Period,
                "what_if" => RunPurpose::WhatIf,
                _ => return Err(damaged("the purpose")),
            },
            model_sha256: row.text("model_sha256")?,
            batches: batches
                .iter()
                .filter_map(Json::as_text)
                .map(BatchId::from)
                .collect(),
            result_sha256: row.text("result_sha256")?,
            errors: row.count("error_count")?,
            warnings: row.count("warning_count")?,
            id,
        })
    }
}

impl Record for StopRow {
    const ENTITY: &'static str = "run_stop";
    const TABLE: &'static str = "run_stops";
    const EDITABLE: bool = false;

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("run_id", Value::from(self.run.as_str())),
            ("position", Value::from(self.position)),
            ("rule", Value::from(self.stop.rule.as_str())),
            ("subject", Value::from(self.stop.subject.as_str())),
            ("message", Value::from(self.stop.message.as_str())),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.text("id")?,
            run: row.text("run_id")?,
            position: row.integer("position")?,
            stop: Stop {
                rule: row.text("rule")?,
                subject: row.text("subject")?,
                message: row.text("message")?,
            },
        })
    }
}

impl Record for StopReason {
    const ENTITY: &'static str = "stop_reason";
    const TABLE: &'static str = "stop_reasons";
    const EDITABLE: bool = false;

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("reason", Value::from(self.reason.as_str())),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.text("id")?,
            reason: row.text("reason")?,
        })
    }
}
