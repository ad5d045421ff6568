//! Batches: the row of a batch is the only commit point of its import.

use crate::ctx::{Ctx, Stamp, Written, moment};
use crate::error::{Result, StoreError};
use crate::sql::{Row, Tx, Value, count};
use crate::store::Store;
use crate::write::{Begun, Write};
use attain_core::batch::{Batch, ControlTotal, ImportedFile};
use attain_core::dataset::DatasetKind;
use attain_core::id::{BatchId, DatasetId};
use attain_core::json::Json;
use attain_core::num::plain;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A batch and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRecord {
    /// What was imported.
    pub batch: Batch,
    /// Whether its dataset adds up or replaces.
    pub kind: DatasetKind,
    /// Why it counts although another batch has the same content.
    pub distinct_reason: Option<String>,
    /// Who committed it, and when.
    pub committed: Stamp,
    /// Why it no longer counts; `None`: it counts.
    pub end: Option<BatchEnd>,
}

impl BatchRecord {
    /// `committed`, `superseded`, `retracted`.
    #[must_use]
    pub fn status(&self) -> &'static str {
        match &self.end {
            None => "committed",
            Some(end) if end.superseded_by.is_some() => "superseded",
            Some(_) => "retracted",
        }
    }
}

/// Why a batch no longer counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchEnd {
    /// Who ended it, and when.
    pub stamp: Stamp,
    /// Why.
    pub reason: String,
    /// The batch in its place; `None`: it was retracted.
    pub superseded_by: Option<BatchId>,
}

/// A batch to commit.
#[derive(Debug, Clone, Copy)]
pub struct NewBatch<'a> {
    /// What was imported; its file is synced already.
    pub batch: &'a Batch,
    /// Whether its dataset adds up or replaces.
    pub kind: DatasetKind,
    /// Why it counts although another batch has the same content.
    pub distinct_reason: Option<&'a str>,
}

/// Which batches a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchesAt {
    /// Those that count now.
    Now,
    /// Those that counted after this line of the audit trail.
    Sequence(u64),
    /// Those that counted at this moment, by the clocks of those who wrote.
    Moment(Timestamp),
    /// All that ever were.
    Ever,
}

impl Store {
    /// Commits an import. Of a snapshot dataset, it supersedes all that counted before.
    ///
    /// # Errors
    /// [`StoreError::SameContent`] names the earlier batch with the same content, unless a reason
    /// says that both count.
    pub async fn batch_insert(&self, ctx: &Ctx, new: NewBatch<'_>) -> Result<Written> {
        let body = new_json(&new);
        let mut write = match self.write(ctx, "batch_insert", &body).await? {
            Begun::Done(answer) => return Ok(answer),
            Begun::New(write) => write,
        };
        commit(&mut write, &new, None).await?;
        write.finish(("batch", new.batch.id.as_str()), 1).await
    }

    /// Commits an import in place of an earlier one, which then no longer counts.
    ///
    /// # Errors
    /// As [`Store::batch_insert`]; and if the earlier one is not there, or does not count.
    pub async fn batch_supersede(
        &self,
        ctx: &Ctx,
        old: &BatchId,
        reason: &str,
        new: NewBatch<'_>,
    ) -> Result<Written> {
        let body = Json::object([
            ("new", new_json(&new)),
            ("old", Json::text(old)),
            ("reason", Json::from(reason)),
        ]);
        let mut write = match self.write(ctx, "batch_supersede", &body).await? {
            Begun::Done(answer) => return Ok(answer),
            Begun::New(write) => write,
        };
        let earlier = fetch(write.tx(), old).await?;
        if earlier.batch.dataset != new.batch.dataset {
            return Err(StoreError::NotFound {
                entity: "batch of this dataset",
                id: old.to_string(),
            });
        }
        commit(&mut write, &new, Some((old, reason))).await?;
        write.finish(("batch", new.batch.id.as_str()), 1).await
    }

    /// Takes an import back: it no longer counts. Nothing is deleted.
    ///
    /// # Errors
    /// If the batch is not there, does not count already, or no reason is given.
    pub async fn batch_retract(&self, ctx: &Ctx, id: &BatchId, reason: &str) -> Result<Written> {
        let body = Json::object([("id", Json::text(id)), ("reason", Json::from(reason))]);
        let mut write = match self.write(ctx, "batch_retract", &body).await? {
            Begun::Done(answer) => return Ok(answer),
            Begun::New(write) => write,
        };
        end(&mut write, id, reason, None).await?;
        write.finish(("batch", id.as_str()), 1).await
    }

    /// A batch by its id.
    ///
    /// # Errors
    /// If it is not there.
    pub async fn batch_fetch(&self, id: &BatchId) -> Result<BatchRecord> {
        fetch(&mut self.read().await?, id).await
    }

    /// The batches of a dataset, or of all (`None`), in the order in which they were committed.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn batch_list(
        &self,
        dataset: Option<&DatasetId>,
        at: BatchesAt,
    ) -> Result<Vec<BatchRecord>> {
        let mut tx = self.read().await?;
        list(&mut tx, dataset, at).await
    }
}

/// Inserts the rows of a batch and ends those that it replaces.
async fn commit(
    write: &mut Write<'_>,
    new: &NewBatch<'_>,
    replaces: Option<(&BatchId, &str)>,
) -> Result<()> {
    let batch = new.batch;
    let find = "SELECT id FROM batches WHERE id = $1 OR path = $2";
    let values = [
        Value::from(batch.id.as_str()),
        Value::from(batch.path.as_str()),
    ];
    if write.tx().row(find, &values).await?.is_some() {
        return Err(StoreError::Exists {
            entity: "batch",
            id: batch.id.to_string(),
        });
    }
    refuse_same_content(write.tx(), new).await?;
    if let Some((old, reason)) = replaces {
        end(write, old, reason, Some(&batch.id)).await?;
    }
    if new.kind == DatasetKind::Snapshot {
        for old in list(write.tx(), Some(&batch.dataset), BatchesAt::Now).await? {
            let reason = "a newer import of the snapshot";
            end(write, &old.batch.id, reason, Some(&batch.id)).await?;
        }
    }
    insert(write, new).await?;
    insert_parts(write.tx(), batch).await?;
    note(write, &batch.id).await
}

/// Tells the trail what a batch is now.
async fn note(write: &mut Write<'_>, id: &BatchId) -> Result<()> {
    let record = fetch(write.tx(), id).await?;
    write.note("batch", id.as_str(), record_json(&record));
    Ok(())
}

async fn refuse_same_content(tx: &mut Tx, new: &NewBatch<'_>) -> Result<()> {
    if new.distinct_reason.is_some() {
        return Ok(());
    }
    let condition = "dataset = $1 AND content_sha256 = $2 AND status = 'committed'";
    let values = [
        Value::from(new.batch.dataset.as_str()),
        Value::from(new.batch.content_sha256.as_str()),
    ];
    match select(tx, condition, &values).await?.into_iter().next() {
        None => Ok(()),
        Some(earlier) => Err(StoreError::SameContent {
            earlier: Box::new(earlier),
        }),
    }
}

async fn insert(write: &mut Write<'_>, new: &NewBatch<'_>) -> Result<()> {
    let batch = new.batch;
    let [sequence, at, by] = write.stamp_values()?;
    let (from, to) = batch.covers.unzip();
    let values = [
        Value::from(batch.id.as_str()),
        Value::from(batch.dataset.as_str()),
        Value::from(kind_name(new.kind)),
        Value::from(batch.path.as_str()),
        Value::try_from(batch.bytes)?,
        Value::from(batch.sha256.as_str()),
        Value::from(batch.content_sha256.as_str()),
        Value::try_from(batch.rows)?,
        Value::from(from.map(|date| date.to_string())),
        Value::from(to.map(|date| date.to_string())),
        Value::from(new.distinct_reason),
        sequence,
        at,
        by,
    ];
    let sql = "INSERT INTO batches
        (id, dataset, kind, path, bytes, sha256, content_sha256, row_count, covers_from,
         covers_to, distinct_reason, status, committed_sequence, committed_at, committed_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'committed', $12, $13, $14)";
    write.tx().execute(sql, &values).await.map(drop)
}

async fn insert_parts(tx: &mut Tx, batch: &Batch) -> Result<()> {
    let id = batch.id.as_str();
    for (position, file) in (0_i64..).zip(&batch.files) {
        let sql = "INSERT INTO batch_files (batch_id, position, name, bytes, sha256, row_count)
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let values = [
            Value::from(id),
            Value::from(position),
            Value::from(file.name.as_str()),
            Value::try_from(file.bytes)?,
            Value::from(file.sha256.as_str()),
            Value::try_from(file.rows)?,
        ];
        tx.execute(sql, &values).await?;
    }
    for (position, total) in (0_i64..).zip(&batch.totals) {
        let sql = "INSERT INTO batch_totals (batch_id, position, column_name, total)
                   VALUES ($1, $2, $3, $4)";
        let values = [
            Value::from(id),
            Value::from(position),
            Value::from(total.column.as_str()),
            Value::from(plain(total.sum)),
        ];
        tx.execute(sql, &values).await?;
    }
    Ok(())
}

/// Marks a batch that counts as superseded or retracted.
async fn end(
    write: &mut Write<'_>,
    id: &BatchId,
    reason: &str,
    by: Option<&BatchId>,
) -> Result<()> {
    let action = if by.is_some() {
        "superseding"
    } else {
        "retracting"
    };
    let record = fetch(write.tx(), id).await?;
    if record.end.is_some() {
        return Err(StoreError::State {
            entity: "batch",
            id: id.to_string(),
            state: record.status().to_owned(),
            action,
            needed: "committed",
        });
    }
    let [sequence, at, user] = write.stamp_values()?;
    let status = if by.is_some() {
        "superseded"
    } else {
        "retracted"
    };
    let values = [
        Value::from(id.as_str()),
        Value::from(status),
        sequence,
        at,
        user,
        Value::from(reason),
        Value::from(by.map(BatchId::as_str)),
    ];
    let sql = "UPDATE batches SET status = $2, ended_sequence = $3, ended_at = $4, ended_by = $5,
               ended_reason = $6, superseded_by = $7 WHERE id = $1";
    write.tx().execute(sql, &values).await?;
    note(write, id).await
}

pub(crate) async fn fetch(tx: &mut Tx, id: &BatchId) -> Result<BatchRecord> {
    let found = select(tx, "id = $1", &[Value::from(id.as_str())]).await?;
    found
        .into_iter()
        .next()
        .ok_or_else(|| StoreError::NotFound {
            entity: "batch",
            id: id.to_string(),
        })
}

async fn list(tx: &mut Tx, dataset: Option<&DatasetId>, at: BatchesAt) -> Result<Vec<BatchRecord>> {
    let (filter, value) = match at {
        BatchesAt::Now => ("status = 'committed'", None),
        BatchesAt::Ever => ("status <> ''", None),
        BatchesAt::Sequence(sequence) => (
            "committed_sequence <= $2 AND (ended_sequence IS NULL OR ended_sequence > $2)",
            Some(Value::from(count(sequence)?)),
        ),
        BatchesAt::Moment(at) => (
            "committed_at <= $2 AND (ended_at IS NULL OR ended_at > $2)",
            Some(Value::from(moment(at))),
        ),
    };
    let condition = format!("($1 = '' OR dataset = $1) AND {filter}");
    let mut values = vec![Value::from(dataset.map_or("", DatasetId::as_str))];
    values.extend(value);
    select(tx, &condition, &values).await
}

/// The batches for which a condition holds, in three queries, however many they are.
async fn select(tx: &mut Tx, condition: &str, values: &[Value]) -> Result<Vec<BatchRecord>> {
    let mut files: BTreeMap<String, Vec<ImportedFile>> = BTreeMap::new();
    for row in tx.rows(&parts("batch_files", condition), values).await? {
        files
            .entry(row.text("batch_id")?)
            .or_default()
            .push(read_file(&row)?);
    }
    let mut totals: BTreeMap<String, Vec<ControlTotal>> = BTreeMap::new();
    for row in tx.rows(&parts("batch_totals", condition), values).await? {
        totals
            .entry(row.text("batch_id")?)
            .or_default()
            .push(read_total(&row)?);
    }
    let sql = format!("SELECT * FROM batches WHERE {condition} ORDER BY committed_sequence");
    let mut records = Vec::new();
    for row in tx.rows(&sql, values).await? {
        let id = row.text("id")?;
        let files = files.remove(&id).unwrap_or_default();
        let totals = totals.remove(&id).unwrap_or_default();
        records.push(read(&row, files, totals)?);
    }
    Ok(records)
}

fn parts(table: &str, condition: &str) -> String {
    format!(
        "SELECT * FROM {table} WHERE batch_id IN (SELECT id FROM batches WHERE {condition})
         ORDER BY batch_id, position"
    )
}

fn read(row: &Row, files: Vec<ImportedFile>, totals: Vec<ControlTotal>) -> Result<BatchRecord> {
    let covers = row
        .maybe_parsed("covers_from")?
        .zip(row.maybe_parsed("covers_to")?);
    Ok(BatchRecord {
        batch: Batch {
            id: BatchId::from(row.text("id")?),
            dataset: DatasetId::from(row.text("dataset")?),
            path: row.text("path")?,
            bytes: row.count("bytes")?,
            sha256: row.text("sha256")?,
            content_sha256: row.text("content_sha256")?,
            rows: row.count("row_count")?,
            covers,
            files,
            totals,
        },
        kind: read_kind(row)?,
        distinct_reason: row.maybe_text("distinct_reason")?,
        committed: Stamp {
            sequence: row.count("committed_sequence")?,
            at: row.moment("committed_at")?,
            by: row.text("committed_by")?,
        },
        end: read_end(row)?,
    })
}

fn read_kind(row: &Row) -> Result<DatasetKind> {
    match row.text("kind")?.as_str() {
        "events" => Ok(DatasetKind::Events),
        "snapshot" => Ok(DatasetKind::Snapshot),
        other => Err(StoreError::Damaged(format!("a batch of kind `{other}`"))),
    }
}

fn read_end(row: &Row) -> Result<Option<BatchEnd>> {
    let Some(sequence) = row.maybe_count("ended_sequence")? else {
        return Ok(None);
    };
    Ok(Some(BatchEnd {
        stamp: Stamp {
            sequence,
            at: row.moment("ended_at")?,
            by: row.text("ended_by")?,
        },
        reason: row.text("ended_reason")?,
        superseded_by: row.maybe_text("superseded_by")?.map(BatchId::from),
    }))
}

fn read_file(row: &Row) -> Result<ImportedFile> {
    Ok(ImportedFile {
        name: row.text("name")?,
        bytes: row.count("bytes")?,
        sha256: row.text("sha256")?,
        rows: row.count("row_count")?,
    })
}

fn read_total(row: &Row) -> Result<ControlTotal> {
    Ok(ControlTotal {
        column: row.text("column_name")?,
        sum: row.parsed("total")?,
    })
}

fn kind_name(kind: DatasetKind) -> &'static str {
    match kind {
        DatasetKind::Events => "events",
        DatasetKind::Snapshot => "snapshot",
    }
}

/// All that the caller asked for: what its idempotency key stands for, and what the trail keeps.
fn new_json(new: &NewBatch<'_>) -> Json {
    let batch = new.batch;
    let files = batch.files.iter().map(|file| {
        Json::object([
            ("bytes", Json::count(file.bytes)),
            ("name", Json::from(file.name.as_str())),
            ("rows", Json::count(file.rows)),
            ("sha256", Json::from(file.sha256.as_str())),
        ])
    });
    let totals = batch.totals.iter().map(|total| {
        Json::object([
            ("column", Json::from(total.column.as_str())),
            ("sum", Json::text(plain(total.sum))),
        ])
    });
    let covers = batch
        .covers
        .map(|(from, to)| vec![Json::text(from), Json::text(to)]);
    Json::object([
        ("bytes", Json::count(batch.bytes)),
        ("content_sha256", Json::from(batch.content_sha256.as_str())),
        ("covers", Json::from(covers)),
        ("dataset", Json::text(&batch.dataset)),
        ("distinct_reason", Json::from(new.distinct_reason)),
        ("files", Json::List(files.collect())),
        ("id", Json::text(&batch.id)),
        ("kind", Json::from(kind_name(new.kind))),
        ("path", Json::from(batch.path.as_str())),
        ("rows", Json::count(batch.rows)),
        ("sha256", Json::from(batch.sha256.as_str())),
        ("totals", Json::List(totals.collect())),
    ])
}

/// A batch and what became of it, as the trail keeps it.
pub(crate) fn record_json(record: &BatchRecord) -> Json {
    let stamp = |stamp: &Stamp| {
        Json::object([
            ("at", Json::from(moment(stamp.at))),
            ("by", Json::from(stamp.by.as_str())),
            ("sequence", Json::count(stamp.sequence)),
        ])
    };
    let end = record.end.as_ref().map(|end| {
        Json::object([
            ("reason", Json::from(end.reason.as_str())),
            ("stamp", stamp(&end.stamp)),
            (
                "superseded_by",
                Json::from(end.superseded_by.as_ref().map(BatchId::as_str)),
            ),
        ])
    });
    let asked = new_json(&NewBatch {
        batch: &record.batch,
        kind: record.kind,
        distinct_reason: record.distinct_reason.as_deref(),
    });
    Json::object([
        ("batch", asked),
        ("committed", stamp(&record.committed)),
        ("end", Json::from(end)),
        ("status", Json::from(record.status())),
    ])
}
