//! Copies of the records, made while they are in use.
//!
//! A copy is a database of its own: open it, and [`Store::records_check`] with the witness that
//! the backup gave says whether it is whole. PostgreSQL has its own tools: `pg_dump
//! --format=custom` makes a copy of one moment while others write, `pg_restore` brings it back.

use crate::audit;
use crate::check::Witness;
use crate::error::{Result, StoreError};
use crate::sql::Tx;
use crate::store::{Store, make_file};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use sqlx::{ConnectOptions, Connection};
use std::fs::File;
use std::path::Path;

/// A copy that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Its length in bytes.
    pub bytes: u64,
    /// The newest line of the trail in it; `None`: nothing was written yet.
    pub witness: Option<Witness>,
}

impl Store {
    /// Copies an SQLite database into a new file, which is synced, and readable by its owner only.
    /// Others may write meanwhile; the copy is of one moment.
    ///
    /// # Errors
    /// [`StoreError::NotHere`] with PostgreSQL; and if the file is there already.
    pub async fn backup(&self, to: &Path) -> Result<Backup> {
        let Some(options) = self.sqlite_options() else {
            return Err(StoreError::NotHere {
                action: "a backup by Attain",
                instead: "use pg_dump --format=custom",
            });
        };
        let failed = |source| StoreError::File {
            path: to.to_owned(),
            source,
        };
        if to.exists() {
            return Err(failed(std::io::ErrorKind::AlreadyExists.into()));
        }
        let Some(path) = to.to_str() else {
            return Err(StoreError::Unstorable {
                what: to.display().to_string(),
                why: "its name is not UTF-8",
            });
        };
        make_file(to).map_err(failed)?;
        let mut conn = options.connect().await?;
        sqlx::query("VACUUM INTO $1")
            .bind(path)
            .execute(&mut conn)
            .await?;
        conn.close().await?;
        let file = File::open(to).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        Ok(Backup {
            bytes,
            witness: newest(options.clone().filename(to).read_only(true)).await?,
        })
    }
}

/// The newest line of the trail in a copy.
async fn newest(options: SqliteConnectOptions) -> Result<Option<Witness>> {
    // A copy stays as it was made: its journal mode is not switched.
    let options = options.journal_mode(SqliteJournalMode::Delete);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_lazy_with(options);
    let (sequence, hash) = audit::head(&mut Tx::Sqlite(pool.begin().await?)).await?;
    pool.close().await;
    Ok((sequence > 0).then_some(Witness { sequence, hash }))
}
