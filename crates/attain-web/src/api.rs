//! The same for programs: `/api/v1`, with its OpenAPI document and a page that shows it.
//!
//! A program shows a token (`Authorization: Bearer atn_…`); pages of a browser may read with their
//! session. Errors are `application/problem+json` with all diagnostics.

mod document;

use crate::error::{Page, PageError};
use crate::layout::page;
use crate::seen::Seen;
use crate::visit::Visit;
use attain_app::access::UseCase;
use attain_app::explain;
use attain_app::json;
use attain_app::office::Upload;
use attain_app::store::batch::BatchesAt;
use attain_core::diag::Diagnostic;
use attain_core::text::parse_date;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Value, json};

fn ready(text: String) -> Response {
    ([(CONTENT_TYPE, "application/json")], text).into_response()
}

/// `GET /metrics`, for whoever runs the program: with a token for metrics, or as an administrator.
pub(crate) async fn metrics(visit: Visit) -> Page<Response> {
    let by_token = visit
        .scopes
        .as_ref()
        .is_some_and(|scopes| scopes.iter().any(|one| one == "metrics"));
    let by_session = visit.scopes.is_none() && visit.may(UseCase::SettingsWrite);
    if !by_token && !by_session {
        return Err(PageError::of(StatusCode::UNAUTHORIZED));
    }
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(CONTENT_TYPE, kind)], visit.site.metrics.text()).into_response())
}

/// `GET /api/openapi.json`
pub(crate) async fn document() -> Json<Value> {
    Json(document::openapi())
}

/// `GET /api`: the document as a page.
pub(crate) async fn viewer(visit: Visit) -> Markup {
    let body = html! {
        p { (visit.t("api-words")) " " a href="/api/openapi.json" { "openapi.json" } }
        pre.text { code {
            "curl -H 'Authorization: Bearer atn_…' http://localhost:8080/api/v1/results/2012-Q2" } }
        @for operation in document::operations() {
            section.operation {
                h2 { code.method { (operation.method.to_uppercase()) } " " code { (operation.path)
                    } }
                p { (operation.summary) }
                @if !operation.parameters.is_empty() { dl.facts {
                    @for (name, place, words) in operation.parameters { dt { code { (name) } " "
                        span.quiet { (place) } } dd { (words) } }
                } }
                p.quiet { (visit.t("api-scope")) " " code { @if operation.method == "get" { "read"
                    } @else { "write" } } }
            }
        }
    };
    page(&visit, visit.t("nav-api"), &body)
}

/// `GET /api/v1/model`: KPIs, scorecards and what is wrong.
pub(crate) async fn model(visit: Visit) -> Page<Response> {
    let snapshot = visit.site.office.snapshot().await?;
    let found = json::diagnostics(&snapshot.workspace.diagnostics, &snapshot.sources);
    let model = snapshot.model()?;
    let kpis: Vec<Value> = model
        .kpis
        .values()
        .map(|kpi| json!({ "id": kpi.id.as_str(), "title": kpi.title, "unit": kpi.unit }))
        .collect();
    let cards: Vec<Value> = model
        .scorecards
        .values()
        .map(|card| {
            let lines: Vec<&str> = card
                .lines
                .iter()
                .map(|line| line.kpi.value.as_str())
                .collect();
            json!({ "id": card.id.as_str(), "title": card.title, "every": card.every.name(),
                "kpis": lines })
        })
        .collect();
    let found: Value = serde_json::from_str(&found).unwrap_or_default();
    let body = json!({
        "company": model.company.name, "currency": model.company.currency,
        "sha256": snapshot.hash, "kpis": kpis, "scorecards": cards, "diagnostics": found,
    });
    Ok(Json(body).into_response())
}

/// `GET /api/v1/results/{period}`
pub(crate) async fn results(visit: Visit, Path(period): Path<String>) -> Page<Response> {
    let seen = Seen::of(&visit, &period, UseCase::ResultRead).await?;
    let mut calculation = seen.run.calculation.clone();
    attain_app::access::limit(&mut calculation, &seen.scope);
    Ok(ready(json::calculation(
        &calculation,
        &seen.snapshot.sources,
    )))
}

/// `GET /api/v1/people/{person}/{period}`
pub(crate) async fn explanation(
    visit: Visit,
    Path((person, period)): Path<(String, String)>,
) -> Page<Response> {
    let seen = Seen::of(&visit, &period, UseCase::ResultRead).await?;
    let person = seen.person(&person)?;
    let (model, facts) = (seen.model()?, seen.snapshot.facts()?);
    let found = explain::explanation(model, &seen.run, facts, &person).await?;
    let found = found.ok_or_else(PageError::not_found)?;
    Ok(ready(json::explanation(&found, &seen.snapshot.sources)))
}

/// `GET /api/v1/batches`
pub(crate) async fn batches(visit: Visit) -> Page<Response> {
    let list = visit
        .site
        .office
        .store()
        .batch_list(None, BatchesAt::Ever)
        .await;
    let list = list.map_err(attain_app::AppError::from)?;
    Ok(ready(json::batches(&list)))
}

#[derive(Debug, Deserialize)]
pub(crate) struct Import {
    name: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// `POST /api/v1/datasets/{dataset}/batches`: the body is the file.
pub(crate) async fn import(
    visit: Visit,
    Path(dataset): Path<String>,
    Query(import): Query<Import>,
    body: Bytes,
) -> Page<Response> {
    let snapshot = visit.site.office.snapshot().await?;
    let found = snapshot.model()?.datasets.get(&dataset.as_str().into());
    let dataset = found.ok_or_else(PageError::not_found)?;
    let upload = Upload {
        name: import.name,
        bytes: body.to_vec(),
        covers: parse_date(&import.from).zip(parse_date(&import.to)),
    };
    let intake = visit
        .site
        .office
        .prepare(&snapshot, dataset, upload)
        .await?;
    let Some(batch) = intake.batch else {
        let refused = intake.refusals.iter().map(|one| {
            let place = match (one.row, &one.column) {
                (Some(row), Some(column)) => format!("row {row}, `{column}`: "),
                (Some(row), None) => format!("row {row}: "),
                _ => String::new(),
            };
            Diagnostic::of(one.severity, one.code, format!("{place}{}", one.message))
                .with_help(one.help.clone())
        });
        return Err(PageError {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            diagnostics: refused.collect(),
        });
    };
    let committed = visit
        .site
        .office
        .commit(&visit.ctx(), dataset, batch)
        .await?;
    Ok((StatusCode::CREATED, ready(json::committed(&committed))).into_response())
}
