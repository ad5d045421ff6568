//! One small language for both drivers: `$1` placeholders, three kinds of value, rows by name.

use crate::error::{Result, StoreError};
use jiff::Timestamp;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, Column, PgConnection, Postgres, Row as _, Sqlite, SqliteConnection};
use sqlx::{Transaction, TypeInfo, ValueRef};
use std::collections::BTreeMap;
use std::str::FromStr;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// A value for a placeholder. An absent one still says its kind: PostgreSQL wants to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(Option<String>),
    Integer(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(Some(value))
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Some(bytes))
    }
}

impl TryFrom<u64> for Value {
    type Error = StoreError;

    fn try_from(value: u64) -> Result<Self> {
        count(value).map(Self::from)
    }
}

/// A count as the databases keep it.
pub(crate) fn count(value: u64) -> Result<i64> {
    i64::try_from(value).map_err(|_| StoreError::Unstorable {
        what: value.to_string(),
        why: "it is beyond 2^63",
    })
}

/// A row: values by column name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row(BTreeMap<String, Value>);

impl Row {
    fn damaged<T>(&self, name: &str, what: &str) -> Result<T> {
        let columns: Vec<&str> = self.0.keys().map(String::as_str).collect();
        let place = columns.join(", ");
        Err(StoreError::Damaged(format!(
            "{what} in `{name}` of ({place})"
        )))
    }

    /// The text of a row with one column, whatever its name and kind.
    pub(crate) fn only(&self) -> String {
        match self.0.values().next() {
            Some(Value::Text(Some(text))) => text.clone(),
            Some(Value::Integer(Some(value))) => value.to_string(),
            _ => String::new(),
        }
    }

    /// All values, for a message.
    pub(crate) fn in_words(&self) -> String {
        let words = self.0.values().map(|value| match value {
            Value::Text(Some(text)) => format!("`{text}`"),
            Value::Integer(Some(value)) => format!("`{value}`"),
            _ => "nothing".to_owned(),
        });
        words.collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn maybe_text(&self, name: &str) -> Result<Option<String>> {
        match self.0.get(name) {
            Some(Value::Text(text)) => Ok(text.clone()),
            Some(Value::Integer(None) | Value::Bytes(None)) => Ok(None),
            _ => self.damaged(name, "no text"),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Result<String> {
        match self.maybe_text(name)? {
            Some(text) => Ok(text),
            None => self.damaged(name, "no text"),
        }
    }

    pub(crate) fn maybe_integer(&self, name: &str) -> Result<Option<i64>> {
        match self.0.get(name) {
            Some(Value::Integer(value)) => Ok(*value),
            Some(Value::Text(None) | Value::Bytes(None)) => Ok(None),
            _ => self.damaged(name, "no whole number"),
        }
    }

    pub(crate) fn integer(&self, name: &str) -> Result<i64> {
        match self.maybe_integer(name)? {
            Some(value) => Ok(value),
            None => self.damaged(name, "no whole number"),
        }
    }

    pub(crate) fn count(&self, name: &str) -> Result<u64> {
        let value = self.integer(name)?;
        u64::try_from(value).or_else(|_| self.damaged(name, "a negative count"))
    }

    pub(crate) fn maybe_count(&self, name: &str) -> Result<Option<u64>> {
        match self.maybe_integer(name)? {
            Some(_) => self.count(name).map(Some),
            None => Ok(None),
        }
    }

    pub(crate) fn bytes(&self, name: &str) -> Result<Vec<u8>> {
        match self.0.get(name) {
            Some(Value::Bytes(Some(bytes))) => Ok(bytes.clone()),
            _ => self.damaged(name, "no bytes"),
        }
    }

    /// Text that must mean something: a date, a moment, a number.
    pub(crate) fn parsed<T: FromStr>(&self, name: &str) -> Result<T> {
        match self.maybe_parsed(name)? {
            Some(value) => Ok(value),
            None => self.damaged(name, "no text"),
        }
    }

    pub(crate) fn maybe_parsed<T: FromStr>(&self, name: &str) -> Result<Option<T>> {
        match self.maybe_text(name)? {
            None => Ok(None),
            Some(text) => match text.parse() {
                Ok(value) => Ok(Some(value)),
                Err(_) => self.damaged(name, &format!("unexpected text `{text}`")),
            },
        }
    }

    /// One of a list of words.
    pub(crate) fn choice<T: Copy>(&self, name: &str, choices: &[(&str, T)]) -> Result<T> {
        let text = self.text(name)?;
        match choices.iter().find(|(word, _)| *word == text) {
            Some((_, value)) => Ok(*value),
            None => self.damaged(name, &format!("unexpected word `{text}`")),
        }
    }

    pub(crate) fn moment(&self, name: &str) -> Result<Timestamp> {
        self.parsed(name)
    }
}

/// A transaction of either database; rolled back when dropped.
#[derive(Debug)]
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    pub(crate) fn backend(&self) -> Backend {
        match self {
            Self::Sqlite(_) => Backend::Sqlite,
            Self::Postgres(_) => Backend::Postgres,
        }
    }

    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await.map_err(StoreError::from),
            Self::Postgres(tx) => tx.commit().await.map_err(|error| match error {
                // The server answered: the transaction is rolled back.
                sqlx::Error::Database(_) => StoreError::from(error),
                _ => StoreError::CommitUnknown(error),
            }),
        }
    }

    /// Changes rows; answers how many.
    pub(crate) async fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        refuse_nul(values)?;
        let sql = AssertSqlSafe(sql);
        let done = match self {
            Self::Sqlite(tx) => {
                let conn: &mut SqliteConnection = tx;
                let query = sqlx::query_with(sql, sqlite_arguments(values)?);
                query.execute(conn).await?.rows_affected()
            }
            Self::Postgres(tx) => {
                let conn: &mut PgConnection = tx;
                let query = sqlx::query_with(sql, postgres_arguments(values)?);
                query.execute(conn).await?.rows_affected()
            }
        };
        Ok(done)
    }

    /// Several statements without values.
    pub(crate) async fn script(&mut self, sql: &str) -> Result<()> {
        let sql = AssertSqlSafe(sql);
        match self {
            Self::Sqlite(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(drop)?,
            Self::Postgres(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(drop)?,
        }
        Ok(())
    }

    /// All rows of a query.
    pub(crate) async fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>> {
        refuse_nul(values)?;
        let sql = AssertSqlSafe(sql);
        match self {
            Self::Sqlite(tx) => {
                let conn: &mut SqliteConnection = tx;
                let query = sqlx::query_with(sql, sqlite_arguments(values)?);
                query
                    .fetch_all(conn)
                    .await?
                    .iter()
                    .map(sqlite_row)
                    .collect()
            }
            Self::Postgres(tx) => {
                let conn: &mut PgConnection = tx;
                let query = sqlx::query_with(sql, postgres_arguments(values)?);
                query
                    .fetch_all(conn)
                    .await?
                    .iter()
                    .map(postgres_row)
                    .collect()
            }
        }
    }

    /// The only row of a query, if there is one.
    pub(crate) async fn row(&mut self, sql: &str, values: &[Value]) -> Result<Option<Row>> {
        Ok(self.rows(sql, values).await?.into_iter().next())
    }
}

/// SQLite would keep a NUL character and PostgreSQL would not: neither gets one.
fn refuse_nul(values: &[Value]) -> Result<()> {
    for value in values {
        if let Value::Text(Some(text)) = value
            && text.contains('\0')
        {
            return Err(StoreError::Unstorable {
                what: format!("{text:?}"),
                why: "it has a NUL character",
            });
        }
    }
    Ok(())
}

fn encoding(error: sqlx::error::BoxDynError) -> StoreError {
    StoreError::Database(sqlx::Error::Encode(error))
}

fn sqlite_arguments(values: &[Value]) -> Result<SqliteArguments> {
    use sqlx::Arguments as _;
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value.clone() {
            Value::Text(text) => arguments.add(text),
            Value::Integer(value) => arguments.add(value),
            Value::Bytes(bytes) => arguments.add(bytes),
        }
        .map_err(encoding)?;
    }
    Ok(arguments)
}

fn postgres_arguments(values: &[Value]) -> Result<PgArguments> {
    use sqlx::Arguments as _;
    let mut arguments = PgArguments::default();
    for value in values {
        match value.clone() {
            Value::Text(text) => arguments.add(text),
            Value::Integer(value) => arguments.add(value),
            Value::Bytes(bytes) => arguments.add(bytes),
        }
        .map_err(encoding)?;
    }
    Ok(arguments)
}

fn sqlite_row(row: &SqliteRow) -> Result<Row> {
    let mut values = BTreeMap::new();
    for (index, column) in row.columns().iter().enumerate() {
        let raw = row.try_get_raw(index)?;
        let value = match raw.type_info().name() {
            "NULL" => Value::Text(None),
            "INTEGER" => Value::Integer(row.try_get(index)?),
            "BLOB" => Value::Bytes(row.try_get(index)?),
            _ => Value::Text(row.try_get(index)?),
        };
        values.insert(column.name().to_owned(), value);
    }
    Ok(Row(values))
}

fn postgres_row(row: &PgRow) -> Result<Row> {
    let mut values = BTreeMap::new();
    for (index, column) in row.columns().iter().enumerate() {
        let value = match column.type_info().name() {
            "INT8" => Value::Integer(row.try_get(index)?),
            "BYTEA" => Value::Bytes(row.try_get(index)?),
            _ => Value::Text(row.try_get(index)?),
        };
        values.insert(column.name().to_owned(), value);
    }
    Ok(Row(values))
}
