//! Where one begins, and whether the program is alive.

use crate::error::{Page, PageError};
use crate::site::Site;
use crate::visit::Visit;
use attain_app::access::UseCase;
use axum::extract::State;
use axum::response::Redirect;
use std::sync::Arc;

/// The program answers.
pub(crate) async fn health() -> &'static str {
    "ok"
}

/// It can be used: records and model can be read.
pub(crate) async fn ready(State(site): State<Arc<Site>>) -> Page<&'static str> {
    site.office.snapshot().await?;
    Ok("ok")
}

/// Everybody begins where his work is.
pub(crate) async fn show(visit: Visit) -> Redirect {
    let to = if visit.actor.person().is_some() && visit.may(UseCase::ResultRead) {
        "/me"
    } else if visit.may(UseCase::ResultRead) {
        "/company"
    } else if visit.may(UseCase::UserRead) {
        "/users"
    } else {
        "/account"
    };
    Redirect::to(to)
}

/// There is no such page.
pub(crate) async fn absent() -> PageError {
    PageError::not_found()
}
