//! Search over people, KPIs and pages; the palette asks here too.

use crate::error::Page;
use crate::grid::Ask;
use crate::layout::page;
use crate::seen::{Seen, current};
use crate::visit::Visit;
use attain_app::access::UseCase;
use axum::Json;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use maud::html;
use serde::Serialize;

/// So many answers are given.
const MOST: usize = 30;

#[derive(Debug, Serialize)]
struct Hit {
    title: String,
    kind: String,
    to: String,
}

/// `GET /search`
pub(crate) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Page<Response> {
    let hits = find(&visit, &ask.q).await?;
    if ask.format == "json" {
        return Ok(Json(hits).into_response());
    }
    let body = html! {
        form.tools method="get" role="search" {
            label { (visit.t("search")) " " input type="search" name="q" value=(ask.q)
                maxlength="100"; }
            button { (visit.t("search-do")) }
        }
        @if hits.is_empty() { p.empty { (visit.t("search-none")) } }
        ul.list { @for hit in &hits { li { a href=(hit.to) { (hit.title) } " " span.quiet {
            (hit.kind) } } } }
    };
    Ok(page(&visit, visit.t("search"), &body).into_response())
}

async fn find(visit: &Visit, words: &str) -> Page<Vec<Hit>> {
    let words = words.trim().to_lowercase();
    let mut hits = pages(visit);
    if visit.may(UseCase::ResultRead) {
        let period = current(visit).await?;
        let seen = Seen::of(visit, &period.to_string(), UseCase::ResultRead).await?;
        hits.extend(seen.results().map(|result| Hit {
            title: format!("{} ({})", result.name, result.person),
            kind: visit.t("col-person").to_owned(),
            to: format!("/people/{}/{period}", result.person),
        }));
    }
    if visit.may(UseCase::ModelRead) {
        let snapshot = visit.site.office.snapshot().await?;
        let kpis = snapshot.model()?.kpis.values();
        hits.extend(kpis.map(|kpi| Hit {
            title: format!("{} ({})", kpi.title, kpi.id),
            kind: visit.t("col-kpi").to_owned(),
            to: format!("/catalogue/kpis/{}", kpi.id),
        }));
    }
    hits.retain(|hit| hit.title.to_lowercase().contains(&words));
    hits.truncate(MOST);
    Ok(hits)
}

fn pages(visit: &Visit) -> Vec<Hit> {
    let all = [
        ("nav-mine", "/me", UseCase::ResultRead),
        ("nav-company", "/company", UseCase::ResultRead),
        ("nav-strategy", "/strategy/now", UseCase::ResultRead),
        ("nav-catalogue", "/catalogue", UseCase::ModelRead),
        ("nav-periods", "/periods", UseCase::PeriodRead),
        ("nav-processes", "/processes", UseCase::ModelRead),
        ("nav-import", "/import", UseCase::ImportWrite),
        ("nav-batches", "/batches", UseCase::ImportRead),
        ("nav-users", "/users", UseCase::UserRead),
        ("nav-trail", "/trail", UseCase::TrailRead),
        ("account", "/account", UseCase::SelfWrite),
    ];
    all.into_iter()
        .filter(|(_, _, use_case)| visit.may(*use_case))
        .map(|(name, to, _)| Hit {
            title: visit.t(name).to_owned(),
            kind: visit.t("search-page").to_owned(),
            to: to.to_owned(),
        })
        .collect()
}
