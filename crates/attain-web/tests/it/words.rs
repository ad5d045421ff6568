//! Two languages, two themes, kept in the browser.

use crate::town::Town;

#[tokio::test]
async fn the_language_is_chosen_by_the_browser_or_by_the_switch() {
    let town = Town::peopled().await;
    let mut client = town.signed_in("auditor").await;
    assert!(
        client
            .get("/periods")
            .await
            .body
            .contains("<html lang=\"en\"")
    );
    client
        .headers
        .push(("Accept-Language".to_owned(), "ru-RU,ru;q=0.9".to_owned()));
    let page = client.get("/periods").await.body;
    assert!(
        page.contains("<html lang=\"ru\"") && page.contains("Периоды"),
        "{page}"
    );
    let answer = client
        .post("/language", &[("language", "en"), ("back", "/periods")])
        .await;
    assert_eq!(answer.header("location"), Some("/periods"));
    assert!(
        client
            .get("/periods")
            .await
            .body
            .contains("<html lang=\"en\"")
    );
    let away = client
        .post("/theme", &[("theme", "dark"), ("back", "//evil.example")])
        .await;
    assert_eq!(away.header("location"), Some("/"));
    assert!(
        client
            .get("/periods")
            .await
            .body
            .contains("data-theme=\"dark\"")
    );
}
