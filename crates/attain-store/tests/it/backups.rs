//! Copies.

use crate::script::{told, user};
use crate::world::{World, both, ctx};
use attain_store::check::Witness;
use attain_store::{Store, StoreError};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

both!(a_copy_made_under_load_is_whole);

async fn a_copy_made_under_load_is_whole(world: World) {
    let store = told(&world).await;
    let to = world.folder.path().join("copy.db");
    if !world.is_sqlite {
        let refused = store.backup(&to).await.unwrap_err();
        assert!(matches!(refused, StoreError::NotHere { .. }), "{refused}");
        return;
    }
    let stop = Arc::new(AtomicBool::new(false));
    let writer = {
        let (store, stop) = (store.clone(), Arc::clone(&stop));
        tokio::spawn(async move {
            let mut number = 0;
            while !stop.load(Ordering::Relaxed) {
                number += 1;
                let user = user(&format!("u{number}"), "U", &[]);
                store
                    .user_insert(&ctx("root", number), &user)
                    .await
                    .unwrap();
            }
            number
        })
    };
    let mut last = 0;
    for number in 0..5 {
        let to = world.folder.path().join(format!("copy-{number}.db"));
        let before = store.audit_head().await.unwrap().unwrap().stamp.sequence;
        let backup = store.backup(&to).await.unwrap();
        let witness = backup.witness.unwrap();
        assert!(
            witness.sequence >= before.max(last),
            "what was answered is in the copy"
        );
        last = witness.sequence;
        assert_eq!(std::fs::metadata(&to).unwrap().len(), backup.bytes);
        let copy = Store::open(to.to_str().unwrap()).await.unwrap();
        assert_eq!(
            copy.records_check(std::slice::from_ref(&witness))
                .await
                .unwrap(),
            []
        );
        assert_eq!(copy.audit_head().await.unwrap().unwrap().hash, witness.hash);
        copy.close().await;
    }
    stop.store(true, Ordering::Relaxed);
    assert!(writer.await.unwrap() > 0);
    let again = store
        .backup(&world.folder.path().join("copy-0.db"))
        .await
        .unwrap_err();
    assert!(matches!(again, StoreError::File { .. }), "{again}");
}

fn tool(name: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(name).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{name}, of PostgreSQL: {error}"));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {error}");
    output.stdout
}

/// What docs/reference/records.md says about PostgreSQL.
#[test]
fn a_dump_comes_back_whole() {
    crate::world::run(World::postgres, dump_and_restore);
}

async fn dump_and_restore(world: World) {
    let store = told(&world).await;
    let head = store.audit_head().await.unwrap().unwrap();
    let witness = Witness {
        sequence: head.stamp.sequence,
        hash: head.hash,
    };
    store.close().await;
    let file = world.folder.path().join("records.dump");
    let file = file.to_str().unwrap();
    let (database, schema) = world.postgres_names();
    let only = format!("--schema={schema}");
    tool(
        "pg_dump",
        &["--format=custom", &only, "--file", file, &database],
    );
    world.tamper(&format!("DROP SCHEMA {schema} CASCADE")).await;
    tool(
        "pg_restore",
        &["--exit-on-error", "--dbname", &database, file],
    );
    let store = world.open().await;
    assert_eq!(store.records_check(&[witness]).await.unwrap(), []);
    // Rules came back too.
    world.refuses("DELETE FROM audit", "audit_immutable").await;
}
