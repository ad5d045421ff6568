//! Credentials, sessions and tokens: kept, and named in the trail without their secrets.

use crate::world::{World, both, ctx};
use attain_store::StoreError;
use attain_store::credential::Credential;
use attain_store::session::Session;
use attain_store::token::Token;
use attain_store::user::User;
use jiff::Timestamp;
use std::collections::BTreeSet;

both!(secrets_stay_out_of_the_trail, a_stale_credential_is_refused);

fn user(id: &str) -> User {
    User {
        id: id.to_owned(),
        name: "Anna".to_owned(),
        person: None,
        roles: BTreeSet::new(),
        active: true,
    }
}

fn credential() -> Credential {
    Credential {
        id: "anna".to_owned(),
        password_hash: Some("secret-hash".to_owned()),
        totp_secret: Some("secret-totp".to_owned()),
        totp_step: Some(7),
        invitation: Some(("secret-code".to_owned(), Timestamp::UNIX_EPOCH)),
        sessions_from: Timestamp::UNIX_EPOCH,
    }
}

async fn secrets_stay_out_of_the_trail(world: World) {
    let store = world.open().await;
    let nobody = store
        .credential_insert(&ctx("anna", 0), &credential())
        .await;
    nobody.unwrap_err();
    store
        .user_insert(&ctx("anna", 1), &user("anna"))
        .await
        .unwrap();
    store
        .credential_insert(&ctx("anna", 2), &credential())
        .await
        .unwrap();
    let kept = store.credential_find("anna").await.unwrap().unwrap();
    assert_eq!(kept.value, credential());
    let invited = store.credential_invited("secret-code").await.unwrap();
    assert_eq!(invited.unwrap().value.id, "anna");
    assert!(store.credential_invited("other").await.unwrap().is_none());

    let session = Session {
        id: "5".repeat(64),
        user: "anna".to_owned(),
        until: Timestamp::UNIX_EPOCH,
        agent: "secret-agent".to_owned(),
        ended_at: None,
    };
    store
        .session_insert(&ctx("anna", 3), &session)
        .await
        .unwrap();
    assert_eq!(store.session_list("anna").await.unwrap()[0].value, session);
    store
        .session_end(&ctx("anna", 4), &session.id, 1)
        .await
        .unwrap();
    assert!(store.session_list("anna").await.unwrap().is_empty());

    let token = Token {
        id: "t1".to_owned(),
        user: "anna".to_owned(),
        title: "secret title".to_owned(),
        secret_sha256: "6".repeat(64),
        scopes: vec!["read".to_owned(), "write".to_owned()],
        until: Timestamp::UNIX_EPOCH,
        revoked: false,
    };
    store.token_insert(&ctx("anna", 5), &token).await.unwrap();
    assert_eq!(store.token_find("t1").await.unwrap().unwrap().value, token);
    store.token_revoke(&ctx("anna", 6), "t1", 1).await.unwrap();
    assert!(store.token_list("anna").await.unwrap()[0].value.revoked);

    for line in store.audit_list(0, 100).await.unwrap() {
        assert!(!line.details.contains("secret-"), "{}", line.details);
        assert!(!line.details.contains(&"6".repeat(64)), "{}", line.details);
    }
    assert_eq!(store.records_check(&[]).await.unwrap(), []);
}

async fn a_stale_credential_is_refused(world: World) {
    let store = world.open().await;
    store
        .user_insert(&ctx("anna", 1), &user("anna"))
        .await
        .unwrap();
    store
        .credential_insert(&ctx("anna", 2), &credential())
        .await
        .unwrap();
    store
        .credential_update(&ctx("anna", 3), 1, &credential())
        .await
        .unwrap();
    let stale = store
        .credential_update(&ctx("anna", 4), 1, &credential())
        .await;
    assert!(matches!(stale.unwrap_err(), StoreError::Stale { .. }));
}
