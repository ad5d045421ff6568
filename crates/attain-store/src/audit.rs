//! The audit trail: every write, in order, linked by hashes.
//!
//! The hash of a line is the SHA-256, in lower-case hexadecimal, of the canonical JSON
//! ([`attain_core::json`]) of an object with the fields `action`, `at`, `details` (the JSON value
//! itself), `previous`, `sequence`, `subject` and `user`. `previous` is the hash of the line
//! before; before the first it is 64 zeros.

use crate::ctx::{Stamp, moment};
use crate::error::{Result, StoreError};
use crate::sql::{Row, Tx, Value, count};
use crate::store::Store;
use attain_core::hash::sha256;
use attain_core::json::Json;

/// The hash before the first line.
pub const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A line of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Its number, when, and who.
    pub stamp: Stamp,
    /// What was done: `batch_insert`.
    pub action: String,
    /// To what: `batch:b-17`.
    pub subject: String,
    /// All that was written, as canonical JSON.
    pub details: String,
    /// The hash of the line before.
    pub previous_hash: String,
    /// Its own hash.
    pub hash: String,
}

impl Store {
    /// At most `limit` lines after line `after` (0: from the first), in order.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn audit_list(&self, after: u64, limit: u64) -> Result<Vec<AuditLine>> {
        let mut tx = self.read().await?;
        lines(&mut tx, after, limit).await
    }

    /// The newest line, if there is any: keep it elsewhere, and a trail that was rewritten or cut
    /// short will show.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn audit_head(&self) -> Result<Option<AuditLine>> {
        let mut tx = self.read().await?;
        let sql = "SELECT * FROM audit ORDER BY sequence DESC LIMIT 1";
        tx.row(sql, &[]).await?.as_ref().map(read).transpose()
    }
}

impl AuditLine {
    /// The hash that this line should have, whatever hash it carries.
    ///
    /// # Errors
    /// If its details are not JSON.
    pub fn expected_hash(&self) -> Result<String> {
        let line = Line {
            stamp: self.stamp.clone(),
            action: self.action.clone(),
            subject: self.subject.clone(),
            details: self.details.clone(),
            previous_hash: self.previous_hash.clone(),
        };
        line.hash()
    }
}

/// A line without its hash.
pub(crate) struct Line {
    pub(crate) stamp: Stamp,
    pub(crate) action: String,
    pub(crate) subject: String,
    pub(crate) details: String,
    pub(crate) previous_hash: String,
}

impl Line {
    fn hash(&self) -> Result<String> {
        let details = Json::parse(&self.details).map_err(|error| {
            StoreError::Damaged(format!(
                "details of audit line {}: {error}",
                self.stamp.sequence
            ))
        })?;
        let json = Json::object([
            ("action", Json::from(self.action.as_str())),
            ("at", Json::from(moment(self.stamp.at))),
            ("details", details),
            ("previous", Json::from(self.previous_hash.as_str())),
            ("sequence", Json::count(self.stamp.sequence)),
            ("subject", Json::from(self.subject.as_str())),
            ("user", Json::from(self.stamp.by.as_str())),
        ]);
        Ok(sha256(json.to_string()))
    }
}

/// Number and hash of the newest line.
pub(crate) async fn head(tx: &mut Tx) -> Result<(u64, String)> {
    let sql = "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1";
    match tx.row(sql, &[]).await? {
        None => Ok((0, START.to_owned())),
        Some(row) => Ok((row.count("sequence")?, row.text("hash")?)),
    }
}

pub(crate) async fn append(tx: &mut Tx, line: &Line) -> Result<()> {
    let values = [
        Value::from(count(line.stamp.sequence)?),
        Value::from(moment(line.stamp.at)),
        Value::from(line.stamp.by.as_str()),
        Value::from(line.action.as_str()),
        Value::from(line.subject.as_str()),
        Value::from(line.details.as_str()),
        Value::from(line.previous_hash.as_str()),
        Value::from(line.hash()?),
    ];
    let sql = "INSERT INTO audit
        (sequence, at, user_id, action, subject, details, previous_hash, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    tx.execute(sql, &values).await.map(drop)
}

async fn lines(tx: &mut Tx, after: u64, limit: u64) -> Result<Vec<AuditLine>> {
    let values = [Value::try_from(after)?, Value::try_from(limit)?];
    let sql = "SELECT * FROM audit WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    tx.rows(sql, &values).await?.iter().map(read).collect()
}

/// As [`lines`], but what cannot be read is told by its number.
pub(crate) async fn page(
    tx: &mut Tx,
    after: u64,
    limit: u64,
) -> Result<(Vec<AuditLine>, Vec<(u64, String)>)> {
    let values = [Value::try_from(after)?, Value::try_from(limit)?];
    let sql = "SELECT * FROM audit WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    let (mut lines, mut unreadable) = (Vec::new(), Vec::new());
    for row in tx.rows(sql, &values).await? {
        match read(&row) {
            Ok(line) => lines.push(line),
            Err(error) => unreadable.push((row.count("sequence")?, error.to_string())),
        }
    }
    Ok((lines, unreadable))
}

fn read(row: &Row) -> Result<AuditLine> {
    Ok(AuditLine {
        stamp: Stamp {
            sequence: row.count("sequence")?,
            at: row.moment("at")?,
            by: row.text("user_id")?,
        },
        action: row.text("action")?,
        subject: row.text("subject")?,
        details: row.text("details")?,
        previous_hash: row.text("previous_hash")?,
        hash: row.text("hash")?,
    })
}
