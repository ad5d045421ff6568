//! Users: who may sign in, and as what.

use crate::error::Page;
use crate::grid::{Ask, Cell, Grid};
use crate::layout::{hidden, page};
use crate::visit::Visit;
use attain_app::access::{Role, UseCase};
use attain_app::sign_in::{self, NewUser};
use attain_app::users;
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeSet;

/// `GET /users`
pub(crate) async fn list(visit: Visit, Query(ask): Query<Ask>) -> Page<Response> {
    let columns = [
        (visit.t("sign-in-user"), false),
        (visit.t("user-name"), false),
        (visit.t("user-person"), false),
        (visit.t("user-roles"), false),
        (visit.t("user-state"), false),
        ("", false),
    ];
    let mut grid = Grid::new(visit.t("users"), &columns);
    for kept in users::list(&visit.caller()).await? {
        let user = &kept.value;
        let roles: Vec<&str> = user.roles.iter().map(|role| role.name()).collect();
        let state = if user.active {
            "user-active"
        } else {
            "user-inactive"
        };
        grid.rows.push(vec![
            Cell::text(&user.id),
            Cell::text(&user.name),
            Cell::text(
                user.person
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            ),
            Cell::text(roles.join(", ")),
            Cell::text(visit.t(state)),
            Cell::of(changes(&visit, &user.id, user.active), ""),
        ]);
    }
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    let body = html! {
        (grid.show(&visit, &ask))
        @if visit.may(UseCase::UserWrite) { (invitation(&visit)) }
    };
    Ok(page(&visit, visit.t("users"), &body).into_response())
}

fn changes(visit: &Visit, user: &str, active: bool) -> Markup {
    let (action, word) = if active {
        ("stop", "user-stop")
    } else {
        ("start", "user-start")
    };
    html! {
        @if visit.may(UseCase::UserWrite) {
            form.inline method="post" action={ "/users/" (user) "/change" } {
                (hidden(visit))
                button.plain name="action" value="invite" { (visit.t("user-again")) }
                button.plain name="action" value=(action) { (visit.t(word)) }
            }
        }
    }
}

fn invitation(visit: &Visit) -> Markup {
    html! {
        form.card method="post" action="/users" {
            (hidden(visit)) h2 { (visit.t("user-invite")) }
            label { (visit.t("sign-in-user")) input name="user" required maxlength="100"; }
            label { (visit.t("user-name")) input name="name" required maxlength="200"; }
            label { (visit.t("user-person")) input name="person" maxlength="200"; }
            label { (visit.t("user-role"))
                select name="role" { @for (name, _) in Role::NAMES { option value=(name)
                    selected[name == "employee"] { (name) } } }
            }
            button.first { (visit.t("user-invite")) }
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Invitation {
    #[serde(default)]
    user: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    role: String,
}

/// `POST /users`
pub(crate) async fn invite(visit: Visit, Form(form): Form<Invitation>) -> Page<Markup> {
    let role = Role::NAMES.iter().find(|(name, _)| *name == form.role);
    let person = Some(form.person.trim()).filter(|person| !person.is_empty());
    let new = NewUser {
        id: form.user.trim().to_owned(),
        name: form.name,
        person: person.map(Into::into),
        roles: role.map(|(_, role)| *role).into_iter().collect(),
    };
    invited(&visit, &new).await
}

async fn invited(visit: &Visit, new: &NewUser) -> Page<Markup> {
    let code = sign_in::invite(&visit.caller(), new).await?;
    let body = html! {
        p { (visit.tv("user-invited", &[("user", &new.id)])) }
        p { code.secret { "/invitation/" (code.reveal()) } }
        p { a href="/users" { (visit.t("users")) } }
    };
    Ok(page(visit, visit.t("user-invite"), &body))
}

#[derive(Debug, Deserialize)]
pub(crate) struct Change {
    #[serde(default)]
    action: String,
}

/// `POST /users/{user}/change`
pub(crate) async fn change(
    visit: Visit,
    Path(user): Path<String>,
    Form(change): Form<Change>,
) -> Page<Response> {
    let caller = visit.caller();
    if change.action == "invite" {
        let kept = visit.site.office.store().user_fetch(&user).await;
        let user = kept.map_err(attain_app::AppError::from)?.value;
        let new = NewUser {
            id: user.id,
            name: user.name,
            person: user.person,
            roles: BTreeSet::new(),
        };
        return Ok(invited(&visit, &new).await?.into_response());
    }
    users::set_active(&caller, &user, change.action == "start").await?;
    Ok(Redirect::to("/users").into_response())
}
