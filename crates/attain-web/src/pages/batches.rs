//! What was imported, and how it is taken back.

use crate::error::{Page, PageError};
use crate::format::count;
use crate::grid::{Ask, Cell, Grid};
use crate::layout::{hidden, page, trail};
use crate::visit::Visit;
use attain_app::access::UseCase;
use attain_app::store::batch::{BatchRecord, BatchesAt};
use attain_core::num::plain;
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

async fn records(visit: &Visit) -> Page<Vec<BatchRecord>> {
    let list = visit
        .site
        .office
        .store()
        .batch_list(None, BatchesAt::Ever)
        .await;
    Ok(list.map_err(attain_app::AppError::from)?)
}

/// `GET /batches`
pub(crate) async fn list(visit: Visit, Query(ask): Query<Ask>) -> Page<Response> {
    let columns = [
        (visit.t("batch"), false),
        (visit.t("col-dataset"), false),
        (visit.t("explain-rows"), true),
        (visit.t("batch-covers"), false),
        (visit.t("batch-state"), false),
        (visit.t("batch-files"), false),
        (visit.t("trail-by"), false),
        (visit.t("trail-at"), false),
    ];
    let to_do = html! { p { (visit.t("batches-none")) }
    @if visit.may(UseCase::ImportWrite) { p { a href="/import" { (visit.t("nav-import")) } } } };
    let mut grid = Grid::new(visit.t("nav-batches"), &columns).empty(to_do);
    for record in records(&visit).await?.iter().rev() {
        grid.rows.push(row(&visit, record));
    }
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    let body = grid.show(&visit, &ask);
    Ok(page(&visit, visit.t("nav-batches"), &body).into_response())
}

fn files(record: &BatchRecord) -> String {
    let names: Vec<&str> = record
        .batch
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    names.join(", ")
}

fn row(visit: &Visit, record: &BatchRecord) -> Vec<Cell> {
    let batch = &record.batch;
    let covers = batch.covers.map(|(from, to)| format!("{from} – {to}"));
    vec![
        Cell::link(batch.id.as_str(), &format!("/batches/{}", batch.id)),
        Cell::text(batch.dataset.as_str()),
        Cell::number(count(visit.language, batch.rows), batch.rows.to_string()),
        Cell::text(covers.unwrap_or_default()),
        Cell::text(visit.t(status(record))),
        Cell::text(files(record)),
        Cell::text(&record.committed.by),
        Cell::text(record.committed.at.strftime("%Y-%m-%d %H:%M").to_string()),
    ]
}

fn status(record: &BatchRecord) -> &'static str {
    match record.status() {
        "committed" => "batch-committed",
        "superseded" => "batch-superseded",
        _ => "batch-retracted",
    }
}

/// `GET /batches/{batch}`
pub(crate) async fn show(visit: Visit, Path(id): Path<String>) -> Page<Markup> {
    let all = records(&visit).await?;
    let record = all.iter().find(|record| record.batch.id.as_str() == id);
    let record = record.ok_or_else(PageError::not_found)?;
    let batch = &record.batch;
    let body = html! {
        (trail(&visit, &[(visit.t("nav-batches"), "/batches")]))
        dl.facts {
            dt { (visit.t("batch-state")) } dd { (visit.t(status(record))) }
            dt { (visit.t("col-dataset")) } dd { a href={ "/catalogue/datasets/" (batch.dataset) }
                { (batch.dataset) } }
            dt { (visit.t("explain-rows")) } dd { (count(visit.language, batch.rows)) }
            @if let Some((from, to)) = batch.covers { dt { (visit.t("batch-covers")) } dd { (from)
                " – " (to) } }
            dt { (visit.t("batch-files")) } dd { (files(record)) }
            dt { (visit.t("trail-by")) } dd { (record.committed.by) ", "
                (record.committed.at.strftime("%Y-%m-%d %H:%M UTC").to_string()) }
            dt { "SHA-256" } dd { code { (batch.sha256) } }
            @for total in &batch.totals { dt { "Σ " (total.column) } dd { (plain(total.sum)) } }
            @if let Some(end) = &record.end { dt { (visit.t("batch-reason")) } dd { (end.reason)
                " (" (end.stamp.by) ")" } }
        }
        @if record.end.is_none() && visit.may(UseCase::ImportWrite) {
            form.card method="post" action={ "/batches/" (batch.id) "/retract" } {
                (hidden(&visit)) h2 { (visit.t("batch-retract")) }
                p.quiet { (visit.t("batch-retract-words")) }
                label { (visit.t("batch-reason")) input name="reason" required maxlength="500"; }
                button.danger { (visit.t("batch-retract")) }
            }
        }
    };
    Ok(page(&visit, &id, &body))
}

#[derive(Debug, Deserialize)]
pub(crate) struct Reason {
    #[serde(default)]
    reason: String,
}

/// `POST /batches/{batch}/retract`
pub(crate) async fn retract(
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<Reason>,
) -> Page<Redirect> {
    let store = visit.site.office.store();
    let (ctx, batch) = (visit.ctx(), id.as_str().into());
    let retracted = store.batch_retract(&ctx, &batch, form.reason.trim()).await;
    retracted.map_err(attain_app::AppError::from)?;
    Ok(Redirect::to(&format!("/batches/{id}")))
}
