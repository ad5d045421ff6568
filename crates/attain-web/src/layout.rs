//! The frame of every page.

use crate::assets::SCRIPT;
use crate::error::PageError;
use crate::messages::Language;
use crate::visit::{Theme, Visit};
use attain_app::access::UseCase;
use attain_core::diag::render::Sources;
use attain_core::diag::{Diagnostic, Severity};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

/// The main parts, and what one must be allowed to do to see them.
const PARTS: [(&str, &str, UseCase); 11] = [
    ("/me", "nav-mine", UseCase::ResultRead),
    ("/company", "nav-company", UseCase::ResultRead),
    ("/strategy/now", "nav-strategy", UseCase::ResultRead),
    ("/periods", "nav-periods", UseCase::PeriodRead),
    ("/catalogue", "nav-catalogue", UseCase::ModelRead),
    ("/processes", "nav-processes", UseCase::ModelRead),
    ("/import", "nav-import", UseCase::ImportWrite),
    ("/batches", "nav-batches", UseCase::ImportRead),
    ("/users", "nav-users", UseCase::UserRead),
    ("/trail", "nav-trail", UseCase::TrailRead),
    ("/api", "nav-api", UseCase::ModelRead),
];

/// A page.
pub(crate) fn page(visit: &Visit, title: &str, body: &Markup) -> Markup {
    let theme = visit.theme.name();
    html! {
        (DOCTYPE)
        html lang=(visit.language.name()) data-theme=(theme) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="htmx-config"
                    content="{\"includeIndicatorCSS\":false,\"includeIndicatorStyles\":false,\"allowEval\":false}";
                title { (title) " · Attain" }
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/assets/attain.css";
                @if !SCRIPT.is_empty() { script src="/assets/attain.js" defer {} }
            }
            body {
                a.skip href="#main" { (visit.t("skip")) }
                header.top {
                    a.brand href="/" { span aria-hidden="true" { "▲" } " Attain" }
                    @if visit.user.is_some() { (navigation(visit)) }
                    (switches(visit))
                }
                main #main tabindex="-1" { h1 { (title) } (body) }
                footer { (visit.t("footer")) }
            }
        }
    }
}

fn navigation(visit: &Visit) -> Markup {
    let here = |to: &str| {
        let root = to.split('/').nth(1).unwrap_or_default();
        let now = visit.path.split(['/', '?']).nth(1).unwrap_or_default();
        let mine = root == "me" && now == "people";
        (root == now || mine).then_some("page")
    };
    html! {
        nav.parts aria-label=(visit.t("nav")) {
            @for (to, name, use_case) in PARTS {
                @if visit.may(use_case) && (to != "/me" || visit.actor.person().is_some()) {
                    a href=(to) aria-current=[here(to)] { (visit.t(name)) }
                }
            }
        }
    }
}

fn switches(visit: &Visit) -> Markup {
    let other = if visit.theme == Theme::Dark {
        Theme::Light
    } else {
        Theme::Dark
    };
    let sign = if visit.theme == Theme::Dark {
        "☀"
    } else {
        "☾"
    };
    html! {
        div.switches {
            @if visit.user.is_some() {
                form.search action="/search" method="get" role="search" {
                    input type="search" name="q" placeholder=(visit.t("search"))
                        aria-label=(visit.t("search")) maxlength="100" data-palette;
                }
            }
            form action="/language" method="post" {
                (hidden(visit)) input type="hidden" name="back" value=(visit.path);
                @for (name, language, title) in Language::NAMES {
                    @if language != visit.language {
                        button.plain name="language" value=(name) lang=(name) title=(title) {
                            (name.to_uppercase()) }
                    }
                }
            }
            form action="/theme" method="post" {
                (hidden(visit)) input type="hidden" name="back" value=(visit.path);
                button.plain name="theme" value=(other.name()) title=(visit.t("theme"))
                    aria-label=(visit.t("theme")) { (sign) }
            }
            @if let Some(user) = &visit.user {
                a href="/account" { (user) }
                form action="/sign-out" method="post" { (hidden(visit)) button.plain {
                    (visit.t("sign-out")) } }
            }
        }
    }
}

/// What every form carries.
pub(crate) fn hidden(visit: &Visit) -> Markup {
    html! { input type="hidden" name="form" value=(visit.form); }
}

/// The way to this page.
pub(crate) fn trail(visit: &Visit, steps: &[(&str, &str)]) -> Markup {
    html! {
        nav.trail aria-label=(visit.t("trail")) {
            @for (title, to) in steps { a href=(to) { (title) } span aria-hidden="true" { " › " } }
        }
    }
}

/// Diagnostics as people read them, with the lines that they point at.
pub(crate) fn diagnostics(visit: &Visit, found: &[Diagnostic], sources: &Sources) -> Markup {
    html! {
        @if !found.is_empty() {
            ul.diagnostics aria-label=(visit.t("diagnostics")) {
                @for one in found { (diagnostic(visit, one, sources)) }
            }
        }
    }
}

fn diagnostic(visit: &Visit, one: &Diagnostic, sources: &Sources) -> Markup {
    let (class, sign, word) = match one.severity {
        Severity::Error => ("error", "✕", "severity-error"),
        Severity::Warning => ("warning", "!", "severity-warning"),
        Severity::Note => ("note", "i", "severity-note"),
    };
    html! {
        li class=(class) {
            p { span.sign aria-hidden="true" { (sign) } " " strong { (visit.t(word)) " "
                (one.code.id) } " " (one.message) }
            @for label in one.labels.iter().take(3) {
                @let place = sources.position(&label.span);
                p.place {
                    code { (label.span.file) @if let Some(place) = place { ":" (place.line) } }
                    @if !label.text.is_empty() { " " (label.text) }
                    @if let Some(line) = place.and_then(|place| line_of(sources, &label.span.file,
                        place.line)) {
                        pre { code { (line) } }
                    }
                }
            }
            @if let Some(help) = &one.help { p.help { span aria-hidden="true" { "→ " } (help) } }
            @for note in &one.notes { p.quiet { (note) } }
        }
    }
}

fn line_of<'a>(sources: &'a Sources, file: &str, line: usize) -> Option<&'a str> {
    sources.get(file)?.lines().nth(line.checked_sub(1)?)
}

/// A page about why there is none.
pub(crate) fn error(visit: &Visit, route: &str, error: &PageError) -> Response {
    if route.starts_with("/api/v1") || route == "/catalogue/check" {
        return problem(error);
    }
    let (title, words) = match error.status {
        StatusCode::NOT_FOUND => ("error-absent", "error-absent-words"),
        StatusCode::FORBIDDEN if error.diagnostics.is_empty() => {
            ("error-forged", "error-forged-words")
        }
        StatusCode::FORBIDDEN => ("error-denied", "error-denied-words"),
        StatusCode::UNPROCESSABLE_ENTITY => ("error-refused", "error-refused-words"),
        StatusCode::PAYLOAD_TOO_LARGE => ("error-large", "error-large-words"),
        StatusCode::TOO_MANY_REQUESTS => ("error-often", "error-often-words"),
        _ => ("error-failed", "error-failed-words"),
    };
    let body = html! {
        p { (visit.t(words)) }
        (diagnostics(visit, &error.diagnostics, &Sources::new()))
        p { a href="/" { (visit.t("error-home")) } }
    };
    (error.status, page(visit, visit.t(title), &body)).into_response()
}

/// The same for programs (RFC 9457).
fn problem(error: &PageError) -> Response {
    let title = error.status.canonical_reason().unwrap_or("error");
    let found: Vec<serde_json::Value> = error
        .diagnostics
        .iter()
        .map(|one| {
            serde_json::json!({
                "code": one.code.id, "severity": one.severity.name(),
                "message": one.message, "help": one.help,
            })
        })
        .collect();
    let body = serde_json::json!({
        "type": "about:blank", "title": title, "status": error.status.as_u16(),
        "diagnostics": found,
    });
    let kind = [("content-type", "application/problem+json")];
    (error.status, kind, Json(body).0.to_string()).into_response()
}
