//! Rounds of surveys: a token counts once, and nothing joins it to what was answered.

use crate::world::{World, both, ctx};
use attain_core::id::UnitId;
use attain_store::StoreError;
use attain_store::record::Edit;
use attain_store::survey::{GivenAnswer, Invited, RoundState};
use jiff::Timestamp;

both!(
    a_token_counts_once,
    answers_and_tokens_have_nothing_in_common
);

fn invited(person: &str) -> Invited {
    Invited {
        sha256: person.repeat(64),
        person: person.into(),
        unit: Some(UnitId::from("sales")),
        used: false,
    }
}

fn given(id: &str, answer: i64) -> GivenAnswer {
    GivenAnswer {
        id: id.to_owned(),
        rated: None,
        question: "clear".to_owned(),
        answer,
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

async fn a_token_counts_once(world: World) {
    let store = world.open().await;
    store
        .survey_open(&ctx("hr", 1), "climate", "2024-Q1")
        .await
        .unwrap();
    let again = store.survey_open(&ctx("hr", 2), "climate", "2024-Q1").await;
    assert!(matches!(again, Err(StoreError::Exists { .. })), "{again:?}");
    let round = "climate:2024-Q1";
    let people = [invited("a"), invited("b")];
    store
        .survey_invite(&ctx("hr", 3), round, &people)
        .await
        .unwrap();
    let token = "a".repeat(64);
    store
        .survey_answer(at(4), &token, &[given("x", 4)])
        .await
        .unwrap();
    let twice = store.survey_answer(at(5), &token, &[given("y", 1)]).await;
    assert!(matches!(twice, Err(StoreError::State { .. })), "{twice:?}");
    let nobody = store.survey_answer(at(6), "c", &[given("z", 1)]).await;
    assert!(
        matches!(nobody, Err(StoreError::NotFound { .. })),
        "{nobody:?}"
    );
    let used: Vec<bool> = store
        .survey_invited_list(round)
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.used)
        .collect();
    assert_eq!(used, [true, false]);
    // An open round tells nothing: it could be looked at before and after somebody answers.
    let early = store.survey_tally(round).await;
    assert!(matches!(early, Err(StoreError::State { .. })), "{early:?}");
    store
        .survey_close(&ctx("hr", 7), Edit::new(round, 1))
        .await
        .unwrap();
    let kept = store.survey_round_fetch(round).await.unwrap();
    assert_eq!(kept.value.state, RoundState::Closed);
    let tally = store.survey_tally(round).await.unwrap();
    assert_eq!((tally.len(), tally[0].answer, tally[0].count), (1, 4, 1));
    let late = store
        .survey_answer(at(8), &"b".repeat(64), &[given("w", 2)])
        .await;
    assert!(matches!(late, Err(StoreError::State { .. })), "{late:?}");
    assert_eq!(store.records_check(&[]).await.unwrap(), []);
}

async fn answers_and_tokens_have_nothing_in_common(world: World) {
    let store = world.open().await;
    store
        .survey_open(&ctx("hr", 1), "climate", "2024-Q1")
        .await
        .unwrap();
    let round = "climate:2024-Q1";
    let people = [invited("a"), invited("b")];
    store
        .survey_invite(&ctx("hr", 2), round, &people)
        .await
        .unwrap();
    for (second, person, id) in [(3, "a", "q9"), (4, "b", "a1")] {
        let token = person.repeat(64);
        store
            .survey_answer(at(second), &token, &[given(id, 5)])
            .await
            .unwrap();
    }
    let lines = store.audit_list(2, 10).await.unwrap();
    let written: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| (line.stamp.by.as_str(), line.details.as_str()))
        .collect();
    // Both lines say the same: that the round was answered.
    assert_eq!(written.len(), 2);
    assert_eq!(written[0], written[1]);
    assert_eq!(written[0].0, "survey");
}
