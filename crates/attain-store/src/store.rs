//! Opening the records.

use crate::error::{Result, StoreError};
use crate::migrate;
use crate::sql::{Backend, Tx};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// How long a writer waits for the others.
const PATIENCE: Duration = Duration::from_secs(10);

/// The records. Cheap to clone; all clones share their connections.
#[derive(Debug, Clone)]
pub struct Store {
    pools: Pools,
}

#[derive(Debug, Clone)]
enum Pools {
    /// One connection writes, several read.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
        options: Box<SqliteConnectOptions>,
    },
    Postgres(PgPool),
}

impl Store {
    /// Opens records, and makes or upgrades their tables.
    ///
    /// `url` is `postgres://…`, `sqlite:PATH` or a path. A database file that is not there is
    /// made, readable by its owner only, and synced with its folder.
    ///
    /// # Errors
    /// If the database cannot be opened safely: see the second group of [`StoreError`].
    pub async fn open(url: &str) -> Result<Self> {
        Self::open_with(url, migrate::MIGRATIONS).await
    }

    pub(crate) async fn open_with(url: &str, migrations: &[&str]) -> Result<Self> {
        let pools = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Pools::Postgres(open_postgres(url).await?)
        } else {
            open_sqlite(sqlite_path(url)?).await?
        };
        let store = Self { pools };
        match store.backend() {
            Backend::Sqlite => store.sqlite_is_safe().await?,
            Backend::Postgres => must_be(store.settings().await?, &POSTGRES_SETTINGS)?,
        }
        migrate::run(&store, migrations).await?;
        Ok(store)
    }

    /// Closes all connections, when what they do has ended.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite {
                writer, readers, ..
            } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    pub(crate) fn backend(&self) -> Backend {
        match self.pools {
            Pools::Sqlite { .. } => Backend::Sqlite,
            Pools::Postgres(_) => Backend::Postgres,
        }
    }

    /// A transaction that reads: everything it sees is of one moment.
    pub(crate) async fn read(&self) -> Result<Tx> {
        Ok(match &self.pools {
            Pools::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
            Pools::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                Tx::Postgres(pool.begin_with(begin).await?)
            }
        })
    }

    /// A transaction that may write. It waits for its turn.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        Ok(match &self.pools {
            Pools::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL READ COMMITTED";
                Tx::Postgres(pool.begin_with(begin).await?)
            }
        })
    }

    /// How to connect to the SQLite file; `None`: this is PostgreSQL.
    pub(crate) fn sqlite_options(&self) -> Option<&SqliteConnectOptions> {
        match &self.pools {
            Pools::Sqlite { options, .. } => Some(options),
            Pools::Postgres(_) => None,
        }
    }

    /// The settings that keep records safe, as the database says they are.
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub async fn settings(&self) -> Result<Vec<(&'static str, String)>> {
        let (names, prefix): (&[&'static str], _) = match self.backend() {
            Backend::Sqlite => (&SQLITE_SETTINGS.map(|(name, _)| name), "PRAGMA "),
            Backend::Postgres => (
                &[
                    "fsync",
                    "full_page_writes",
                    "synchronous_commit",
                    "lock_timeout",
                ],
                "SHOW ",
            ),
        };
        let mut tx = self.begin().await?;
        let mut settings = Vec::new();
        for name in names {
            let row = tx.row(&format!("{prefix}{name}"), &[]).await?;
            settings.push((*name, row.unwrap_or_default().only()));
        }
        Ok(settings)
    }

    async fn sqlite_is_safe(&self) -> Result<()> {
        let mut tx = self.read().await?;
        let row = tx.row("SELECT sqlite_version() AS version", &[]).await?;
        let found = row.unwrap_or_default().text("version")?;
        drop(tx);
        if !is_safe_sqlite(&found) {
            return Err(StoreError::OldSqlite { found });
        }
        must_be(self.settings().await?, &SQLITE_SETTINGS)
    }
}

/// Refuses settings with which records can be lost.
fn must_be(
    found: Vec<(&'static str, String)>,
    needed: &[(&'static str, &'static str)],
) -> Result<()> {
    for (setting, found) in found {
        let needed = needed.iter().find(|(name, _)| *name == setting);
        if let Some((_, needed)) = needed.filter(|(_, needed)| *needed != found) {
            return Err(StoreError::Setting {
                setting,
                found,
                needed,
            });
        }
    }
    Ok(())
}

/// What must be so on a PostgreSQL server: else a commit that was answered can be lost.
const POSTGRES_SETTINGS: [(&str, &str); 3] = [
    ("fsync", "on"),
    ("full_page_writes", "on"),
    ("synchronous_commit", "on"),
];

/// What must be so on the connection that writes.
const SQLITE_SETTINGS: [(&str, &str); 7] = [
    ("journal_mode", "wal"),
    ("synchronous", "2"),
    ("foreign_keys", "1"),
    ("mmap_size", "0"),
    ("recursive_triggers", "1"),
    ("secure_delete", "1"),
    ("trusted_schema", "0"),
];

/// 3.7.0 to 3.51.2 can damage a file when the write-ahead log is reset.
fn is_safe_sqlite(version: &str) -> bool {
    let mut parts = version
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= (3, 51, 3)
}

fn sqlite_path(url: &str) -> Result<PathBuf> {
    let refuse = |why| {
        // What follows a scheme may hold a password.
        let url = url.split("://").next().unwrap_or_default().to_owned();
        Err(StoreError::Url { url, why })
    };
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    if path.contains("://") {
        return refuse("write `postgres://…`, `sqlite:PATH` or a path");
    }
    if path.is_empty() || path.contains(":memory:") {
        return refuse("records need a file");
    }
    Ok(PathBuf::from(path))
}

async fn open_sqlite(path: PathBuf) -> Result<Pools> {
    let failed = |source| StoreError::File {
        path: path.clone(),
        source,
    };
    make_file(&path).map_err(failed)?;
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("mmap_size", "0")
        .pragma("recursive_triggers", "ON")
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF");
    let pool = || SqlitePoolOptions::new().acquire_timeout(PATIENCE);
    let writer = pool().max_connections(1).connect_with(options.clone());
    let writer = writer.await?;
    let readers = pool()
        .max_connections(4)
        .connect_lazy_with(options.clone().pragma("query_only", "ON"));
    Ok(Pools::Sqlite {
        writer,
        readers,
        options: Box::new(options),
    })
}

/// Makes an empty file, if there is none, and syncs it and the folder that names it.
pub(crate) fn make_file(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(file) => file.sync_all()?,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(error),
    }
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}

async fn open_postgres(url: &str) -> Result<PgPool> {
    let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Url {
        url: "postgres".to_owned(),
        why: "write `postgres://USER@HOST:PORT/DATABASE`",
    })?;
    let options = options.application_name("attain").options([
        ("lock_timeout", "10s"),
        // A program that hangs in a write must not stop all others for ever.
        ("idle_in_transaction_session_timeout", "60s"),
        ("synchronous_commit", "on"),
        ("timezone", "UTC"),
    ]);
    let pool = PgPoolOptions::new()
        .max_connections(8)
        .acquire_timeout(PATIENCE);
    Ok(pool.connect_with(options).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_with_the_known_fault_are_refused() {
        for (version, safe) in [
            ("3.40.1", false),
            ("3.51.2", false),
            ("3.51.3", true),
            ("3.52.0", true),
            ("3.54.1", true),
            ("4.0.0", true),
            ("3", false),
            ("", false),
            ("3.9.100", false),
        ] {
            assert_eq!(is_safe_sqlite(version), safe, "{version}");
        }
    }

    #[test]
    fn a_server_that_can_lose_commits_is_refused() {
        let safe = || {
            POSTGRES_SETTINGS
                .map(|(name, value)| (name, value.to_owned()))
                .to_vec()
        };
        assert!(must_be(safe(), &POSTGRES_SETTINGS).is_ok());
        for place in 0..POSTGRES_SETTINGS.len() {
            let mut settings = safe();
            settings[place].1 = "off".to_owned();
            let error = must_be(settings, &POSTGRES_SETTINGS).unwrap_err();
            assert!(
                error.to_string().contains(POSTGRES_SETTINGS[place].0),
                "{error}"
            );
        }
    }

    #[test]
    fn what_names_no_file_is_refused_without_its_password() {
        for url in [
            "",
            "sqlite:",
            ":memory:",
            "sqlite::memory:",
            "mysql://u:secret@h/d",
        ] {
            let error = sqlite_path(url).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
        assert_eq!(
            sqlite_path("sqlite:a/b.db").unwrap(),
            PathBuf::from("a/b.db")
        );
        assert_eq!(sqlite_path("/x y.db").unwrap(), PathBuf::from("/x y.db"));
    }
}
