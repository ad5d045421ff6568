use super::*;
use crate::AppError;
use crate::access::Via;
use crate::caller::Caller;
use attain_store::user::Role;
use attain_store::{Ctx, Store};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

const CHEAP: Cost = Cost {
    memory: 8,
    passes: 1,
};
const PASSWORD: &str = "correct horse battery";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

async fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let url = folder.path().join("records.db").display().to_string();
    let store = Store::open(&url).await.unwrap();
    let new = new_user("anna");
    let password = Secret::given(PASSWORD);
    first_user(&store, CHEAP, at(0), &new, &password)
        .await
        .unwrap();
    (folder, store)
}

async fn caller(store: &Store) -> Caller {
    Caller::new(store, Ctx::new("anna", at(5)), Via::Session)
        .await
        .unwrap()
}

fn new_user(id: &str) -> NewUser {
    NewUser {
        id: id.to_owned(),
        name: "Somebody".to_owned(),
        person: None,
        roles: BTreeSet::from([Role::Administrator]),
    }
}

fn attempt(user: &str, password: &str, code: &str) -> Attempt {
    Attempt {
        user: user.to_owned(),
        password: Secret::given(password),
        code: code.to_owned(),
        agent: "test\nagent".to_owned(),
    }
}

fn codes(error: &AppError) -> Vec<&'static str> {
    match error {
        AppError::Refused(found) => found.iter().map(|one| one.code.id).collect(),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn the_first_user_is_made_once() {
    let (_folder, store) = store().await;
    assert!(!needs_set_up(&store).await.unwrap());
    let password = Secret::given(PASSWORD);
    let again = first_user(&store, CHEAP, at(1), &new_user("zoe"), &password).await;
    assert_eq!(codes(&again.unwrap_err()), ["K0750"]);
}

/// Whatever is wrong, the answer is the same.
#[tokio::test]
async fn a_wrong_name_looks_like_a_wrong_password() {
    let (_folder, store) = store().await;
    let mut answers = BTreeSet::new();
    for (user, password) in [
        ("anna", "wrong"),
        ("nobody", PASSWORD),
        ("", ""),
        ("anna", ""),
    ] {
        let refused = sign_in(&store, CHEAP, at(1), &attempt(user, password, "")).await;
        match refused.unwrap_err() {
            AppError::Refused(found) => answers.insert(format!("{found:?}")),
            other => panic!("{other}"),
        };
    }
    assert_eq!(answers.len(), 1);
}

#[tokio::test]
async fn a_session_lives_until_it_is_ended() {
    let (_folder, store) = store().await;
    let secret = sign_in(&store, CHEAP, at(1), &attempt("anna", PASSWORD, ""))
        .await
        .unwrap();
    let other = sign_in(&store, CHEAP, at(2), &attempt("anna", PASSWORD, ""))
        .await
        .unwrap();
    let alive = |secret: Secret, second| {
        let store = &store;
        async move { visitor(store, at(second), &secret).await.unwrap().is_some() }
    };
    assert!(alive(secret.clone(), 3).await);
    assert!(!alive(secret.clone(), 12 * 60 * 60 + 1).await);
    assert!(!alive(Secret::given("anything"), 3).await);
    assert!(!alive(Secret::given(secret.sha256()), 3).await);

    let ctx = Ctx::new("anna", at(3));
    sign_out(&store, &Ctx::new("boris", at(3)), &secret.sha256())
        .await
        .unwrap();
    assert!(alive(secret.clone(), 3).await);
    sign_out(&store, &ctx, &secret.sha256()).await.unwrap();
    assert!(!alive(secret, 3).await);
    assert_eq!(sessions(&store, at(3), "anna").await.unwrap().len(), 1);
    sign_out_everywhere(&store, &ctx, "anna").await.unwrap();
    assert!(!alive(other, 3).await);
    assert_eq!(sessions(&store, at(3), "anna").await.unwrap().len(), 0);
    assert_eq!(store.records_check(&[]).await.unwrap(), []);
}

#[tokio::test]
async fn an_invitation_is_good_once_and_a_week() {
    let (_folder, store) = store().await;
    let anna = caller(&store).await;
    let password = Secret::given("another long sentence");
    let code = invite(&anna, &new_user("boris")).await.unwrap();
    let late = at(8 * 24 * 60 * 60);
    let refused = accept_invitation(&store, CHEAP, late, &code, &password).await;
    assert_eq!(codes(&refused.unwrap_err()), ["K0753"]);
    let short = accept_invitation(&store, CHEAP, at(6), &code, &Secret::given("short")).await;
    assert_eq!(codes(&short.unwrap_err()), ["K0752"]);
    let user = accept_invitation(&store, CHEAP, at(6), &code, &password)
        .await
        .unwrap();
    assert_eq!(user, "boris");
    let again = accept_invitation(&store, CHEAP, at(7), &code, &password).await;
    assert_eq!(codes(&again.unwrap_err()), ["K0753"]);
    let attempt = attempt("boris", password.reveal(), "");
    sign_in(&store, CHEAP, at(8), &attempt).await.unwrap();
}

#[tokio::test]
async fn passwords_that_are_easy_to_guess_are_refused() {
    let (_folder, store) = store().await;
    let anna = caller(&store).await;
    let code = invite(&anna, &new_user("boris")).await.unwrap();
    for password in [
        "",
        "elevenchars",
        "aaaaaaaaaaaaaaaa",
        "my name is Boris!",
        &"ab1.x".repeat(41),
    ] {
        let given = Secret::given(password);
        let refused = accept_invitation(&store, CHEAP, at(6), &code, &given).await;
        assert_eq!(codes(&refused.unwrap_err()), ["K0752"], "{password}");
    }
}

#[tokio::test]
async fn a_code_of_the_second_factor_is_good_once() {
    let (_folder, store) = store().await;
    let secret = Secret::totp().unwrap();
    let ctx = Ctx::new("anna", at(0));
    let right = |second: i64| secret::totp_code(secret.reveal(), 1_700_000_000 + second);
    let wrong = set_totp(&store, &ctx, Some(&secret), "12").await;
    assert_eq!(codes(&wrong.unwrap_err()), ["K0753"]);
    set_totp(&store, &ctx, Some(&secret), &right(0).unwrap())
        .await
        .unwrap();
    sign_in(&store, CHEAP, at(0), &attempt("anna", PASSWORD, ""))
        .await
        .unwrap_err();
    let used = attempt("anna", PASSWORD, &right(0).unwrap());
    sign_in(&store, CHEAP, at(1), &used).await.unwrap_err();
    let fresh = attempt("anna", PASSWORD, &right(90).unwrap());
    sign_in(&store, CHEAP, at(90), &fresh).await.unwrap();
    sign_in(&store, CHEAP, at(91), &fresh).await.unwrap_err();
}

#[tokio::test]
async fn tokens_act_for_their_user_until_revoked() {
    let (_folder, store) = store().await;
    let ctx = Ctx::new("anna", at(0));
    let new = NewToken {
        title: "Payroll".to_owned(),
        scopes: vec!["read".to_owned()],
        days: 10,
    };
    for bad in [
        NewToken {
            title: " ".to_owned(),
            ..new.clone()
        },
        NewToken {
            scopes: Vec::new(),
            ..new.clone()
        },
        NewToken {
            scopes: vec!["all".to_owned()],
            ..new.clone()
        },
        NewToken {
            days: 400,
            ..new.clone()
        },
    ] {
        assert_eq!(
            codes(&new_token(&store, &ctx, &bad).await.unwrap_err()),
            ["K0755"]
        );
    }
    let secret = new_token(&store, &ctx, &new).await.unwrap();
    let found = bearer(&store, at(1), &secret).await.unwrap().unwrap();
    assert_eq!(found.user.id, "anna");
    assert_eq!(found.scopes.as_deref(), Some(&["read".to_owned()][..]));
    let late = at(1) + SignedDuration::from_hours(10 * 24);
    assert!(bearer(&store, late, &secret).await.unwrap().is_none());
    for text in [
        "",
        "atn_",
        "atn_x_y",
        &secret.reveal().replace("atn", "btn"),
    ] {
        assert!(
            bearer(&store, at(1), &Secret::given(text))
                .await
                .unwrap()
                .is_none()
        );
    }
    let id = tokens(&store, "anna").await.unwrap()[0].value.id.clone();
    revoke_token(&store, &ctx, &id).await.unwrap();
    assert!(bearer(&store, at(1), &secret).await.unwrap().is_none());
}
