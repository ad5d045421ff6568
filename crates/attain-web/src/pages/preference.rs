//! Language and theme: kept in the browser.

use crate::cookie::{self, Stays};
use crate::messages::Language;
use crate::visit::{Theme, Visit};
use axum::Form;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    #[serde(default)]
    language: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    back: String,
}

/// `POST /language`
pub(crate) async fn language(visit: Visit, Form(choice): Form<Choice>) -> Response {
    let language = Language::from_name(&choice.language).unwrap_or_default();
    keep(&visit, "language", language.name(), &choice.back)
}

/// `POST /theme`
pub(crate) async fn theme(visit: Visit, Form(choice): Form<Choice>) -> Response {
    keep(
        &visit,
        "theme",
        Theme::from_name(&choice.theme).name(),
        &choice.back,
    )
}

fn keep(visit: &Visit, word: &str, value: &str, back: &str) -> Response {
    let line = cookie::line(visit.site.settings.https, word, value, Stays::Year);
    ([(SET_COOKIE, line)], Redirect::to(here(back))).into_response()
}

/// A way back on this site; anything else leads home.
pub(crate) fn here(back: &str) -> &str {
    let good = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains(['\\', '\r', '\n'])
        && back.is_ascii();
    if good { back } else { "/" }
}

#[cfg(test)]
mod tests {
    #[test]
    fn nobody_is_sent_elsewhere() {
        for (back, leads) in [
            ("/company?q=1", "/company?q=1"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("", "/"),
        ] {
            assert_eq!(super::here(back), leads, "{back}");
        }
    }
}
