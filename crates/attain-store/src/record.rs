//! What records have in common: an id, who made and changed them, and a revision that an edit must
//! name, so that nobody overwrites what he has not seen.

use crate::ctx::{Ctx, Stamp, Written};
use crate::error::{Result, StoreError};
use crate::period;
use crate::sql::{Row, Tx, Value, count};
use crate::store::Store;
use crate::write::{Begun, Write};
use attain_core::hash::sha256;
use attain_core::json::Json;

/// A record as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<T> {
    /// What it says.
    pub value: T,
    /// How often it was written. An edit names the revision that it started from.
    pub revision: u64,
    /// Who made it.
    pub created: Stamp,
    /// Who wrote it last.
    pub changed: Stamp,
}

/// How a noun lies in its table.
pub(crate) trait Record: Sized + Send + Sync {
    /// The word for it: in messages, and in the audit trail.
    const ENTITY: &'static str;
    const TABLE: &'static str;
    /// Whether it can be edited; else it is written once.
    const EDITABLE: bool;
    /// What is read of a row; less than all where a column is long and not needed.
    const SELECT: &'static str = "*";
    /// Columns that say who somebody is. The audit trail, which is for ever, does not hold them.
    const PERSONAL: &'static [&'static str] = &[];

    fn id(&self) -> &str;

    /// All columns but those that [`Kept`] has.
    fn columns(&self) -> Result<Columns>;

    fn read(row: &Row) -> Result<Self>;

    /// The period that must be open for changes when this is written.
    fn period(&self) -> Option<&str> {
        None
    }
}

/// Columns and what they hold.
pub(crate) type Columns = Vec<(&'static str, Value)>;

/// Which record an edit is about, and what it looked like to the one who edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit<'a> {
    /// The record.
    pub id: &'a str,
    /// The revision that the edit started from.
    pub revision: u64,
}

impl<'a> Edit<'a> {
    /// An edit of a record at a revision.
    #[must_use]
    pub fn new(id: &'a str, revision: u64) -> Self {
        Self { id, revision }
    }
}

impl Store {
    /// Writes a new record.
    pub(crate) async fn record_insert<T: Record>(
        &self,
        ctx: &Ctx,
        action: &'static str,
        record: &T,
    ) -> Result<Written> {
        let body = full_json(&record.columns()?);
        let mut write = match self.write(ctx, action, &body).await? {
            Begun::Done(answer) => return Ok(answer),
            Begun::New(write) => write,
        };
        guard(&mut write, record).await?;
        write.insert(record).await?;
        write.finish((T::ENTITY, record.id()), 1).await
    }

    /// Changes a record that is still at the revision that the edit started from. `asked` is what
    /// the caller wants, `change` makes the new record of the old one.
    pub(crate) async fn record_edit<T: Record>(
        &self,
        ctx: &Ctx,
        action: &'static str,
        edit: Edit<'_>,
        asked: Json,
        change: impl FnOnce(&Kept<T>) -> Result<T> + Send,
    ) -> Result<Written> {
        let body = edit_body(edit, &asked);
        let mut write = match self.write(ctx, action, &body).await? {
            Begun::Done(answer) => return Ok(answer),
            Begun::New(write) => write,
        };
        let kept = write.load_fresh::<T>(edit, asked).await?;
        guard(&mut write, &kept.value).await?;
        let changed = change(&kept)?;
        let revision = write.update(&kept, &changed).await?;
        write.finish((T::ENTITY, edit.id), revision).await
    }

    pub(crate) async fn record_fetch<T: Record>(&self, id: &str) -> Result<Kept<T>> {
        load(&mut self.read().await?, id).await
    }

    /// The same, where it is no error that there is none.
    pub(crate) async fn record_find<T: Record>(&self, id: &str) -> Result<Option<Kept<T>>> {
        match self.record_fetch(id).await {
            Ok(kept) => Ok(Some(kept)),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Records for which a condition holds, in the order in which they were made.
    pub(crate) async fn record_list<T: Record>(
        &self,
        condition: &str,
        values: &[Value],
    ) -> Result<Vec<Kept<T>>> {
        select(&mut self.read().await?, condition, values).await
    }
}

/// What stands under an idempotency key for an edit.
pub(crate) fn edit_body(edit: Edit<'_>, asked: &Json) -> Json {
    Json::object([
        ("asked", asked.clone()),
        ("id", Json::from(edit.id)),
        ("revision", Json::count(edit.revision)),
    ])
}

async fn guard<T: Record>(write: &mut Write<'_>, record: &T) -> Result<()> {
    match record.period() {
        Some(id) => period::must_take_changes(write.tx(), id).await,
        None => Ok(()),
    }
}

impl Write<'_> {
    /// Adds a row.
    pub(crate) async fn insert<T: Record>(&mut self, record: &T) -> Result<()> {
        let id = record.id();
        if maybe_load::<T>(self.tx(), id).await?.is_some() {
            return Err(StoreError::Exists {
                entity: T::ENTITY,
                id: id.to_owned(),
            });
        }
        let columns = record.columns()?;
        self.note(T::ENTITY, id, audit_json::<T>(&columns, 1));
        let stamp = self.stamp_values()?;
        let mut all = columns;
        all.extend(CREATED.into_iter().zip(stamp.clone()));
        if T::EDITABLE {
            all.extend(CHANGED.into_iter().zip(stamp));
            all.push(("revision", Value::from(1)));
        }
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        let places: Vec<String> = (1..=all.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({})",
            T::TABLE,
            names.join(", "),
            places.join(", ")
        );
        let values: Vec<Value> = all.into_iter().map(|(_, value)| value).collect();
        self.tx().execute(&sql, &values).await.map(drop)
    }

    /// A record, unless it has changed since the edit began.
    pub(crate) async fn load_fresh<T: Record>(
        &mut self,
        edit: Edit<'_>,
        yours: Json,
    ) -> Result<Kept<T>> {
        let kept = load::<T>(self.tx(), edit.id).await?;
        if kept.revision == edit.revision {
            return Ok(kept);
        }
        Err(StoreError::Stale {
            entity: T::ENTITY,
            id: edit.id.to_owned(),
            yours_from: edit.revision,
            revision: kept.revision,
            yours,
            theirs: full_json(&kept.value.columns()?),
        })
    }

    /// Replaces a row; answers its new revision.
    pub(crate) async fn update<T: Record>(&mut self, old: &Kept<T>, new: &T) -> Result<u64> {
        let revision = old.revision.saturating_add(1);
        let columns = new.columns()?;
        self.note(T::ENTITY, new.id(), audit_json::<T>(&columns, revision));
        let stamp = self.stamp_values()?;
        let mut all = columns;
        all.extend(CHANGED.into_iter().zip(stamp));
        all.push(("revision", Value::from(count(revision)?)));
        let sets: Vec<String> = all
            .iter()
            .zip(1..)
            .map(|((name, _), n)| format!("{name} = ${n}"))
            .collect();
        let (id, was) = (all.len().saturating_add(1), all.len().saturating_add(2));
        let sql = format!(
            "UPDATE {} SET {} WHERE id = ${id} AND revision = ${was}",
            T::TABLE,
            sets.join(", ")
        );
        let mut values: Vec<Value> = all.into_iter().map(|(_, value)| value).collect();
        values.push(Value::from(old.value.id()));
        values.push(Value::from(count(old.revision)?));
        match self.tx().execute(&sql, &values).await? {
            1 => Ok(revision),
            rows => Err(StoreError::Damaged(format!(
                "{rows} rows of {} have the id `{}`",
                T::TABLE,
                old.value.id()
            ))),
        }
    }
}

const CREATED: [&str; 3] = ["created_sequence", "created_at", "created_by"];
const CHANGED: [&str; 3] = ["changed_sequence", "changed_at", "changed_by"];

/// All columns, for the one who edits.
pub(crate) fn full_json(columns: &Columns) -> Json {
    json_without(columns, &[])
}

/// What the trail keeps of a record.
pub(crate) fn audit_json<T: Record>(columns: &Columns, revision: u64) -> Json {
    let mut json = json_without(columns, T::PERSONAL);
    if let Json::Object(fields) = &mut json {
        fields.insert("revision".to_owned(), Json::count(revision));
    }
    json
}

/// Columns as JSON; bytes by their hash.
fn json_without(columns: &Columns, left_out: &[&str]) -> Json {
    let fields = columns.iter().filter(|(name, _)| !left_out.contains(name));
    Json::object(fields.map(|(name, value)| {
        let json = match value {
            Value::Text(text) => Json::from(text.as_deref()),
            Value::Integer(value) => Json::from(*value),
            Value::Bytes(bytes) => Json::from(bytes.as_ref().map(sha256)),
        };
        (*name, json)
    }))
}

pub(crate) async fn load<T: Record>(tx: &mut Tx, id: &str) -> Result<Kept<T>> {
    match maybe_load(tx, id).await? {
        Some(kept) => Ok(kept),
        None => Err(StoreError::NotFound {
            entity: T::ENTITY,
            id: id.to_owned(),
        }),
    }
}

pub(crate) async fn maybe_load<T: Record>(tx: &mut Tx, id: &str) -> Result<Option<Kept<T>>> {
    let sql = format!("SELECT {} FROM {} WHERE id = $1", T::SELECT, T::TABLE);
    let row = tx.row(&sql, &[Value::from(id)]).await?;
    row.as_ref().map(read_kept).transpose()
}

pub(crate) async fn select<T: Record>(
    tx: &mut Tx,
    condition: &str,
    values: &[Value],
) -> Result<Vec<Kept<T>>> {
    let sql = format!(
        "SELECT {} FROM {} WHERE {condition} ORDER BY created_sequence, id",
        T::SELECT,
        T::TABLE
    );
    let rows = tx.rows(&sql, values).await?;
    rows.iter().map(read_kept).collect()
}

fn read_kept<T: Record>(row: &Row) -> Result<Kept<T>> {
    let created = read_stamp(row, CREATED)?;
    let (changed, revision) = if T::EDITABLE {
        (read_stamp(row, CHANGED)?, row.count("revision")?)
    } else {
        (created.clone(), 1)
    };
    Ok(Kept {
        value: T::read(row)?,
        revision,
        created,
        changed,
    })
}

fn read_stamp(row: &Row, [sequence, at, by]: [&str; 3]) -> Result<Stamp> {
    Ok(Stamp {
        sequence: row.count(sequence)?,
        at: row.moment(at)?,
        by: row.text(by)?,
    })
}
