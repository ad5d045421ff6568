//! What holds for every write: it is in the trail, it has a key, it does not overwrite the unseen.

use crate::script::{How, script, told, user};
use crate::world::{World, both, ctx};
use attain_core::json::Json;
use attain_store::StoreError;
use attain_store::user::Role;
use std::collections::BTreeSet;

both!(
    every_write_is_in_the_script,
    a_key_writes_once,
    a_key_is_its_users_own,
    a_stale_edit_gets_both_versions,
    nobody_overwrites_what_he_has_not_seen,
    names_are_not_in_the_trail,
);

/// The methods that write, as the source declares them.
#[expect(clippy::disallowed_methods, reason = "the test reads our own source")]
fn writes_in_source() -> BTreeSet<String> {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![source];
    let mut names = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = String::from_utf8(std::fs::read(&path).unwrap()).unwrap();
            let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
            for part in flat.split("pub async fn ").skip(1) {
                let (name, rest) = part.split_once('(').unwrap();
                if rest.trim_start().starts_with("&self, ctx: &Ctx,") {
                    names.insert(name.to_owned());
                }
            }
        }
    }
    names
}

async fn every_write_is_in_the_script(world: World) {
    let store = told(&world).await;
    let told: BTreeSet<String> = script().iter().map(|act| act.name.to_owned()).collect();
    assert_eq!(told, writes_in_source());
    let lines = store.audit_list(0, 1_000).await.unwrap();
    let actions: Vec<&str> = lines.iter().map(|line| line.action.as_str()).collect();
    let names: Vec<&str> = script().iter().map(|act| act.name).collect();
    assert_eq!(actions, names, "one line a write, named for its method");
    for (line, act) in lines.iter().zip(script()) {
        assert_eq!(line.stamp.by, act.user);
    }
}

async fn a_key_writes_once(world: World) {
    let store = world.open().await;
    for (sequence, act) in (1..).zip(script()) {
        let what = format!("{} {sequence}", act.name);
        let ctx = ctx(act.user, 1).with_key(format!("key {sequence}"));
        let again = ctx.clone();
        let (first, second) = tokio::join!(
            (act.run)(&store, &ctx, How::default()),
            (act.run)(&store, &again, How::default()),
        );
        let first = first.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(second.unwrap(), first, "{what}: at the same time");
        assert_eq!(first.sequence, sequence, "{what}");
        let third = (act.run)(&store, &ctx, How::default()).await.unwrap();
        assert_eq!(third, first, "{what}: afterwards");
        // Other content under the same key.
        let other = How {
            variant: 1,
            shift: 1,
        };
        let refused = (act.run)(&store, &ctx, other).await.unwrap_err();
        assert!(
            matches!(refused, StoreError::KeyReused { .. }),
            "{what}: {refused}"
        );
    }
    // Another write under a key that was used.
    let ctx = ctx("root", 1).with_key("key 1");
    let refused = store
        .user_insert(&ctx, &user("zoe", "Zoe", &[]))
        .await
        .unwrap_err();
    assert!(matches!(refused, StoreError::KeyReused { .. }), "{refused}");
    let refused = store.period_freeze(&ctx, "2012-Q4", "x").await.unwrap_err();
    assert!(
        matches!(&refused, StoreError::KeyReused { action, .. } if action == "user_insert"),
        "{refused}"
    );
    // The answers outlive the program.
    store.close().await;
    let store = world.open().await;
    for (sequence, act) in (1..).zip(script()) {
        let ctx = crate::world::ctx(act.user, 1).with_key(format!("key {sequence}"));
        let answer = (act.run)(&store, &ctx, How::default()).await.unwrap();
        assert_eq!(answer.sequence, sequence, "{}", act.name);
    }
    let head = store.audit_head().await.unwrap().unwrap();
    assert_eq!(head.stamp.sequence, u64::try_from(script().len()).unwrap());
}

async fn a_key_is_its_users_own(world: World) {
    let store = world.open().await;
    let (anna, ben) = (user("anna", "Anna", &[]), user("ben", "Ben", &[]));
    let first = store
        .user_insert(&ctx("x", 1).with_key("k"), &anna)
        .await
        .unwrap();
    let second = store
        .user_insert(&ctx("y", 1).with_key("k"), &ben)
        .await
        .unwrap();
    assert_eq!((first.sequence, second.sequence), (1, 2));
    for key in ["", &"k".repeat(201)] {
        let zoe = user("zoe", "Zoe", &[]);
        let refused = store
            .user_insert(&ctx("x", 1).with_key(key), &zoe)
            .await
            .unwrap_err();
        assert!(
            refused.to_string().ends_with("idempotency_keys_not_empty"),
            "{refused}"
        );
    }
}

async fn a_stale_edit_gets_both_versions(world: World) {
    let store = world.open().await;
    let mut seen = BTreeSet::new();
    for (second, act) in (1..).zip(script()) {
        let ctx = ctx(act.user, second);
        let stale = How {
            variant: 0,
            shift: 5,
        };
        if let Err(StoreError::Stale {
            entity,
            yours_from,
            revision,
            yours,
            theirs,
            ..
        }) = (act.run)(&store, &ctx, stale).await
        {
            assert_eq!(yours_from, revision + 5, "{}", act.name);
            assert!(matches!(theirs, Json::Object(_)), "{}: {theirs}", act.name);
            assert!(
                matches!(yours, Json::Object(_) | Json::Null),
                "{}: {yours}",
                act.name
            );
            seen.insert(entity);
            let head = store.audit_head().await.unwrap().unwrap();
            assert_eq!(head.stamp.sequence + 1, u64::try_from(second).unwrap());
            (act.run)(&store, &ctx, How::default()).await.unwrap();
        }
    }
    // What has a revision is tried here; a new table with one fails this test.
    let editable = [
        "adjustment",
        "credential",
        "dispute",
        "model_version",
        "period",
        "person",
        "session",
        "survey_round",
        "target",
        "token",
        "user",
    ];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), editable);
    let tables = include_str!("../../migrations/0002_runs_and_periods.sql").to_owned()
        + include_str!("../../migrations/0003_people_and_agreements.sql")
        + include_str!("../../migrations/0004_sign_in.sql")
        + include_str!("../../migrations/0005_surveys.sql");
    assert_eq!(tables.matches("    --@editable\n").count(), editable.len());
}

async fn nobody_overwrites_what_he_has_not_seen(world: World) {
    let store = world.open().await;
    let root = user("root", "Root", &[Role::Administrator]);
    store.user_insert(&ctx("root", 1), &root).await.unwrap();
    store
        .user_insert(&ctx("root", 1), &user("anna", "Anna", &[]))
        .await
        .unwrap();
    let first = user("anna", "Anna", &[Role::Manager]);
    let second = user("anna", "Anna", &[Role::Auditor]);
    store.user_update(&ctx("root", 2), 1, &first).await.unwrap();
    let refused = store
        .user_update(&ctx("ben", 3), 1, &second)
        .await
        .unwrap_err();
    let StoreError::Stale {
        revision,
        yours,
        theirs,
        ..
    } = refused
    else {
        panic!("{refused}");
    };
    assert_eq!(revision, 2);
    assert_eq!(yours.get("roles").unwrap().as_text(), Some("auditor"));
    assert_eq!(theirs.get("roles").unwrap().as_text(), Some("manager"));
    let kept = store.user_fetch("anna").await.unwrap();
    assert_eq!((kept.value, kept.revision), (first, 2));
    assert_eq!((kept.created.sequence, kept.changed.sequence), (2, 3));
    assert_eq!(kept.changed.by, "root");
}

async fn names_are_not_in_the_trail(world: World) {
    let store = told(&world).await;
    let lines = store.audit_list(0, 1_000).await.unwrap();
    for line in lines {
        for name in ["Secret", "Anna", "P-47"] {
            assert!(!line.details.contains(name), "{name} in {}", line.details);
        }
    }
    let kept = store.person_fetch(&"k1".into()).await.unwrap();
    assert_eq!((kept.value.name, kept.value.identifier), (None, None));
    store.close().await;
    if world.is_sqlite {
        let bytes = world.bytes();
        let there = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
        assert!(!there(b"Secret Name"), "erased, and still in the file");
        assert!(
            there(b"has left, asked for it"),
            "the test can see what is there"
        );
    }
}
