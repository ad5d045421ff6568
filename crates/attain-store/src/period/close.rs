//! Closing a period: the last step, taken once, and linked to the close before.

use super::{CLOSE, PeriodState, Stepped, finish, run_of};
use crate::audit::START;
use crate::ctx::{Ctx, Written};
use crate::error::{Result, StoreError};
use crate::record::{Columns, Edit, Kept, Record, load};
use crate::run::RunSummary;
use crate::sql::{Row, Tx, Value};
use crate::store::Store;
use attain_core::json::Json;

/// What was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// The manifest of the bundle, by the SHA-256 of its text.
    pub manifest_sha256: String,
    /// The Merkle root of the bundle, in hexadecimal.
    pub root: String,
    /// The manifest of the close before; 64 zeros for the first.
    pub previous_sha256: String,
    /// The signature over the manifest, in hexadecimal.
    pub signature: String,
    /// The key that checks it, in hexadecimal.
    pub public_key: String,
}

/// A close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseRecord {
    /// The period.
    pub period: String,
    /// Its place among all closes, from 1.
    pub number: u64,
    /// The run that was closed.
    pub run: String,
    /// The model that the run used.
    pub model_sha256: String,
    /// What came out of the run.
    pub result_sha256: String,
    /// What was sealed.
    pub close: Close,
}

impl Store {
    /// Closes an approved period, for ever. Of several who try, one does.
    ///
    /// # Errors
    /// If the period is not approved or is frozen, or another close came between.
    pub async fn period_close(&self, ctx: &Ctx, edit: Edit<'_>, close: &Close) -> Result<Written> {
        let asked = Json::object([
            (
                "manifest_sha256",
                Json::from(close.manifest_sha256.as_str()),
            ),
            (
                "previous_sha256",
                Json::from(close.previous_sha256.as_str()),
            ),
            ("public_key", Json::from(close.public_key.as_str())),
            ("root", Json::from(close.root.as_str())),
            ("signature", Json::from(close.signature.as_str())),
        ]);
        let (mut write, kept) = match self.step(ctx, &CLOSE, edit, asked).await? {
            Stepped::Done(answer) => return Ok(answer),
            Stepped::New(write, kept) => (write, kept),
        };
        let (last, previous) = newest(write.tx()).await?;
        if close.previous_sha256 != previous {
            return Err(StoreError::State {
                entity: "close",
                id: edit.id.to_owned(),
                state: format!("linked to manifest {}", close.previous_sha256),
                action: CLOSE.action,
                needed: "linked to the newest close: another period was closed in between",
            });
        }
        let run = load::<RunSummary>(write.tx(), run_of(&kept)?).await?.value;
        let record = CloseRecord {
            period: kept.value.id.clone(),
            number: last.saturating_add(1),
            run: run.id,
            model_sha256: run.model_sha256,
            result_sha256: run.result_sha256,
            close: close.clone(),
        };
        write.insert(&record).await?;
        let mut next = kept.value.clone();
        next.state = PeriodState::Closed;
        finish(write, &kept, &next).await
    }

    /// The close of a period.
    ///
    /// # Errors
    /// If it is not closed.
    pub async fn close_fetch(&self, period: &str) -> Result<Kept<CloseRecord>> {
        self.record_fetch(period).await
    }

    /// All closes, in their order.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn close_list(&self) -> Result<Vec<Kept<CloseRecord>>> {
        self.record_list("id <> ''", &[]).await
    }
}

/// Number and manifest of the newest close.
async fn newest(tx: &mut Tx) -> Result<(u64, String)> {
    let sql = "SELECT number, manifest_sha256 FROM closes ORDER BY number DESC LIMIT 1";
    match tx.row(sql, &[]).await? {
        None => Ok((0, START.to_owned())),
        Some(row) => Ok((row.count("number")?, row.text("manifest_sha256")?)),
    }
}

impl Record for CloseRecord {
    const ENTITY: &'static str = "close";
    const TABLE: &'static str = "closes";
    const EDITABLE: bool = false;

    fn id(&self) -> &str {
        &self.period
    }

    fn columns(&self) -> Result<Columns> {
        let close = &self.close;
        Ok(vec![
            ("id", Value::from(self.period.as_str())),
            ("number", Value::try_from(self.number)?),
            ("run_id", Value::from(self.run.as_str())),
            ("model_sha256", Value::from(self.model_sha256.as_str())),
            ("result_sha256", Value::from(self.result_sha256.as_str())),
            (
                "manifest_sha256",
                Value::from(close.manifest_sha256.as_str()),
            ),
            ("root", Value::from(close.root.as_str())),
            (
                "previous_sha256",
                Value::from(close.previous_sha256.as_str()),
            ),
            ("signature", Value::from(close.signature.as_str())),
            ("public_key", Value::from(close.public_key.as_str())),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            period: row.text("id")?,
            number: row.count("number")?,
            run: row.text("run_id")?,
            model_sha256: row.text("model_sha256")?,
            result_sha256: row.text("result_sha256")?,
            close: Close {
                manifest_sha256: row.text("manifest_sha256")?,
                root: row.text("root")?,
                previous_sha256: row.text("previous_sha256")?,
                signature: row.text("signature")?,
                public_key: row.text("public_key")?,
            },
        })
    }
}
