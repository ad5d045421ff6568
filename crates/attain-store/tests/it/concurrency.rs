//! Many at once.

use crate::periods::{Q3, period_in};
use crate::script::{close, user};
use crate::world::{World, batch, both, ctx};
use attain_core::dataset::DatasetKind::Snapshot;
use attain_store::batch::{BatchesAt, NewBatch};
use attain_store::period::PeriodState::{Approved, Closed};
use attain_store::record::Edit;
use attain_store::{Store, StoreError};
use tokio::task::JoinSet;

both!(
    exactly_one_close_wins,
    exactly_one_edit_wins,
    one_snapshot_is_left,
    a_storm_of_writers_all_get_through,
    futures_can_move_between_threads,
);

const TASKS: i64 = 16;

async fn exactly_one_close_wins(world: World) {
    let store = period_in(&world, Approved).await;
    let mut tasks = JoinSet::new();
    for number in 0..TASKS {
        // Half of them are other programs.
        let store = if number % 2 == 0 {
            store.clone()
        } else {
            world.open().await
        };
        tasks.spawn(async move {
            let close = close(&number.to_string(), "0");
            store
                .period_close(&ctx("anna", number), Edit::new(Q3, 5), &close)
                .await
        });
    }
    let mut won = 0;
    while let Some(answer) = tasks.join_next().await {
        match answer.unwrap() {
            Ok(_) => won += 1,
            Err(StoreError::Stale { .. } | StoreError::State { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(store.close_list().await.unwrap().len(), 1);
    assert_eq!(store.period_fetch(Q3).await.unwrap().value.state, Closed);
    assert_eq!(store.records_check(&[]).await.unwrap(), []);
}

async fn exactly_one_edit_wins(world: World) {
    let store = world.open().await;
    store
        .user_insert(&ctx("root", 1), &user("anna", "0", &[]))
        .await
        .unwrap();
    let mut tasks = JoinSet::new();
    for number in 0..TASKS {
        let store = store.clone();
        tasks.spawn(async move {
            let mut won = 0;
            for revision in 1..=4 {
                let name = format!("{number}");
                let user = user("anna", &name, &[]);
                match store
                    .user_update(&ctx("root", number), revision, &user)
                    .await
                {
                    Ok(_) => won += 1,
                    Err(StoreError::Stale { .. }) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            won
        });
    }
    let mut won = 0;
    while let Some(answer) = tasks.join_next().await {
        won += answer.unwrap();
    }
    let revision = store.user_fetch("anna").await.unwrap().revision;
    assert_eq!(revision, 1 + won, "each edit that won is one revision");
    assert!((1..=4).contains(&won));
}

async fn one_snapshot_is_left(world: World) {
    let store = world.open().await;
    let mut tasks = JoinSet::new();
    for number in 0..TASKS {
        let store = store.clone();
        tasks.spawn(async move {
            let batch = batch(&format!("p{number}"), "people", &format!("{number}"));
            let new = NewBatch {
                batch: &batch,
                kind: Snapshot,
                distinct_reason: None,
            };
            store.batch_insert(&ctx("anna", number), new).await.unwrap()
        });
    }
    let answers = tasks.join_all().await;
    let last = answers
        .iter()
        .max_by_key(|written| written.sequence)
        .unwrap();
    let now = store.batch_list(None, BatchesAt::Now).await.unwrap();
    assert_eq!(now.len(), 1);
    assert_eq!(now[0].batch.id.as_str(), last.id);
    for sequence in 1..=16 {
        let then = store
            .batch_list(None, BatchesAt::Sequence(sequence))
            .await
            .unwrap();
        assert_eq!(then.len(), 1, "{sequence}");
    }
}

async fn a_storm_of_writers_all_get_through(world: World) {
    let mut tasks = JoinSet::new();
    for number in 0..TASKS {
        let store = world.open().await;
        tasks.spawn(async move {
            for turn in 0..5 {
                let user = user(&format!("u{number}-{turn}"), "U", &[]);
                store.user_insert(&ctx("root", turn), &user).await.unwrap();
                store.user_list().await.unwrap();
            }
            store.close().await;
        });
    }
    tasks.join_all().await;
    let store = world.open().await;
    assert_eq!(store.user_list().await.unwrap().len(), 80);
    assert_eq!(
        store.audit_head().await.unwrap().unwrap().stamp.sequence,
        80
    );
    assert_eq!(store.records_check(&[]).await.unwrap(), []);
}

/// The pages call the store from tasks that move between threads.
async fn futures_can_move_between_threads(world: World) {
    fn movable<T: Send>(value: T) -> T {
        value
    }
    let store: Store = world.open().await;
    let (ctx, batch) = (ctx("a", 1), batch("b", "d", "c"));
    let new = NewBatch {
        batch: &batch,
        kind: Snapshot,
        distinct_reason: None,
    };
    movable(store.batch_insert(&ctx, new)).await.unwrap();
    movable(store.batch_list(None, BatchesAt::Now))
        .await
        .unwrap();
    movable(store.records_check(&[])).await.unwrap();
    movable(store.user_insert(&ctx, &user("a", "A", &[])))
        .await
        .unwrap();
    movable(Store::open(&world.url)).await.unwrap();
    drop(movable(store.period_close(
        &ctx,
        Edit::new("x", 1),
        &close("1", "0"),
    )));
    drop(movable(store.model_publish(
        &ctx,
        Edit::new("x", 1),
        jiff::civil::date(2012, 1, 1),
    )));
}
