//! Making and upgrading the tables.

use crate::dialect::{POSTGRES_PRELUDE, translate};
use crate::error::{Result, StoreError};
use crate::sql::{Backend, Value};
use crate::store::Store;
use attain_core::hash::sha256;

/// The migrations, oldest first; the first has number 1. One that has been released never changes.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_imports.sql"),
    include_str!("../migrations/0002_runs_and_periods.sql"),
    include_str!("../migrations/0003_people_and_agreements.sql"),
    include_str!("../migrations/0004_sign_in.sql"),
    include_str!("../migrations/0005_surveys.sql"),
];

/// Brings the database to the newest schema, one transaction a migration. Of several programs that
/// start at once, each waits for the one before.
pub(crate) async fn run(store: &Store, migrations: &[&str]) -> Result<()> {
    loop {
        let mut tx = store.begin().await?;
        if tx.backend() == Backend::Postgres {
            // A lock that is there before any table is; the number says "attain" in ASCII.
            tx.rows("SELECT pg_advisory_xact_lock(107083796081006)::text", &[])
                .await?;
        }
        tx.script(
            "CREATE TABLE IF NOT EXISTS schema_migrations (
                 version BIGINT NOT NULL PRIMARY KEY, sha256 TEXT NOT NULL)",
        )
        .await?;
        let done = tx
            .rows(
                "SELECT version, sha256 FROM schema_migrations ORDER BY version",
                &[],
            )
            .await?;
        for row in &done {
            check(row.count("version")?, &row.text("sha256")?, migrations)?;
        }
        let Some(migration) = migrations.get(done.len()) else {
            return tx.commit().await;
        };
        if done.is_empty() && tx.backend() == Backend::Postgres {
            tx.script(POSTGRES_PRELUDE).await?;
        }
        tx.script(&translate(migration, tx.backend())).await?;
        let version = i64::try_from(done.len())
            .unwrap_or(i64::MAX)
            .saturating_add(1);
        let values = [Value::from(version), Value::from(fingerprint(migration))];
        tx.execute(
            "INSERT INTO schema_migrations (version, sha256) VALUES ($1, $2)",
            &values,
        )
        .await?;
        tx.commit().await?;
    }
}

/// A migration that ran must be one of ours, unchanged.
fn check(version: u64, sha256: &str, migrations: &[&str]) -> Result<()> {
    let index = usize::try_from(version)
        .ok()
        .and_then(|number| number.checked_sub(1));
    match index.and_then(|index| migrations.get(index)) {
        None => Err(StoreError::NewerSchema {
            found: version,
            known: u64::try_from(migrations.len()).unwrap_or(u64::MAX),
        }),
        Some(migration) if fingerprint(migration) == sha256 => Ok(()),
        Some(_) => Err(StoreError::ChangedMigration { version }),
    }
}

fn fingerprint(migration: &str) -> String {
    sha256(migration)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records of every earlier schema open, and are as they were.
    #[tokio::test]
    async fn an_older_database_is_brought_up() {
        for known in 1..MIGRATIONS.len() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("records.db");
            let url = path.to_str().unwrap();
            let old = Store::open_with(url, &MIGRATIONS[..known]).await.unwrap();
            let mut tx = old.begin().await.unwrap();
            let sql = "INSERT INTO idempotency_keys VALUES ('anna', 'k', 'a', 'b', 'c', 'd')";
            tx.execute(sql, &[]).await.unwrap();
            tx.commit().await.unwrap();
            old.close().await;
            let new = Store::open(url).await.unwrap();
            let mut tx = new.read().await.unwrap();
            let rows = tx
                .rows("SELECT user_id FROM idempotency_keys", &[])
                .await
                .unwrap();
            assert_eq!(rows.len(), 1);
            let sql = "SELECT version FROM schema_migrations";
            assert_eq!(tx.rows(sql, &[]).await.unwrap().len(), MIGRATIONS.len());
            drop(tx);
            assert_eq!(new.records_check(&[]).await.unwrap(), []);
            new.close().await;
            let refused = Store::open_with(url, &MIGRATIONS[..known])
                .await
                .unwrap_err();
            assert!(
                matches!(refused, StoreError::NewerSchema { .. }),
                "{refused}"
            );
        }
    }

    /// A migration that fails half-way leaves the schema as it was.
    #[tokio::test]
    async fn a_migration_is_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("records.db");
        let url = path.to_str().unwrap();
        let broken = "CREATE TABLE half (id TEXT NOT NULL) STRICT;\nCREATE TABLE audit (x TEXT);\n";
        let all: Vec<&str> = MIGRATIONS.iter().copied().chain([broken]).collect();
        Store::open_with(url, &all).await.unwrap_err();
        let store = Store::open(url).await.unwrap();
        let mut tx = store.read().await.unwrap();
        tx.rows("SELECT * FROM half", &[]).await.unwrap_err();
    }
}
