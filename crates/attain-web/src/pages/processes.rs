//! Business processes: their diagrams, who is responsible, and what is not covered.

use crate::error::{Page, PageError};
use crate::grid::{Ask, Cell, Grid};
use crate::layout::{page, trail};
use crate::seen::{Seen, current};
use crate::visit::Visit;
use attain_app::access::UseCase;
use attain_core::model::Model;
use attain_core::process::{Coverage, Pin, RaciRow, coverage, svg};
use axum::extract::{Path, Query};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

/// `GET /processes`
pub(crate) async fn list(visit: Visit, Query(ask): Query<Ask>) -> Page<Response> {
    let snapshot = visit.site.office.snapshot().await?;
    let model = snapshot.model()?;
    let found = coverage(model);
    let grid = matrix(&visit, model, &found, None);
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    let body = html! {
        ul.list { @for process in model.processes.values() {
            li { a href={ "/processes/" (process.id) } { (process.title) } }
        } }
        (gaps(&visit, &found))
        h2 { (visit.t("raci")) }
        p.quiet { (visit.t("raci-words")) }
        (grid.show(&visit, &ask))
    };
    Ok(page(&visit, visit.t("nav-processes"), &body).into_response())
}

/// Who does what, with the KPIs that measure it.
fn matrix(visit: &Visit, model: &Model, found: &Coverage, only: Option<&str>) -> Grid {
    let positions: Vec<String> = found
        .positions
        .iter()
        .map(|id| {
            model
                .positions
                .get(id)
                .cloned()
                .unwrap_or_else(|| id.to_string())
        })
        .collect();
    let mut columns = vec![(visit.t("process"), false), (visit.t("task"), false)];
    columns.extend(positions.iter().map(|position| (position.as_str(), false)));
    columns.push((visit.t("kpis"), false));
    let mut grid =
        Grid::new(visit.t("raci"), &columns).empty(html! { (visit.t("processes-none")) });
    for (row, kpis) in found.rows.iter().zip(&found.kpis) {
        if only.is_some_and(|id| id != row.process.as_str()) {
            continue;
        }
        grid.rows.push(line(model, found, row, kpis));
    }
    grid
}

fn line(
    model: &Model,
    found: &Coverage,
    row: &RaciRow,
    kpis: &[attain_core::id::KpiId],
) -> Vec<Cell> {
    let process = model.processes.get(&row.process);
    let title = process.map_or_else(|| row.process.to_string(), |process| process.title.clone());
    let mut cells = vec![
        Cell::link(title, &format!("/processes/{}", row.process)),
        Cell::text(&row.title),
    ];
    for position in &found.positions {
        cells.push(Cell::text(row.letters(position)));
    }
    let names: Vec<&str> = kpis.iter().map(|kpi| kpi.as_str()).collect();
    let links = html! { @for kpi in kpis { a href={ "/catalogue/kpis/" (kpi) } { (kpi) } " " } };
    cells.push(Cell::of(links, names.join(" ")));
    cells
}

fn gaps(visit: &Visit, found: &Coverage) -> Markup {
    let text = |list: Vec<String>| list.join(", ");
    let all = [
        (
            "gap-owner",
            text(
                found
                    .without_owner
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            ),
        ),
        (
            "gap-kpi",
            text(found.without_kpi.iter().map(ToString::to_string).collect()),
        ),
        (
            "gap-unmeasured",
            text(found.unmeasured.iter().map(ToString::to_string).collect()),
        ),
        (
            "gap-responsibility",
            text(
                found
                    .without_responsibility
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            ),
        ),
    ];
    html! {
        @if all.iter().any(|(_, names)| !names.is_empty()) {
            h2 { (visit.t("gaps")) }
            dl.facts { @for (name, names) in all { @if !names.is_empty() { dt { (visit.t(name)) }
                dd { (names) } } } }
        }
    }
}

/// `GET /processes/{process}`
pub(crate) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Query(ask): Query<Ask>,
) -> Page<Response> {
    let snapshot = visit.site.office.snapshot().await?;
    let model = snapshot.model()?;
    let process = model
        .processes
        .get(&name.as_str().into())
        .ok_or_else(PageError::not_found)?;
    let grid = matrix(&visit, model, &coverage(model), Some(&name));
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    let owner = process.owner.as_ref().map(|owner| owner.value.to_string());
    let body = html! {
        (trail(&visit, &[(visit.t("nav-processes"), "/processes")]))
        @if let Some(owner) = owner { p { (visit.t("col-owner")) ": " (owner) } }
        @if process.diagram.is_some() {
            div.scroll tabindex="0" role="region" aria-label=(process.title) {
                img.diagram src={ "/processes/" (name) "/diagram.svg" }
                    alt=(visit.tv("process-diagram", &[("process", &process.title)]));
            }
        }
        (grid.show(&visit, &ask))
    };
    Ok(page(&visit, &process.title, &body).into_response())
}

/// `GET /processes/{process}/diagram.svg`
pub(crate) async fn diagram(visit: Visit, Path(name): Path<String>) -> Page<impl IntoResponse> {
    let snapshot = visit.site.office.snapshot().await?;
    let model = snapshot.model()?;
    let process = model
        .processes
        .get(&name.as_str().into())
        .ok_or_else(PageError::not_found)?;
    let period = current(&visit).await?.to_string();
    let seen = Seen::of(&visit, &period, UseCase::ResultRead);
    // States say something about people's results: only who sees everybody's sees them here.
    let seen = seen.await.ok().filter(|seen| seen.scope.sees_everybody());
    let calculation = seen.as_ref().map(|seen| &seen.run.calculation);
    let drawing = svg(process, &Pin::of(model, process, calculation));
    Ok(([(CONTENT_TYPE, "image/svg+xml")], drawing))
}
