//! A scale: its curve, and what it gives, tried at once.

use super::catalogue::where_written;
use crate::error::{Page, PageError};
use crate::layout::{diagnostics, page, trail};
use crate::visit::Visit;
use attain_app::office::Snapshot;
use attain_core::diag::Diagnostic;
use attain_core::scale::try_scale::{Format, split_inputs, try_scale};
use attain_core::text::Document;
use axum::extract::{Path, Query};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use maud::{Markup, html};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct At {
    #[serde(default)]
    at: String,
}

const INPUTS: &str = "50 %, 70 %, 90 %, 100 %, 110 %, 150 %";

fn tried(
    snapshot: &Snapshot,
    name: &str,
    at: &str,
    format: Format,
) -> Page<(String, Vec<Diagnostic>)> {
    let scale = snapshot
        .model()?
        .scales
        .get(&name.into())
        .ok_or_else(PageError::not_found)?;
    let text = snapshot.sources.get(&scale.span.file).unwrap_or_default();
    let document = Document::new(&*scale.span.file, text);
    let trial = try_scale(&document, name, &split_inputs(at), format);
    Ok((trial.output, trial.diagnostics))
}

/// `GET /catalogue/scales/{scale}`
pub(crate) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Query(at): Query<At>,
) -> Page<Markup> {
    let snapshot = visit.site.office.snapshot().await?;
    let inputs = if at.at.trim().is_empty() {
        INPUTS
    } else {
        at.at.as_str()
    };
    let inputs: String = inputs.chars().take(200).collect();
    let (table, found) = tried(&snapshot, &name, &inputs, Format::Csv)?;
    let scale = snapshot
        .model()?
        .scales
        .get(&name.as_str().into())
        .ok_or_else(PageError::not_found)?;
    let title = scale.title.clone().unwrap_or_else(|| name.clone());
    let drawing = format!(
        "/catalogue/scales/{name}/curve.svg?at={}",
        crate::guard::encode(&inputs)
    );
    let body = html! {
        (trail(&visit, &[(visit.t("nav-catalogue"), "/catalogue")]))
        (where_written(&visit, &snapshot, &scale.span))
        form.tools method="get" hx-get={ "/catalogue/scales/" (name) }
            hx-trigger="input changed delay:400ms from:#at, submit" hx-select="#tried"
                hx-target="#tried" hx-swap="outerHTML" {
            label for="at" { (visit.t("scale-at")) }
            input #at name="at" value=(inputs) size="40" maxlength="200";
            button { (visit.t("scale-try")) }
        }
        div #tried.two {
            img.curve src=(drawing) alt=(visit.tv("scale-curve", &[("scale", &title)]))
                width="640" height="400";
            div {
                (outputs(&visit, &table))
                (diagnostics(&visit, &found, &snapshot.sources))
            }
        }
    };
    Ok(page(&visit, &title, &body))
}

fn outputs(visit: &Visit, table: &str) -> Markup {
    html! {
        table {
            thead { tr { th.num scope="col" { (visit.t("scale-input")) } th.num scope="col" {
                (visit.t("scale-output")) } } }
            tbody { @for (input, output) in table.lines().skip(1).filter_map(|line|
                line.rsplit_once(',')) {
                tr { td.num { (input) } td.num { (output) } }
            } }
        }
    }
}

/// `GET /catalogue/scales/{scale}/curve.svg`
pub(crate) async fn curve(
    visit: Visit,
    Path(name): Path<String>,
    Query(at): Query<At>,
) -> Page<impl IntoResponse> {
    let snapshot = visit.site.office.snapshot().await?;
    let inputs: String = at.at.chars().take(200).collect();
    let (drawing, _) = tried(&snapshot, &name, &inputs, Format::Svg)?;
    Ok(([(CONTENT_TYPE, "image/svg+xml")], drawing))
}
