//! Making and upgrading the tables.

use crate::dialect::{POSTGRES_PRELUDE, translate};
use crate::error::{Result, StoreError};
use crate::hash::sha256;
use crate::sql::{Backend, Value};
use crate::store::Store;

/// The migrations, oldest first; the first has number 1. One that has been released never changes.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_imports.sql"),
    include_str!("../migrations/0002_runs_and_periods.sql"),
    include_str!("../migrations/0003_people_and_agreements.sql"),
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
