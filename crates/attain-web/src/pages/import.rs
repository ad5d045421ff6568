//! Import: a file is read and checked; what is wrong is shown at its row; then it is committed.

use crate::error::{Page, PageError};
use crate::format::count;
use crate::grid::{Ask, Cell, Grid};
use crate::layout::{hidden, page, trail};
use crate::site::Pending;
use crate::visit::Visit;
use attain_app::import::Committed;
use attain_app::office::{Intake, Upload};
use attain_core::dataset::Dataset;
use attain_core::diag::Diagnostic;
use attain_core::rules;
use attain_core::text::parse_date;
use axum::Form;
use axum::extract::{Multipart, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    dataset: String,
}

/// `GET /import`
pub(crate) async fn show(visit: Visit, Query(chosen): Query<Chosen>) -> Page<Markup> {
    let snapshot = visit.site.office.snapshot().await?;
    let model = snapshot.model()?;
    let body = html! {
        p { (visit.t("import-words")) }
        @if model.datasets.is_empty() { p.empty { (visit.t("import-none")) } }
        div.cards { @for dataset in model.datasets.values() {
            @if chosen.dataset.is_empty() || chosen.dataset == dataset.id.as_str() {
                (upload_form(&visit, dataset)) }
        } }
    };
    Ok(page(&visit, visit.t("nav-import"), &body))
}

fn upload_form(visit: &Visit, dataset: &Dataset) -> Markup {
    html! {
        form.card method="post" enctype="multipart/form-data" action={ "/import/" (dataset.id)
            "?form=" (visit.form) } {
            h2 { (dataset.title) }
            p.quiet { a href={ "/catalogue/datasets/" (dataset.id) } { (dataset.id) } }
            label { (visit.t("import-file")) input type="file" name="file" required
                accept=".csv,.xlsx,.parquet,.jsonl,.txt" data-drop; }
            @if dataset.date.is_some() {
                div.pair {
                    label { (visit.t("import-from")) input type="date" name="from"; }
                    label { (visit.t("import-to")) input type="date" name="to"; }
                }
                p.quiet { (visit.t("import-covers")) }
            }
            button { (visit.t("import-check")) }
        }
    }
}

/// `POST /import/{dataset}`
pub(crate) async fn upload(
    visit: Visit,
    Path(dataset): Path<String>,
    mut parts: Multipart,
) -> Page<Response> {
    let snapshot = visit.site.office.snapshot().await?;
    let found = snapshot.model()?.datasets.get(&dataset.as_str().into());
    let dataset = found.ok_or_else(PageError::not_found)?;
    let upload = read(&mut parts).await?;
    let name = upload.name.clone();
    let intake = visit
        .site
        .office
        .prepare(&snapshot, dataset, upload)
        .await?;
    if intake.batch.is_some() {
        return Ok(ready(&visit, dataset, &name, &intake)?.into_response());
    }
    let page = refused(&visit, dataset, &name, &intake);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The file and the days of a form.
async fn read(parts: &mut Multipart) -> Page<Upload> {
    let (mut name, mut bytes, mut from, mut to) = (String::new(), Vec::new(), None, None);
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        match part.name().unwrap_or_default() {
            "file" => {
                let given = part.file_name().unwrap_or_default();
                name = given
                    .rsplit(['/', '\\'])
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                bytes = part.bytes().await.map_err(broken)?.to_vec();
            }
            "from" => from = parse_date(&part.text().await.map_err(broken)?),
            "to" => to = parse_date(&part.text().await.map_err(broken)?),
            _ => {}
        }
    }
    if name.is_empty() || bytes.is_empty() {
        return Err(no_file("there is no file, or it is empty"));
    }
    Ok(Upload {
        name,
        bytes,
        covers: from.zip(to).filter(|(from, to)| from <= to),
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "`map_err` hands the error over"
)]
fn broken(error: axum::extract::multipart::MultipartError) -> PageError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::of(StatusCode::PAYLOAD_TOO_LARGE),
        _ => no_file(&error.body_text()),
    }
}

fn no_file(message: &str) -> PageError {
    PageError {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        diagnostics: vec![
            Diagnostic::error(rules::UPLOAD_REFUSED, message)
                .with_help("choose a file; import larger ones with `attain import`"),
        ],
    }
}

fn ready(visit: &Visit, dataset: &Dataset, name: &str, intake: &Intake) -> Page<Markup> {
    let rows = count(visit.language, intake.rows);
    let (names, first) = &intake.preview;
    let Some(batch) = intake.batch.clone() else {
        return Err(PageError::not_found());
    };
    let covers = batch.covers.map(|(from, to)| format!("{from} – {to}"));
    let totals: Vec<(String, String)> = batch
        .totals
        .iter()
        .filter(|total| {
            dataset
                .column(&total.column)
                .is_some_and(|column| column.unit.is_some())
        })
        .map(|total| (total.column.clone(), attain_core::num::plain(total.sum)))
        .collect();
    let code = visit.site.keep_pending(Pending {
        user: visit.actor.name().to_owned(),
        dataset: dataset.id.to_string(),
        batch,
    })?;
    let body = html! {
        (trail(visit, &[(visit.t("nav-import"), "/import")]))
        p.done { (visit.tv("import-ready", &[("file", name), ("rows", &rows)])) }
        dl.facts {
            @if let Some(covers) = covers { dt { (visit.t("batch-covers")) } dd { (covers) } }
            @for (column, sum) in totals { dt { "Σ " (column) } dd.num { (sum) } }
        }
        form method="post" action={ "/import/" (dataset.id) "/commit" } {
            (hidden(visit)) input type="hidden" name="code" value=(code);
            button.first { (visit.t("import-commit")) }
        }
        h2 { (visit.t("import-first")) }
        div.scroll tabindex="0" role="region" aria-label=(visit.t("import-first")) { table {
            thead { tr { th.num scope="col" { (visit.t("row")) } @for name in names { th
                scope="col" { (name) } } } }
            tbody { @for (row, values) in first { tr { td.num { (row) } @for value in values { td
                { (value) } } } } }
        } }
    };
    Ok(page(visit, &dataset.title, &body))
}

fn refused(visit: &Visit, dataset: &Dataset, name: &str, intake: &Intake) -> Markup {
    let columns = [
        (visit.t("row"), true),
        (visit.t("dataset-column"), false),
        (visit.t("refusal-value"), false),
        (visit.t("refusal-what"), false),
        (visit.t("refusal-do"), false),
        (visit.t("refusal-rule"), false),
    ];
    let mut grid = Grid::new(visit.t("refusals"), &columns);
    for one in &intake.refusals {
        let row = one.row.map(|row| row.to_string()).unwrap_or_default();
        grid.rows.push(vec![
            Cell::number(row.clone(), row),
            Cell::text(one.column.clone().unwrap_or_default()),
            Cell::of(
                html! { @if let Some(value) = &one.value { code { (value) } } },
                one.value.clone().unwrap_or_default(),
            ),
            Cell::text(&one.message),
            Cell::text(&one.help),
            Cell::text(one.code.id),
        ]);
    }
    let numbers = [
        ("file", name),
        ("rows", &count(visit.language, intake.rows)),
        ("rejected", &count(visit.language, intake.rejected)),
        ("faults", &count(visit.language, intake.faults)),
    ];
    let body = html! {
        (trail(visit, &[(visit.t("nav-import"), "/import")]))
        p.empty role="alert" { (visit.tv("import-refused", &numbers)) }
        (grid.show(visit, &Ask::default()))
        @if !intake.refused.is_empty() {
            details { summary { (visit.t("import-refused-rows")) } pre.text { code {
                (intake.refused) } } }
        }
        h2 { (visit.t("import-again")) }
        (upload_form(visit, dataset))
    };
    page(visit, &dataset.title, &body)
}

#[derive(Debug, Deserialize)]
pub(crate) struct Code {
    #[serde(default)]
    code: String,
}

/// `POST /import/{dataset}/commit`
pub(crate) async fn commit(
    visit: Visit,
    Path(name): Path<String>,
    Form(code): Form<Code>,
) -> Page<Response> {
    let snapshot = visit.site.office.snapshot().await?;
    let found = snapshot.model()?.datasets.get(&name.as_str().into());
    let dataset = found.ok_or_else(PageError::not_found)?;
    let pending = visit.site.take_pending(&code.code);
    let pending = pending
        .filter(|pending| pending.user == visit.actor.name() && pending.dataset == name)
        .ok_or_else(|| {
            no_file("this import was committed before, or the program was started again")
        })?;
    let committed = visit
        .site
        .office
        .commit(&visit.ctx(), dataset, pending.batch)
        .await?;
    match committed {
        Committed::New { batch, .. } => {
            Ok(Redirect::to(&format!("/batches/{}", batch.id)).into_response())
        }
        Committed::Known { batch, by, at } => {
            let at = at.strftime("%Y-%m-%d %H:%M UTC").to_string();
            let body = html! {
                p.empty { (visit.tv("import-known", &[("by", &by), ("at", &at)])) }
                p { a href={ "/batches/" (batch.id) } { (batch.id) } }
            };
            Ok(page(&visit, &dataset.title, &body).into_response())
        }
    }
}
