//! Setting up, signing in, and what stands in the way of those who guess.

use crate::town::Town;

const PASSWORD: &str = "correct horse battery";

async fn set_up(town: &Town) {
    let code = town.site.set_up_code().await.unwrap().unwrap();
    let fields = [
        ("code", code.reveal()),
        ("user", "anna"),
        ("name", "Anna"),
        ("password", PASSWORD),
    ];
    let answer = town.client().post("/set-up", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}

#[tokio::test]
async fn the_first_user_needs_the_code_of_the_console() {
    let town = Town::empty().await;
    let mut client = town.client();
    assert_eq!(
        client.get("/sign-in").await.header("location"),
        Some("/set-up")
    );
    let fields = [
        ("code", "AAAAA-AAAAA"),
        ("user", "eve"),
        ("name", "Eve"),
        ("password", PASSWORD),
    ];
    assert_eq!(client.post("/set-up", &fields).await.status, 422);
    let code = town.site.set_up_code().await.unwrap().unwrap();
    set_up(&town).await;
    // The code is gone for good, and so is the page.
    assert!(town.site.set_up_code().await.unwrap().is_none());
    assert_eq!(
        client.get("/set-up").await.header("location"),
        Some("/sign-in")
    );
    let again = [
        ("code", code.reveal()),
        ("user", "eve"),
        ("name", "Eve"),
        ("password", PASSWORD),
    ];
    assert_eq!(client.post("/set-up", &again).await.status, 422);
    let entered = client
        .post("/sign-in", &[("user", "anna"), ("password", PASSWORD)])
        .await;
    assert_eq!(entered.status, 303);
    assert_eq!(client.get("/users").await.status, 200);
}

/// A session that an attacker knows beforehand is worth nothing after signing in.
#[tokio::test]
async fn sessions_cannot_be_fixed() {
    let town = Town::empty().await;
    set_up(&town).await;
    let mut victim = town.client();
    let known = "a".repeat(64);
    victim
        .cookies
        .insert("attain_session".to_owned(), known.clone());
    let entered = victim
        .post("/sign-in", &[("user", "anna"), ("password", PASSWORD)])
        .await;
    assert_eq!(entered.status, 303);
    assert_ne!(victim.cookies["attain_session"], known);
    let mut attacker = town.client();
    attacker.cookies.insert("attain_session".to_owned(), known);
    assert_eq!(attacker.get("/account").await.status, 303);
    // And what was valid is not, once its owner has signed out.
    let mut copied = victim.clone();
    assert_eq!(copied.get("/account").await.status, 200);
    victim.post("/sign-out", &[]).await;
    assert_eq!(copied.get("/account").await.status, 303);
}

/// A name that exists cannot be told from one that does not.
#[tokio::test]
async fn names_cannot_be_found_out() {
    let town = Town::empty().await;
    set_up(&town).await;
    let mut bodies = Vec::new();
    for user in ["anna", "nobo"] {
        let mut client = town.client();
        let form = client.form().await;
        let fields = [("user", user), ("password", "wrong wrong wrong")];
        let answer = client.post("/sign-in", &fields).await;
        assert_eq!(answer.status, 422);
        bodies.push(answer.body.replace(user, "").replace(&form, ""));
    }
    assert_eq!(bodies[0], bodies[1]);
}

#[tokio::test]
async fn guessing_has_to_wait() {
    let town = Town::empty().await;
    set_up(&town).await;
    let mut client = town.client();
    let mut last = 0;
    for _ in 0..7 {
        let fields = [("user", "anna"), ("password", "wrong wrong wrong")];
        last = client.post("/sign-in", &fields).await.status;
    }
    assert_eq!(last, 429);
    // The right password has to wait too.
    let fields = [("user", "anna"), ("password", PASSWORD)];
    assert_eq!(client.post("/sign-in", &fields).await.status, 429);
}

#[tokio::test]
async fn a_link_signs_in_once() {
    let town = Town::peopled().await;
    let code = town.site.sign_in_code("auditor").unwrap();
    let path = format!("/sign-in/link/{}", code.reveal());
    let mut client = town.client();
    assert_eq!(client.get(&path).await.status, 200);
    assert_eq!(client.post(&path, &[]).await.status, 303);
    assert_eq!(client.get("/trail").await.status, 200);
    assert_eq!(town.client().post(&path, &[]).await.status, 422);
}
