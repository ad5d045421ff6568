//! The first user, and users who were invited.

use super::sign_in::{entered, refused_code};
use crate::error::Page;
use crate::layout::{diagnostics, hidden, page};
use crate::visit::Visit;
use attain_app::AppError;
use attain_app::access::Role;
use attain_app::sign_in::{self, NewUser, Secret, Verdict};
use attain_app::store::Ctx;
use attain_core::diag::Diagnostic;
use attain_core::diag::render::Sources;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

/// What the form says; not shown by `{:?}`.
#[derive(Default, Deserialize)]
pub(crate) struct First {
    #[serde(default)]
    code: String,
    #[serde(default)]
    user: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    password: String,
}

/// `GET /set-up`
pub(crate) async fn show(visit: Visit) -> Page<Response> {
    if !sign_in::needs_set_up(visit.site.office.store()).await? {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    Ok(form(&visit, &First::default(), &[]).into_response())
}

fn form(visit: &Visit, first: &First, found: &[Diagnostic]) -> Markup {
    let body = html! {
        p { (visit.t("set-up-words")) }
        (diagnostics(visit, found, &Sources::new()))
        form.card method="post" action="/set-up" {
            (hidden(visit))
            label { (visit.t("set-up-code")) input name="code" required autocomplete="off"
                maxlength="40"; }
            label { (visit.t("sign-in-user")) input name="user" value=(first.user) required
                autocomplete="username" maxlength="100"; }
            label { (visit.t("user-name")) input name="name" value=(first.name) required
                autocomplete="name" maxlength="200"; }
            label { (visit.t("user-person")) input name="person" value=(first.person)
                maxlength="200"; }
            label { (visit.t("set-up-password")) input type="password" name="password" required
                autocomplete="new-password" maxlength="200"; }
            button.first { (visit.t("set-up-make")) }
        }
    };
    page(visit, visit.t("set-up"), &body)
}

/// `POST /set-up`
pub(crate) async fn make(visit: Visit, Form(first): Form<First>) -> Page<Response> {
    let (site, now) = (&visit.site, visit.site.now());
    if site.limiter.check("set-up", now) != Verdict::Allowed {
        return Ok(StatusCode::TOO_MANY_REQUESTS.into_response());
    }
    if !site.is_set_up_code(&first.code) {
        site.limiter.failed("set-up", now);
        let page = form(&visit, &first, &refused_code().diagnostics);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let person = Some(first.person.trim()).filter(|person| !person.is_empty());
    let new = NewUser {
        id: first.user.trim().to_owned(),
        name: first.name.clone(),
        person: person.map(Into::into),
        roles: [Role::Administrator, Role::Designer, Role::Approver].into(),
    };
    let password = Secret::given(first.password.as_str());
    let store = site.office.store();
    match sign_in::first_user(store, site.settings.cost, now, &new, &password).await {
        Ok(()) => site.set_up_is_done(),
        Err(AppError::Refused(found)) => {
            let page = form(&visit, &first, &found);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        Err(error) => return Err(error.into()),
    }
    let ctx = Ctx::new(new.id, now);
    let secret = sign_in::begin_session(store, &ctx, &visit.agent).await?;
    Ok(entered(&visit, &secret, "/"))
}

#[derive(Deserialize)]
pub(crate) struct NewPassword {
    #[serde(default)]
    password: String,
}

/// `GET /invitation/{code}`
pub(crate) async fn invitation(visit: Visit, Path(code): Path<String>) -> Markup {
    welcome(&visit, &code, &[])
}

fn welcome(visit: &Visit, code: &str, found: &[Diagnostic]) -> Markup {
    let body = html! {
        p { (visit.t("invitation-words")) }
        (diagnostics(visit, found, &Sources::new()))
        form.card method="post" action={ "/invitation/" (code) } {
            (hidden(visit))
            label { (visit.t("set-up-password")) input type="password" name="password" required
                autocomplete="new-password" maxlength="200"; }
            button.first { (visit.t("invitation-accept")) }
        }
    };
    page(visit, visit.t("invitation"), &body)
}

/// `POST /invitation/{code}`
pub(crate) async fn accept(
    visit: Visit,
    Path(code): Path<String>,
    Form(form): Form<NewPassword>,
) -> Page<Response> {
    let (store, cost) = (visit.site.office.store(), visit.site.settings.cost);
    let (secret, password) = (Secret::given(code.as_str()), Secret::given(form.password));
    match sign_in::accept_invitation(store, cost, visit.site.now(), &secret, &password).await {
        Ok(_) => Ok(Redirect::to("/sign-in").into_response()),
        Err(AppError::Refused(found)) => {
            let page = welcome(&visit, &code, &found);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
