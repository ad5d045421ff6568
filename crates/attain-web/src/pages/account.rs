//! One's own account: password, second factor, sessions, tokens.

use crate::error::Page;
use crate::grid::{Ask, Cell, Grid};
use crate::layout::{hidden, page};
use crate::visit::Visit;
use attain_app::sign_in::{self, NewToken, SCOPES, Secret, otpauth};
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

/// `GET /account`
pub(crate) async fn show(visit: Visit) -> Page<Markup> {
    let secret = Secret::totp()?;
    let body = html! {
        section.two {
            (password_form(&visit)) (second_factor_form(&visit, &secret))
        }
        (sessions(&visit).await?)
        (tokens(&visit).await?)
    };
    Ok(page(&visit, visit.t("account"), &body))
}

fn password_form(visit: &Visit) -> Markup {
    html! {
        form.card method="post" action="/account/password" {
            (hidden(visit)) h2 { (visit.t("account-password")) }
            label { (visit.t("account-old")) input type="password" name="old" required
                autocomplete="current-password" maxlength="200"; }
            label { (visit.t("set-up-password")) input type="password" name="new" required
                autocomplete="new-password" maxlength="200"; }
            button { (visit.t("account-change")) }
        }
    }
}

fn second_factor_form(visit: &Visit, secret: &Secret) -> Markup {
    html! {
        form.card method="post" action="/account/second-factor" {
            (hidden(visit)) h2 { (visit.t("account-factor")) }
            p { (visit.t("account-factor-words")) }
            p { code.secret { (secret.reveal()) } }
            p.quiet { a href=(otpauth(visit.actor.name(), secret)) {
                (visit.t("account-factor-link")) } }
            input type="hidden" name="secret" value=(secret.reveal());
            label { (visit.t("sign-in-code")) input name="code" inputmode="numeric" required
                maxlength="6" autocomplete="one-time-code"; }
            div.buttons {
                button name="action" value="set" { (visit.t("account-factor-set")) }
                button.plain name="action" value="remove" { (visit.t("account-factor-remove")) }
            }
        }
    }
}

async fn sessions(visit: &Visit) -> Page<Markup> {
    let store = visit.site.office.store();
    let list = sign_in::sessions(store, visit.site.now(), visit.actor.name()).await?;
    Ok(html! {
        section {
            h2 { (visit.t("account-sessions")) }
            ul.list {
                @for session in &list {
                    li {
                        span { (session.value.agent) }
                        span.quiet {
                            (session.created.at.strftime("%Y-%m-%d %H:%M UTC").to_string()) }
                        @if session.value.id == visit.session { strong { (visit.t("account-this"))
                            } }
                        form method="post" action={ "/account/sessions/" (session.value.id) "/end"
                            } {
                            (hidden(visit)) button.plain { (visit.t("account-end")) }
                        }
                    }
                }
            }
            form method="post" action="/account/sign-out-everywhere" {
                (hidden(visit)) button { (visit.t("account-everywhere")) }
            }
        }
    })
}

async fn tokens(visit: &Visit) -> Page<Markup> {
    let list = sign_in::tokens(visit.site.office.store(), visit.actor.name()).await?;
    let columns = [
        (visit.t("token-title"), false),
        (visit.t("token-scopes"), false),
        (visit.t("token-until"), false),
        ("", false),
    ];
    let mut grid =
        Grid::new(visit.t("account-tokens"), &columns).empty(html! { (visit.t("token-none")) });
    for token in list.iter().filter(|token| !token.value.revoked) {
        let end = html! {
            form method="post" action={ "/account/tokens/" (token.value.id) "/revoke" } {
                (hidden(visit)) button.plain { (visit.t("token-revoke")) }
            }
        };
        grid.rows.push(vec![
            Cell::text(&token.value.title),
            Cell::text(token.value.scopes.join(", ")),
            Cell::text(token.value.until.strftime("%Y-%m-%d").to_string()),
            Cell::of(end, ""),
        ]);
    }
    Ok(html! {
        section {
            h2 { (visit.t("account-tokens")) }
            (grid.show(visit, &Ask::default()))
            form.card method="post" action="/account/tokens" {
                (hidden(visit)) h3 { (visit.t("token-new")) }
                label { (visit.t("token-title")) input name="title" required maxlength="100"; }
                fieldset { legend { (visit.t("token-scopes")) }
                    @for scope in SCOPES { label.check { input type="checkbox" name=(scope)
                        value="on"; " " (scope) } }
                }
                label { (visit.t("token-days")) input type="number" name="days" min="1" max="366"
                    value="90" required; }
                button { (visit.t("token-make")) }
            }
        }
    })
}

#[derive(Deserialize)]
pub(crate) struct Passwords {
    #[serde(default)]
    old: String,
    #[serde(default)]
    new: String,
}

/// `POST /account/password`
pub(crate) async fn password(visit: Visit, Form(form): Form<Passwords>) -> Page<Redirect> {
    let (old, new) = (Secret::given(form.old), Secret::given(form.new));
    let (store, cost) = (visit.site.office.store(), visit.site.settings.cost);
    sign_in::change_password(store, cost, &visit.ctx(), &old, &new).await?;
    Ok(Redirect::to("/sign-in"))
}

/// `POST /account/sign-out-everywhere`
pub(crate) async fn everywhere(visit: Visit) -> Page<Redirect> {
    let store = visit.site.office.store();
    sign_in::sign_out_everywhere(store, &visit.ctx(), visit.actor.name()).await?;
    Ok(Redirect::to("/sign-in"))
}

/// `POST /account/sessions/{session}/end`
pub(crate) async fn end(visit: Visit, Path(session): Path<String>) -> Page<Redirect> {
    sign_in::sign_out(visit.site.office.store(), &visit.ctx(), &session).await?;
    Ok(Redirect::to("/account"))
}

#[derive(Deserialize)]
pub(crate) struct Factor {
    #[serde(default)]
    secret: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    action: String,
}

/// `POST /account/second-factor`
pub(crate) async fn second_factor(visit: Visit, Form(form): Form<Factor>) -> Page<Redirect> {
    let secret = (form.action != "remove").then(|| Secret::given(form.secret));
    let store = visit.site.office.store();
    sign_in::set_totp(store, &visit.ctx(), secret.as_ref(), &form.code).await?;
    Ok(Redirect::to("/account"))
}

#[derive(Debug, Deserialize)]
pub(crate) struct TokenForm {
    #[serde(default)]
    title: String,
    #[serde(default)]
    days: i64,
    #[serde(default)]
    read: String,
    #[serde(default)]
    write: String,
    #[serde(default)]
    metrics: String,
}

/// `POST /account/tokens`: the secret is shown once.
pub(crate) async fn new_token(visit: Visit, Form(form): Form<TokenForm>) -> Page<Response> {
    let chosen = [&form.read, &form.write, &form.metrics];
    let scopes = SCOPES
        .iter()
        .zip(chosen)
        .filter(|(_, value)| !value.is_empty());
    let new = NewToken {
        title: form.title.clone(),
        scopes: scopes.map(|(scope, _)| (*scope).to_owned()).collect(),
        days: form.days,
    };
    let secret = sign_in::new_token(visit.site.office.store(), &visit.ctx(), &new).await?;
    let body = html! {
        p { (visit.t("token-once")) }
        p { code.secret { (secret.reveal()) } }
        p { a href="/account" { (visit.t("account")) } }
    };
    Ok(page(&visit, visit.t("token-made"), &body).into_response())
}

/// `POST /account/tokens/{token}/revoke`
pub(crate) async fn revoke(visit: Visit, Path(token): Path<String>) -> Page<Redirect> {
    sign_in::revoke_token(visit.site.office.store(), &visit.ctx(), &token).await?;
    Ok(Redirect::to("/account"))
}
