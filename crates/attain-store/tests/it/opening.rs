//! Opening records: settings, migrations, versions.

use crate::world::{World, both, hash};
use attain_store::{Store, StoreError};

both!(
    safe_settings_are_really_set,
    opening_twice_changes_nothing,
    a_newer_schema_is_refused,
    a_changed_migration_is_refused,
);

async fn safe_settings_are_really_set(world: World) {
    let settings = world.open().await.settings().await.unwrap();
    let expected: &[(&str, &str)] = if world.is_sqlite {
        &[
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("foreign_keys", "1"),
            ("mmap_size", "0"),
            ("recursive_triggers", "1"),
            ("secure_delete", "1"),
            ("trusted_schema", "0"),
        ]
    } else {
        &[("synchronous_commit", "on"), ("lock_timeout", "10s")]
    };
    let found: Vec<(&str, &str)> = settings
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    // What a PostgreSQL server itself is set to is its owner's business; we only show it.
    let ours = |name: &str| expected.iter().any(|(expected, _)| *expected == name);
    let found: Vec<(&str, &str)> = found.into_iter().filter(|(name, _)| ours(name)).collect();
    assert_eq!(found, expected);
}

async fn opening_twice_changes_nothing(world: World) {
    let (first, second) = tokio::join!(Store::open(&world.url), Store::open(&world.url));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.audit_head().await.unwrap(), None);
    assert_eq!(second.audit_head().await.unwrap(), None);
}

async fn a_newer_schema_is_refused(world: World) {
    world.open().await.close().await;
    let sql = format!(
        "INSERT INTO schema_migrations (version, sha256) VALUES (999, '{}')",
        hash("x")
    );
    world.tamper(&sql).await;
    let refused = Store::open(&world.url).await.unwrap_err();
    assert!(
        matches!(refused, StoreError::NewerSchema { found: 999, .. }),
        "{refused}"
    );
}

async fn a_changed_migration_is_refused(world: World) {
    world.open().await.close().await;
    world
        .tamper("UPDATE schema_migrations SET sha256 = 'x' WHERE version = 1")
        .await;
    let refused = Store::open(&world.url).await.unwrap_err();
    assert!(
        matches!(refused, StoreError::ChangedMigration { version: 1 }),
        "{refused}"
    );
}

#[cfg(unix)]
#[test]
fn a_new_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    crate::world::run(World::sqlite, |world| async move {
        world.open().await.close().await;
        let mode = std::fs::metadata(world.file())
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    });
}
