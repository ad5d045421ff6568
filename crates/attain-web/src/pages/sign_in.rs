//! Signing in and out.

use super::preference::here;
use crate::cookie::{self, Stays};
use crate::error::{Page, PageError};
use crate::layout::{diagnostics, hidden, page};
use crate::visit::Visit;
use attain_app::AppError;
use attain_app::sign_in::{self, Attempt, Secret, Verdict};
use attain_app::store::Ctx;
use attain_core::diag::Diagnostic;
use attain_core::diag::render::Sources;
use attain_core::rules;
use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// What the form says. Its password is not shown by `{:?}`.
#[derive(Default, Deserialize)]
pub(crate) struct Entry {
    #[serde(default)]
    user: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`
pub(crate) async fn show(visit: Visit, Query(next): Query<Next>) -> Page<Response> {
    if sign_in::needs_set_up(visit.site.office.store()).await? {
        return Ok(Redirect::to("/set-up").into_response());
    }
    Ok(form(&visit, "", &next.next, &[]).into_response())
}

fn form(visit: &Visit, user: &str, next: &str, found: &[Diagnostic]) -> Markup {
    let body = html! {
        (diagnostics(visit, found, &Sources::new()))
        form.card method="post" action="/sign-in" {
            (hidden(visit)) input type="hidden" name="next" value=(next);
            label { (visit.t("sign-in-user")) input name="user" value=(user)
                autocomplete="username" required maxlength="100"; }
            label { (visit.t("sign-in-password")) input type="password" name="password"
                autocomplete="current-password" required maxlength="200"; }
            label { (visit.t("sign-in-code")) input name="code" inputmode="numeric"
                autocomplete="one-time-code" maxlength="6"; }
            p.quiet { (visit.t("sign-in-code-words")) }
            button.first { (visit.t("sign-in")) }
        }
    };
    page(visit, visit.t("sign-in"), &body)
}

/// `POST /sign-in`
pub(crate) async fn enter(visit: Visit, Form(entry): Form<Entry>) -> Page<Response> {
    if let Some(found) = must_wait(&visit, &entry.user) {
        let page = form(&visit, &entry.user, &entry.next, &[found]);
        return Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response());
    }
    let attempt = Attempt {
        user: entry.user.trim().to_owned(),
        password: Secret::given(entry.password),
        code: entry.code,
        agent: visit.agent.clone(),
    };
    let (site, now) = (&visit.site, visit.site.now());
    match sign_in::sign_in(site.office.store(), site.settings.cost, now, &attempt).await {
        Ok(secret) => {
            site.limiter.succeeded(&attempt.user);
            Ok(entered(&visit, &secret, here(&entry.next)))
        }
        Err(AppError::Refused(found)) => {
            for name in [attempt.user.clone(), visit.machine()] {
                site.limiter.failed(&name, now);
            }
            let page = form(&visit, &attempt.user, &entry.next, &found);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn must_wait(visit: &Visit, user: &str) -> Option<Diagnostic> {
    let (limiter, now) = (&visit.site.limiter, visit.site.now());
    let seconds = [user.trim().to_owned(), visit.machine()]
        .iter()
        .filter_map(|name| match limiter.check(name, now) {
            Verdict::Wait(seconds) => Some(seconds),
            Verdict::Allowed => None,
        })
        .max()?;
    let message = "too many attempts failed";
    let help = format!("wait {seconds} seconds, then try again");
    Some(Diagnostic::error(rules::TOO_MANY_ATTEMPTS, message).with_help(help))
}

/// The new session goes to the browser under a new secret; what it held before is worth nothing.
pub(crate) fn entered(visit: &Visit, secret: &Secret, to: &str) -> Response {
    let line = cookie::line(
        visit.site.settings.https,
        "session",
        secret.reveal(),
        Stays::Session,
    );
    ([(SET_COOKIE, line)], Redirect::to(to)).into_response()
}

/// `GET /sign-in/link/{code}`: a look does not use the code up; following it does.
pub(crate) async fn link(visit: Visit, Path(code): Path<String>) -> Markup {
    let body = html! {
        form.card method="post" action={ "/sign-in/link/" (code) } {
            (hidden(&visit))
            p { (visit.t("link-words")) }
            button.first { (visit.t("sign-in")) }
        }
    };
    page(&visit, visit.t("sign-in"), &body)
}

/// `POST /sign-in/link/{code}`
pub(crate) async fn follow(visit: Visit, Path(code): Path<String>) -> Page<Response> {
    let Some(user) = visit.site.take_sign_in_code(&code) else {
        return Err(refused_code());
    };
    let ctx = Ctx::new(user, visit.site.now());
    let store = visit.site.office.store();
    let secret = sign_in::begin_session(store, &ctx, &visit.agent).await?;
    Ok(entered(&visit, &secret, "/"))
}

pub(crate) fn refused_code() -> PageError {
    let message = "this code is used up, or never was";
    PageError {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        diagnostics: vec![
            Diagnostic::error(rules::CODE_REFUSED, message).with_help("ask for a new one"),
        ],
    }
}

/// `POST /sign-out`
pub(crate) async fn leave(visit: Visit) -> Page<Response> {
    if visit.user.is_some() && visit.scopes.is_none() {
        sign_in::sign_out(visit.site.office.store(), &visit.ctx(), &visit.session).await?;
    }
    let line = cookie::line(visit.site.settings.https, "session", "", Stays::Gone);
    Ok(([(SET_COOKIE, line)], Redirect::to("/sign-in")).into_response())
}
