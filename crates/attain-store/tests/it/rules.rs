//! Rules of the schema: named, and in force even against somebody who goes past the program.

use crate::script::{figures, told, user};
use crate::world::{World, both, ctx, hash};
use attain_core::dataset::DatasetKind;
use attain_core::id::{BatchId, KpiId};
use attain_store::acknowledgement::Acknowledgement;
use attain_store::batch::NewBatch;
use attain_store::person::Person;
use attain_store::record::Edit;
use attain_store::target::{NewTarget, Side};
use attain_store::{Store, StoreError, Written};

both!(
    what_is_final_refuses_every_change,
    broken_rules_have_names,
    twos_are_two,
    texts_are_kept
);

async fn what_is_final_refuses_every_change(world: World) {
    let store = told(&world).await;
    let immutable = [
        ("audit", "user_id = 'x'"),
        ("batch_files", "name = 'x'"),
        ("batch_totals", "total = '1'"),
        ("runs", "warning_count = 0"),
        ("run_stops", "rule = 'x'"),
        ("stop_reasons", "reason = 'x'"),
        ("period_approvals", "approver = 'x'"),
        ("closes", "root = previous_sha256"),
        ("corrections", "amount = '0'"),
        ("acknowledgements", "subject = 'x'"),
    ];
    for (table, change) in immutable {
        let rule = format!("{table}_immutable");
        world
            .refuses(&format!("UPDATE {table} SET {change}"), &rule)
            .await;
        world.refuses(&format!("DELETE FROM {table}"), &rule).await;
    }
    let closed = "periods SET frozen = 0 WHERE state = 'closed'";
    world
        .refuses(&format!("UPDATE {closed}"), "periods_final")
        .await;
    world
        .refuses(
            "DELETE FROM periods WHERE state = 'closed'",
            "periods_final",
        )
        .await;
    world
        .refuses(
            "UPDATE model_versions SET title = 'x'",
            "model_versions_final",
        )
        .await;
    world
        .refuses("DELETE FROM model_versions", "model_versions_final")
        .await;
    for table in [
        "batches",
        "users",
        "people",
        "targets",
        "adjustments",
        "disputes",
    ] {
        world
            .refuses(&format!("DELETE FROM {table}"), &format!("{table}_kept"))
            .await;
    }
    if world.is_sqlite {
        // REPLACE deletes the row that is in the way.
        let sql = "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE sequence = 1";
        world
            .refuses(
                &format!("PRAGMA recursive_triggers = ON; {sql}"),
                "audit_immutable",
            )
            .await;
    } else {
        world.refuses("TRUNCATE audit", "audit_immutable").await;
    }
    assert_eq!(store.records_check(&[]).await.unwrap(), []);
}

async fn propose(store: &Store, id: &str, subject: &str) -> Result<Written, StoreError> {
    let kpi = KpiId::from("k");
    let period = "2012-Q4";
    let new = NewTarget {
        id,
        subject,
        kpi: &kpi,
        period,
        figures: figures(1),
    };
    store.target_propose(&ctx("mia", 99), new).await
}

async fn broken_rules_have_names(world: World) {
    let store = told(&world).await;
    propose(&store, "x", "k1").await.unwrap();
    let person = |key: &str| Person {
        key: key.into(),
        identifier: Some("7".to_owned()),
        name: None,
        erased_reason: None,
    };
    store
        .person_insert(&ctx("anna", 99), &person("k2"))
        .await
        .unwrap();
    let words = Acknowledgement {
        id: "again".to_owned(),
        person: "k1".into(),
        subject: "plan:sales-20120".to_owned(),
        sha256: hash("words"),
    };
    let table = [
        ("targets_once", propose(&store, "y", "k1").await),
        (
            "people_identifier_once",
            store.person_insert(&ctx("anna", 99), &person("k3")).await,
        ),
        (
            "acknowledgements_once",
            store.acknowledgement_insert(&ctx("emil", 99), &words).await,
        ),
        (
            "users_named",
            store
                .user_insert(&ctx("anna", 99), &user("", "", &[]))
                .await,
        ),
        ("stop_reasons_given", {
            let stop = attain_store::run::Stop {
                rule: "r".to_owned(),
                subject: "s".to_owned(),
                message: "m".to_owned(),
            };
            let purpose = attain_store::run::RunPurpose::Period;
            let run = crate::script::run("r9", "2012-Q4", purpose);
            store
                .run_insert(&ctx("anna", 99), &run, &[stop])
                .await
                .unwrap();
            store.run_stop_explain(&ctx("anna", 99), "r9/1", "").await
        }),
    ];
    for (rule, answer) in table {
        match answer {
            Err(StoreError::Refused { rule: found }) => assert_eq!(found, rule),
            other => panic!("{rule}: {other:?}"),
        }
    }
    assert!(matches!(
        propose(&store, "x", "k9").await,
        Err(StoreError::Exists { .. })
    ));
    let erased = store
        .person_update(&ctx("anna", 99), Edit::new("k1", 3), None, None)
        .await;
    assert!(
        matches!(erased, Err(StoreError::State { .. })),
        "{erased:?}"
    );
}

/// What was asked for wrongly is a diagnostic with a page of the manual.
#[test]
fn refusals_are_diagnostics() {
    crate::world::run(World::sqlite, |world| async move {
        let store = told(&world).await;
        let anna = ctx("anna", 99);
        let edit = |revision| Edit::new("2012-Q3", revision);
        let b1 = BatchId::from("b1");
        let twin = crate::world::batch("b9", "sales", "c2");
        let new = NewBatch {
            batch: &twin,
            kind: DatasetKind::Events,
            distinct_reason: None,
        };
        let key = ctx("root", 1).with_key("k");
        let zoe = user("zoe", "Zoe", &[]);
        store.user_insert(&key, &zoe).await.unwrap();
        let table = [
            ("K0461", store.batch_insert(&anna, new).await),
            (
                "K0462",
                store.batch_retract(&anna, &"b99".into(), "x").await,
            ),
            ("K0463", store.batch_retract(&anna, &b1, "x").await),
            ("K0701", store.period_submit(&anna, edit(1)).await),
            ("K0702", store.period_freeze(&key, "2012-Q4", "x").await),
            ("K0703", store.period_submit(&anna, edit(11)).await),
            ("K0704", {
                let dora = ctx("dora", 99);
                store
                    .model_insert(&dora, "m2", "t", [].into())
                    .await
                    .unwrap();
                store.model_check(&dora, Edit::new("m2", 1)).await.unwrap();
                store.model_approve(&dora, Edit::new("m2", 2)).await
            }),
            (
                "K0705",
                store.period_submit(&anna, Edit::new("2021-Q3", 1)).await,
            ),
            ("K0706", store.user_insert(&anna, &zoe).await),
            ("K0707", store.user_insert(&anna, &user("", "", &[])).await),
            (
                "K0708",
                store.user_insert(&anna, &user("\0", "", &[])).await,
            ),
        ];
        for (code, answer) in table {
            let diagnostic = answer.unwrap_err().diagnostic().unwrap();
            assert_eq!(diagnostic.code.id, code, "{}", diagnostic.message);
            assert!(diagnostic.help.is_some());
        }
    });
}

/// Where two people are needed, one is not enough.
async fn twos_are_two(world: World) {
    let store = told(&world).await;
    propose(&store, "x", "k1").await.unwrap();
    store
        .target_agree(&ctx("mia", 99), Edit::new("x", 1), Side::Manager)
        .await
        .unwrap();
    let same = store
        .target_agree(&ctx("mia", 99), Edit::new("x", 2), Side::Employee)
        .await;
    assert!(
        matches!(same, Err(StoreError::SamePerson { .. })),
        "{same:?}"
    );
    store
        .target_agree(&ctx("emil", 99), Edit::new("x", 2), Side::Employee)
        .await
        .unwrap();
    // Once agreed, a change needs a reason.
    let silent = store
        .target_update(&ctx("mia", 99), Edit::new("x", 3), figures(2), None)
        .await;
    assert!(
        matches!(silent, Err(StoreError::Refused { .. })),
        "{silent:?}"
    );

    let dora = ctx("dora", 99);
    store
        .model_insert(&dora, "m2", "t", [].into())
        .await
        .unwrap();
    store.model_check(&dora, Edit::new("m2", 1)).await.unwrap();
    let same = store.model_approve(&dora, Edit::new("m2", 2)).await;
    assert!(
        matches!(same, Err(StoreError::SamePerson { .. })),
        "{same:?}"
    );
    store
        .model_approve(&ctx("anna", 99), Edit::new("m2", 2))
        .await
        .unwrap();
    // An edit after the approval takes the approval away.
    store
        .model_update(&dora, Edit::new("m2", 3), "t", [].into())
        .await
        .unwrap();
    let early = store
        .model_publish(&dora, Edit::new("m2", 4), jiff::civil::date(2013, 1, 1))
        .await;
    assert!(matches!(early, Err(StoreError::State { .. })), "{early:?}");
    let published = store
        .model_update(&dora, Edit::new("m1", 5), "t", [].into())
        .await;
    assert!(
        matches!(published, Err(StoreError::State { .. })),
        "{published:?}"
    );
    let day = |month| jiff::civil::date(2012, month, 1);
    assert_eq!(store.model_at(day(6)).await.unwrap(), None);
    let version = store.model_at(day(7)).await.unwrap().unwrap().value;
    assert_eq!((version.id.as_str(), version.files.len()), ("m1", 2));
}

async fn texts_are_kept(world: World) {
    let store = world.open().await;
    let long = "x".repeat(100_000);
    for (number, name) in [
        "",
        "'; DROP TABLE users; --",
        "$1",
        "\u{202e}é\u{0}",
        "😀\n\r\t",
        &long,
    ]
    .into_iter()
    .enumerate()
    {
        let user = user(&format!("u{number}"), name, &[]);
        match store.user_insert(&ctx("root", 1), &user).await {
            Ok(_) => assert_eq!(store.user_fetch(&user.id).await.unwrap().value, user),
            Err(StoreError::Unstorable { .. }) => assert!(name.contains('\0')),
            Err(error) => panic!("{name:?}: {error}"),
        }
    }
    assert_eq!(store.user_list().await.unwrap().len(), 5);
    // Text orders by its bytes on both.
    let names = ["B", "a", "é", "Z", "_"];
    for id in names {
        let person = Person {
            key: id.into(),
            identifier: None,
            name: None,
            erased_reason: None,
        };
        store.person_insert(&ctx("root", 1), &person).await.unwrap();
    }
}
