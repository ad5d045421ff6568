//! A write: its turn, its idempotency key, its line in the audit trail.

use crate::audit;
use crate::ctx::{Ctx, Stamp, Written, moment};
use crate::error::{Result, StoreError};
use crate::sql::{Backend, Row, Tx, Value, count};
use crate::store::Store;
use attain_core::hash::sha256;
use attain_core::json::Json;
use std::collections::BTreeMap;
use std::mem;

/// What to do after [`Store::write`].
pub(crate) enum Begun<'c> {
    /// Write, then call [`Write::finish`].
    New(Write<'c>),
    /// It was done before, with this answer.
    Done(Written),
}

/// A write under way. Dropped without [`Write::finish`], it leaves nothing.
pub(crate) struct Write<'c> {
    tx: Tx,
    ctx: &'c Ctx,
    action: &'static str,
    body_sha256: String,
    /// Its line in the audit trail.
    pub(crate) stamp: Stamp,
    previous_hash: String,
    /// What was written so far, by `entity:id`.
    records: BTreeMap<String, Json>,
}

impl Store {
    /// Starts a write when its turn has come. `body` is all that the caller asked for.
    pub(crate) async fn write<'c>(
        &self,
        ctx: &'c Ctx,
        action: &'static str,
        body: &Json,
    ) -> Result<Begun<'c>> {
        let mut tx = self.begin().await?;
        if tx.backend() == Backend::Postgres {
            // Writers go one after another, as in SQLite: no deadlocks, one chain.
            tx.script("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE")
                .await?;
        }
        let body_sha256 = sha256(body.to_string());
        if let Some(key) = &ctx.idempotency_key {
            let sql = "SELECT action, body_sha256, answer FROM idempotency_keys
                       WHERE user_id = $1 AND idempotency_key = $2";
            let values = [Value::from(ctx.user.as_str()), Value::from(key.as_str())];
            if let Some(row) = tx.row(sql, &values).await? {
                return replay(&row, key, action, &body_sha256).map(Begun::Done);
            }
        }
        let (sequence, previous_hash) = audit::head(&mut tx).await?;
        let stamp = Stamp {
            sequence: sequence.saturating_add(1),
            at: ctx.now,
            by: ctx.user.clone(),
        };
        Ok(Begun::New(Write {
            tx,
            ctx,
            action,
            body_sha256,
            stamp,
            previous_hash,
            records: BTreeMap::new(),
        }))
    }
}

/// The answer that a key got the first time.
fn replay(row: &Row, key: &str, action: &str, body_sha256: &str) -> Result<Written> {
    let (was, body) = (row.text("action")?, row.text("body_sha256")?);
    if was != action || body != body_sha256 {
        return Err(StoreError::KeyReused {
            key: key.to_owned(),
            action: was,
        });
    }
    let answer = row.text("answer")?;
    Json::parse(&answer)
        .ok()
        .and_then(|json| Written::from_json(&json))
        .ok_or_else(|| StoreError::Damaged(format!("the answer kept for key `{key}`")))
}

impl Write<'_> {
    pub(crate) fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// Sequence, moment and user, as columns hold them.
    pub(crate) fn stamp_values(&self) -> Result<[Value; 3]> {
        Ok([
            Value::from(count(self.stamp.sequence)?),
            Value::from(moment(self.stamp.at)),
            Value::from(self.stamp.by.as_str()),
        ])
    }

    /// Says what a record is after this write; the trail keeps it, and `records_check` compares.
    pub(crate) fn note(&mut self, entity: &str, id: &str, record: Json) {
        self.records.insert(format!("{entity}:{id}"), record);
    }

    /// Appends to the audit trail, keeps the answer, commits.
    pub(crate) async fn finish(mut self, subject: (&str, &str), revision: u64) -> Result<Written> {
        let records = Json::Object(mem::take(&mut self.records));
        let mut details = vec![
            ("asked_sha256", Json::from(self.body_sha256.as_str())),
            ("records", records),
        ];
        if let Some(account) = &self.ctx.account {
            details.push(("account", Json::from(account.as_str())));
        }
        let details = Json::object(details);
        let written = Written {
            id: subject.1.to_owned(),
            revision,
            sequence: self.stamp.sequence,
        };
        let line = audit::Line {
            stamp: self.stamp.clone(),
            action: self.action.to_owned(),
            subject: format!("{}:{}", subject.0, subject.1),
            details: details.to_string(),
            previous_hash: self.previous_hash.clone(),
        };
        audit::append(&mut self.tx, &line).await?;
        if let Some(key) = &self.ctx.idempotency_key {
            let sql = "INSERT INTO idempotency_keys
                       (user_id, idempotency_key, action, body_sha256, answer, at)
                       VALUES ($1, $2, $3, $4, $5, $6)";
            let values = [
                Value::from(self.ctx.user.as_str()),
                Value::from(key.as_str()),
                Value::from(self.action),
                Value::from(self.body_sha256.as_str()),
                Value::from(written.to_json().to_string()),
                Value::from(moment(self.ctx.now)),
            ];
            self.tx.execute(sql, &values).await?;
        }
        self.tx.commit().await?;
        Ok(written)
    }
}
