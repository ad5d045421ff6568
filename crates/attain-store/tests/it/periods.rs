//! The ways of a period.

use crate::script::{close, run, told, user};
use crate::world::{World, both, ctx};
use attain_core::dataset::DatasetKind::Events;
use attain_core::id::{KpiId, PersonId};
use attain_core::num::Decimal;
use attain_core::period::Calendar;
use attain_store::adjustment::NewAdjustment;
use attain_store::batch::NewBatch;
use attain_store::period::PeriodState::{self, Approved, Calculated, Closed, InReview, Open};
use attain_store::record::Edit;
use attain_store::run::{Run, RunPurpose};
use attain_store::target::NewTarget;
use attain_store::{Store, StoreError};

both!(
    every_step_from_every_state,
    two_people_approve,
    a_run_with_errors_is_not_reviewed,
    a_run_of_a_batch_that_was_taken_back_is_not_reviewed,
    a_run_of_another_period_is_not_taken,
    closes_follow_one_another,
    a_period_past_calculation_takes_no_changes,
    a_frozen_period_takes_nothing,
    the_last_administrator_stays,
);

pub(crate) const Q3: &str = "2012-Q3";

/// A period with a run `r1`, in a state.
pub(crate) async fn period_in(world: &World, state: PeriodState) -> Store {
    let store = world.open().await;
    period_to(&store, Q3, "r1", state, "0").await;
    store
}

/// Opens a period and leads it to a state.
pub(crate) async fn period_to(
    store: &Store,
    name: &str,
    run_id: &str,
    state: PeriodState,
    previous: &str,
) {
    let period = Calendar::new(1).unwrap().parse(name).unwrap();
    store.period_open(&ctx("anna", 1), period).await.unwrap();
    let run = Run {
        batches: Vec::new(),
        ..run(run_id, name, RunPurpose::Period)
    };
    store.run_insert(&ctx("anna", 1), &run, &[]).await.unwrap();
    let at = |revision| Edit::new(name, revision);
    if state >= Calculated {
        store
            .period_calculate(&ctx("anna", 2), at(1), run_id)
            .await
            .unwrap();
    }
    if state >= InReview {
        store.period_submit(&ctx("anna", 3), at(2)).await.unwrap();
    }
    if state >= Approved {
        store
            .period_approve(&ctx("anna", 4), at(3), None)
            .await
            .unwrap();
        store
            .period_approve(&ctx("ben", 5), at(4), None)
            .await
            .unwrap();
    }
    if state >= Closed {
        let close = close(run_id, previous);
        store
            .period_close(&ctx("anna", 6), at(5), &close)
            .await
            .unwrap();
    }
    assert_eq!(store.period_fetch(name).await.unwrap().value.state, state);
}

async fn step(store: &Store, name: &str) -> Result<PeriodState, StoreError> {
    let edit = Edit::new(Q3, store.period_fetch(Q3).await.unwrap().revision);
    let ctx = ctx("cleo", 9);
    match name {
        "calculate" => store.period_calculate(&ctx, edit, "r1").await?,
        "submit" => store.period_submit(&ctx, edit).await?,
        "approve" => store.period_approve(&ctx, edit, None).await?,
        "reopen" => store.period_reopen(&ctx, edit, "a late fact").await?,
        "close" => store.period_close(&ctx, edit, &close("1", "0")).await?,
        "freeze" => store.period_freeze(&ctx, Q3, "a ghost").await?,
        "thaw" => store.period_thaw(&ctx, Q3, "no ghost").await?,
        other => panic!("{other}"),
    };
    Ok(store.period_fetch(Q3).await.unwrap().value.state)
}

/// Steps, and where each leads from open, calculated, in review, approved and closed.
type Ends = [Option<PeriodState>; 5];
const STEPS: [(&str, Ends); 7] = [
    (
        "calculate",
        [Some(Calculated), Some(Calculated), None, None, None],
    ),
    ("submit", [None, Some(InReview), None, None, None]),
    ("approve", [None, None, Some(InReview), None, None]),
    ("reopen", [None, None, Some(Open), Some(Open), None]),
    ("close", [None, None, None, Some(Closed), None]),
    (
        "freeze",
        [
            Some(Open),
            Some(Calculated),
            Some(InReview),
            Some(Approved),
            None,
        ],
    ),
    (
        "thaw",
        [
            Some(Open),
            Some(Calculated),
            Some(InReview),
            Some(Approved),
            None,
        ],
    ),
];

async fn every_step_from_every_state(world: World) {
    for (index, state) in [Open, Calculated, InReview, Approved, Closed]
        .into_iter()
        .enumerate()
    {
        let template = world.another().await;
        let store = period_in(&template, state).await;
        let before = store.period_fetch(Q3).await.unwrap();
        for (name, ends) in STEPS {
            if ends[index].is_none() {
                let refused = step(&store, name).await.unwrap_err();
                let is_state = matches!(refused, StoreError::State { .. });
                assert!(is_state, "{state:?} {name}: {refused}");
                assert_eq!(
                    store.period_fetch(Q3).await.unwrap(),
                    before,
                    "{state:?} {name}"
                );
            }
        }
        store.close().await;
        template.remove().await;
        for (name, ends) in STEPS {
            let Some(expected) = ends[index] else {
                continue;
            };
            let world = world.another().await;
            let store = period_in(&world, state).await;
            assert_eq!(
                step(&store, name).await.unwrap(),
                expected,
                "{state:?} {name}"
            );
            store.close().await;
            world.remove().await;
        }
    }
}

async fn two_people_approve(world: World) {
    let store = period_in(&world, InReview).await;
    store
        .period_approve(&ctx("anna", 4), Edit::new(Q3, 3), Some("fine"))
        .await
        .unwrap();
    let refused = store
        .period_approve(&ctx("anna", 5), Edit::new(Q3, 4), None)
        .await
        .unwrap_err();
    assert!(
        matches!(refused, StoreError::SamePerson { .. }),
        "{refused}"
    );
    assert_eq!(store.period_fetch(Q3).await.unwrap().value.state, InReview);
    // Approvals do not outlive a reopening.
    store
        .period_reopen(&ctx("ben", 6), Edit::new(Q3, 4), "a late fact")
        .await
        .unwrap();
    store
        .period_calculate(&ctx("anna", 7), Edit::new(Q3, 5), "r1")
        .await
        .unwrap();
    store
        .period_submit(&ctx("anna", 8), Edit::new(Q3, 6))
        .await
        .unwrap();
    store
        .period_approve(&ctx("ben", 9), Edit::new(Q3, 7), None)
        .await
        .unwrap();
    assert_eq!(store.period_fetch(Q3).await.unwrap().value.state, InReview);
    store
        .period_approve(&ctx("anna", 9), Edit::new(Q3, 8), None)
        .await
        .unwrap();
    let period = store.period_fetch(Q3).await.unwrap().value;
    assert_eq!((period.state, period.round), (Approved, 2));
    assert_eq!(period.reopened_reason.as_deref(), Some("a late fact"));
    let approvals = store.period_approval_list(Q3).await.unwrap();
    let who: Vec<(u64, &str)> = approvals
        .iter()
        .map(|kept| (kept.value.round, kept.value.approver.as_str()))
        .collect();
    assert_eq!(who, [(1, "anna"), (2, "ben"), (2, "anna")]);
    // A reason is needed.
    let refused = store
        .period_reopen(&ctx("ben", 9), Edit::new(Q3, 9), "")
        .await
        .unwrap_err();
    let rule = "periods_reopened_for_a_reason";
    assert!(
        matches!(&refused, StoreError::Refused { rule: found } if found == rule),
        "{refused}"
    );
}

async fn a_run_with_errors_is_not_reviewed(world: World) {
    let store = period_in(&world, Open).await;
    let mut broken = run("r2", Q3, RunPurpose::Period);
    broken.batches.clear();
    broken.errors = 1;
    store
        .run_insert(&ctx("anna", 1), &broken, &[])
        .await
        .unwrap();
    store
        .period_calculate(&ctx("anna", 2), Edit::new(Q3, 1), "r2")
        .await
        .unwrap();
    let refused = store
        .period_submit(&ctx("anna", 3), Edit::new(Q3, 2))
        .await
        .unwrap_err();
    assert!(
        matches!(&refused, StoreError::State { entity: "run", .. }),
        "{refused}"
    );
}

async fn a_run_of_a_batch_that_was_taken_back_is_not_reviewed(world: World) {
    let store = period_in(&world, Open).await;
    let batch = crate::world::batch("b2", "sales", "c");
    let new = NewBatch {
        batch: &batch,
        kind: Events,
        distinct_reason: None,
    };
    let run = run("r2", Q3, RunPurpose::Period);
    let refused = store
        .run_insert(&ctx("anna", 1), &run, &[])
        .await
        .unwrap_err();
    assert!(
        matches!(
            refused,
            StoreError::NotFound {
                entity: "batch",
                ..
            }
        ),
        "{refused}"
    );
    store.batch_insert(&ctx("anna", 1), new).await.unwrap();
    store.run_insert(&ctx("anna", 1), &run, &[]).await.unwrap();
    store
        .period_calculate(&ctx("anna", 2), Edit::new(Q3, 1), "r2")
        .await
        .unwrap();
    store
        .batch_retract(&ctx("anna", 3), &batch.id, "wrong")
        .await
        .unwrap();
    let refused = store
        .period_submit(&ctx("anna", 3), Edit::new(Q3, 2))
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("retracted"), "{refused}");
}

async fn a_run_of_another_period_is_not_taken(world: World) {
    let store = period_in(&world, Open).await;
    for (id, period, purpose) in [
        ("x", "2012-Q4", RunPurpose::Period),
        ("y", Q3, RunPurpose::WhatIf),
    ] {
        let run = Run {
            batches: Vec::new(),
            ..run(id, period, purpose)
        };
        store.run_insert(&ctx("anna", 1), &run, &[]).await.unwrap();
        let refused = store
            .period_calculate(&ctx("anna", 2), Edit::new(Q3, 1), id)
            .await
            .unwrap_err();
        assert!(
            matches!(&refused, StoreError::State { entity: "run", .. }),
            "{refused}"
        );
    }
    let refused = store
        .period_calculate(&ctx("anna", 2), Edit::new(Q3, 1), "z")
        .await
        .unwrap_err();
    assert!(
        matches!(refused, StoreError::NotFound { entity: "run", .. }),
        "{refused}"
    );
}

async fn closes_follow_one_another(world: World) {
    let store = world.open().await;
    period_to(&store, "2012-Q1", "q1", Closed, "0").await;
    period_to(&store, "2012-Q2", "q2", Approved, "").await;
    let edit = Edit::new("2012-Q2", 5);
    let refused = store
        .period_close(&ctx("anna", 9), edit, &close("q2", "0"))
        .await
        .unwrap_err();
    assert!(
        matches!(
            refused,
            StoreError::State {
                entity: "close",
                ..
            }
        ),
        "{refused}"
    );
    store
        .period_close(&ctx("anna", 9), edit, &close("q2", "q1"))
        .await
        .unwrap();
    let closes = store.close_list().await.unwrap();
    let order: Vec<(u64, &str)> = closes
        .iter()
        .map(|kept| (kept.value.number, kept.value.period.as_str()))
        .collect();
    assert_eq!(order, [(1, "2012-Q1"), (2, "2012-Q2")]);
    let close = store.close_fetch("2012-Q2").await.unwrap().value;
    assert_eq!(close.close, crate::script::close("q2", "q1"));
    assert_eq!(
        close.result_sha256,
        store.run_fetch("q2").await.unwrap().value.result_sha256()
    );
}

async fn changes(store: &Store) -> [Result<attain_store::Written, StoreError>; 2] {
    let (kpi, person) = (KpiId::from("k"), PersonId::from("k1"));
    let figures = crate::script::figures(1);
    let target = NewTarget {
        id: "t",
        subject: "k1",
        kpi: &kpi,
        period: Q3,
        figures,
    };
    let adjustment = NewAdjustment {
        id: "a",
        period: Q3,
        person: &person,
        amount: Decimal::ONE,
        currency: "EUR",
        reason: "fair",
    };
    [
        store.target_propose(&ctx("anna", 9), target).await,
        store.adjustment_propose(&ctx("anna", 9), adjustment).await,
    ]
}

async fn a_period_past_calculation_takes_no_changes(world: World) {
    for state in [Open, Calculated, InReview, Approved, Closed] {
        let world = world.another().await;
        let store = period_in(&world, state).await;
        for answer in changes(&store).await {
            match answer {
                Ok(_) => assert!(state <= Calculated, "{state:?}"),
                Err(StoreError::State { .. }) => assert!(state > Calculated, "{state:?}"),
                Err(error) => panic!("{state:?}: {error}"),
            }
        }
        store.close().await;
        world.remove().await;
    }
}

async fn a_frozen_period_takes_nothing(world: World) {
    let store = period_in(&world, Calculated).await;
    store
        .period_freeze(&ctx("ben", 7), Q3, "2.8 billion shares")
        .await
        .unwrap();
    for answer in changes(&store).await {
        let refused = answer.unwrap_err();
        assert!(matches!(refused, StoreError::State { .. }), "{refused}");
    }
    for name in ["calculate", "submit", "approve", "reopen", "close"] {
        let refused = step(&store, name).await.unwrap_err();
        assert!(refused.to_string().contains("frozen"), "{name}: {refused}");
    }
    step(&store, "thaw").await.unwrap();
    step(&store, "submit").await.unwrap();
    let refused = store
        .period_freeze(&ctx("ben", 7), Q3, "")
        .await
        .unwrap_err();
    let rule = "periods_frozen_for_a_reason";
    assert!(
        matches!(&refused, StoreError::Refused { rule: found } if found == rule),
        "{refused}"
    );
}

async fn the_last_administrator_stays(world: World) {
    let store = told(&world).await;
    let refused = store
        .user_update(&ctx("anna", 99), 2, &user("anna", "Anna", &[]))
        .await
        .unwrap_err();
    assert!(
        matches!(refused, StoreError::State { entity: "user", .. }),
        "{refused}"
    );
    let admin = [attain_store::user::Role::Administrator];
    store
        .user_insert(&ctx("anna", 99), &user("ben", "Ben", &admin))
        .await
        .unwrap();
    store
        .user_update(&ctx("anna", 99), 2, &user("anna", "Anna", &[]))
        .await
        .unwrap();
}
