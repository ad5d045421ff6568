//! Imports.

use crate::world::{World, batch, both, ctx, moment};
use attain_core::dataset::DatasetKind::{Events, Snapshot};
use attain_core::id::{BatchId, DatasetId};
use attain_store::batch::{BatchesAt, NewBatch};
use attain_store::{Store, StoreError};

fn events(batch: &attain_core::batch::Batch) -> NewBatch<'_> {
    NewBatch {
        batch,
        kind: Events,
        distinct_reason: None,
    }
}

fn snapshot(batch: &attain_core::batch::Batch) -> NewBatch<'_> {
    NewBatch {
        batch,
        kind: Snapshot,
        distinct_reason: None,
    }
}

async fn ids(store: &Store, dataset: &str, at: BatchesAt) -> Vec<String> {
    let dataset = DatasetId::from(dataset);
    let records = store.batch_list(Some(&dataset), at).await.unwrap();
    records
        .iter()
        .map(|record| record.batch.id.to_string())
        .collect()
}

both!(
    a_batch_is_kept_as_it_was,
    the_same_content_counts_once,
    a_snapshot_replaces_the_one_before,
    a_batch_ends_once,
    nothing_is_kept_of_a_refused_batch,
);

async fn a_batch_is_kept_as_it_was(world: World) {
    let store = world.open().await;
    let batch = batch("b1", "sales", "c1");
    let written = store
        .batch_insert(&ctx("anna", 1), events(&batch))
        .await
        .unwrap();
    assert_eq!(
        (written.id.as_str(), written.revision, written.sequence),
        ("b1", 1, 1)
    );
    store.close().await;

    let store = world.open().await;
    let record = store.batch_fetch(&batch.id).await.unwrap();
    assert_eq!(record.batch, batch);
    assert_eq!(record.kind, Events);
    assert_eq!(record.status(), "committed");
    assert_eq!(record.committed.by, "anna");
    assert_eq!(record.committed.at, moment(1));
}

async fn the_same_content_counts_once(world: World) {
    let store = world.open().await;
    let first = batch("b1", "sales", "c1");
    let second = batch("b2", "sales", "c1");
    store
        .batch_insert(&ctx("anna", 1), events(&first))
        .await
        .unwrap();
    let refused = store
        .batch_insert(&ctx("ben", 2), events(&second))
        .await
        .unwrap_err();
    let StoreError::SameContent { earlier } = refused else {
        panic!("{refused}");
    };
    assert_eq!(earlier.batch, first);
    assert_eq!(earlier.committed.by, "anna");

    // The same rows in another dataset are other facts.
    let other = batch("b3", "quotas", "c1");
    store
        .batch_insert(&ctx("ben", 3), events(&other))
        .await
        .unwrap();
    // A true twin.
    let twin = NewBatch {
        distinct_reason: Some("two tills"),
        ..events(&second)
    };
    store.batch_insert(&ctx("ben", 4), twin).await.unwrap();
    assert_eq!(ids(&store, "sales", BatchesAt::Now).await, ["b1", "b2"]);
    let twin = store.batch_fetch(&second.id).await.unwrap();
    assert_eq!(twin.distinct_reason.as_deref(), Some("two tills"));

    // What was taken back can be imported again.
    for id in ["b1", "b2"] {
        store
            .batch_retract(&ctx("anna", 5), &BatchId::from(id), "wrong file")
            .await
            .unwrap();
    }
    let again = batch("b4", "sales", "c1");
    store
        .batch_insert(&ctx("anna", 6), events(&again))
        .await
        .unwrap();
    assert_eq!(ids(&store, "sales", BatchesAt::Now).await, ["b4"]);
}

async fn a_snapshot_replaces_the_one_before(world: World) {
    let store = world.open().await;
    for (second, id, content) in [(1, "p1", "a"), (2, "p2", "b"), (3, "p3", "a")] {
        let batch = batch(id, "people", content);
        store
            .batch_insert(&ctx("anna", second), snapshot(&batch))
            .await
            .unwrap();
    }
    assert_eq!(ids(&store, "people", BatchesAt::Now).await, ["p3"]);
    assert_eq!(ids(&store, "people", BatchesAt::Sequence(2)).await, ["p2"]);
    assert_eq!(
        ids(&store, "people", BatchesAt::Moment(moment(1))).await,
        ["p1"]
    );
    assert_eq!(
        ids(&store, "people", BatchesAt::Ever).await,
        ["p1", "p2", "p3"]
    );
    let first = store.batch_fetch(&BatchId::from("p1")).await.unwrap();
    assert_eq!(first.status(), "superseded");
    let end = first.end.unwrap();
    assert_eq!(end.superseded_by, Some(BatchId::from("p2")));
    assert_eq!((end.stamp.sequence, end.stamp.by.as_str()), (2, "anna"));
}

async fn a_batch_ends_once(world: World) {
    let store = world.open().await;
    let old = batch("b1", "sales", "c1");
    let new = batch("b2", "sales", "c2");
    store
        .batch_insert(&ctx("anna", 1), events(&old))
        .await
        .unwrap();
    let refused = store
        .batch_retract(&ctx("anna", 2), &old.id, "")
        .await
        .unwrap_err();
    assert!(
        matches!(&refused, StoreError::Refused { rule } if rule == "batches_end_has_reason"),
        "{refused}"
    );

    store
        .batch_supersede(&ctx("ben", 3), &old.id, "till 7 was missing", events(&new))
        .await
        .unwrap();
    let record = store.batch_fetch(&old.id).await.unwrap();
    assert_eq!(record.status(), "superseded");
    assert_eq!(record.end.unwrap().reason, "till 7 was missing");
    assert_eq!(ids(&store, "sales", BatchesAt::Now).await, ["b2"]);

    for refused in [
        store
            .batch_retract(&ctx("anna", 4), &old.id, "late")
            .await
            .unwrap_err(),
        store
            .batch_supersede(
                &ctx("anna", 4),
                &old.id,
                "late",
                events(&batch("b3", "sales", "c3")),
            )
            .await
            .unwrap_err(),
    ] {
        assert!(matches!(refused, StoreError::State { .. }), "{refused}");
    }
    let refused = store
        .batch_retract(&ctx("anna", 4), &BatchId::from("b9"), "none")
        .await
        .unwrap_err();
    assert!(matches!(refused, StoreError::NotFound { .. }), "{refused}");
    // What was refused left nothing behind.
    assert!(store.batch_fetch(&BatchId::from("b3")).await.is_err());
    assert_eq!(store.audit_head().await.unwrap().unwrap().stamp.sequence, 2);
}

async fn nothing_is_kept_of_a_refused_batch(world: World) {
    let store = world.open().await;
    let good = batch("b1", "sales", "c1");
    let with = |change: fn(&mut attain_core::batch::Batch)| {
        let mut bad = good.clone();
        change(&mut bad);
        bad
    };
    let table: [(&str, attain_core::batch::Batch); 6] = [
        ("batches_named", with(|b| b.dataset = DatasetId::from(""))),
        ("batches_hashed", with(|b| b.sha256 = "abc".to_owned())),
        (
            "batches_covers_in_order",
            with(|b| b.covers = b.covers.map(|(a, z)| (z, a))),
        ),
        (
            "batch_totals_column_once",
            with(|b| b.totals.push(b.totals[0].clone())),
        ),
        ("batch_files_hashed", with(|b| b.files[0].sha256.clear())),
        ("2^63", with(|b| b.rows = u64::MAX)),
    ];
    for (rule, bad) in &table {
        let refused = store
            .batch_insert(&ctx("anna", 1), events(bad))
            .await
            .unwrap_err();
        match &refused {
            StoreError::Refused { rule: found } => assert_eq!(found, rule),
            StoreError::Unstorable { why, .. } => assert!(why.contains(rule), "{refused}"),
            _ => panic!("{refused}"),
        }
    }
    assert_eq!(store.batch_list(None, BatchesAt::Ever).await.unwrap(), []);
    assert_eq!(store.audit_head().await.unwrap(), None);
    store
        .batch_insert(&ctx("anna", 1), events(&good))
        .await
        .unwrap();
    let twice = batch("b1", "sales", "c2");
    let refused = store
        .batch_insert(&ctx("anna", 1), events(&twice))
        .await
        .unwrap_err();
    assert!(matches!(refused, StoreError::Exists { .. }), "{refused}");
}
