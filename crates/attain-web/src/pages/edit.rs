//! A text of the model, edited with the same diagnostics as `attain check`, and tried on real facts
//! before it is kept.

use crate::error::Page;
use crate::format::money;
use crate::layout::{diagnostics, hidden, page, trail};
use crate::seen;
use crate::visit::Visit;
use attain_app::AppError;
use attain_app::model_file::{self, Draft};
use attain_app::office::Snapshot;
use attain_app::run::compute;
use attain_core::diag::Diagnostic;
use attain_core::diag::render::Sources;
use attain_core::num::Decimal;
use axum::Form;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    file: String,
    #[serde(default)]
    saved: String,
}

/// What the form says.
#[derive(Debug, Deserialize)]
pub(crate) struct Text {
    file: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    hash: String,
    #[serde(default)]
    action: String,
}

/// `GET /catalogue/edit`
pub(crate) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Page<Markup> {
    let snapshot = visit.site.office.snapshot().await?;
    let (text, hash) = model_file::read(&snapshot.workspace, &asked.file)?;
    let draft = model_file::check(&snapshot.workspace, &asked.file, &text)?;
    let form = Text {
        file: asked.file,
        text,
        hash,
        action: String::new(),
    };
    let said =
        html! { @if !asked.saved.is_empty() { p.done role="status" { (visit.t("edit-saved")) } } };
    Ok(form_page(
        &visit,
        &form,
        &draft.diagnostics,
        &draft.sources,
        &said,
    ))
}

fn form_page(
    visit: &Visit,
    form: &Text,
    found: &[Diagnostic],
    sources: &Sources,
    said: &Markup,
) -> Markup {
    let lines = form.text.lines().count().clamp(16, 44);
    let body = html! {
        (trail(visit, &[(visit.t("nav-catalogue"), "/catalogue")]))
        (said)
        form.editor method="post" action="/catalogue/edit" {
            (hidden(visit))
            input type="hidden" name="file" value=(form.file);
            input type="hidden" name="hash" value=(form.hash);
            label for="text" { (visit.t("edit-text")) }
            textarea #text name="text" rows=(lines) spellcheck="false" autocapitalize="off"
                data-check="/catalogue/check" maxlength="1000000" { "\n" (form.text) }
            div.buttons {
                button name="action" value="check" { (visit.t("edit-check")) }
                button name="action" value="preview" { (visit.t("edit-preview")) }
                button.first name="action" value="save" { (visit.t("edit-save")) }
            }
        }
        div #found aria-live="polite" { (found_of(visit, &form.file, found, sources)) }
    };
    page(visit, &form.file, &body)
}

/// What is wrong; that of this file first.
fn found_of(visit: &Visit, file: &str, found: &[Diagnostic], sources: &Sources) -> Markup {
    let here = |one: &&Diagnostic| {
        one.labels
            .first()
            .is_some_and(|label| &*label.span.file == file)
    };
    let mut ours: Vec<Diagnostic> = found.iter().filter(here).cloned().collect();
    ours.extend(found.iter().filter(|one| !here(one)).cloned());
    html! {
        @if ours.is_empty() { p.done { (visit.t("edit-sound")) } }
        (diagnostics(visit, &ours, sources))
    }
}

/// `POST /catalogue/check`: the diagnostics alone, while one types.
pub(crate) async fn check(visit: Visit, Form(form): Form<Text>) -> Page<Markup> {
    let snapshot = visit.site.office.snapshot().await?;
    let draft = model_file::check(&snapshot.workspace, &form.file, &lf(&form.text))?;
    Ok(found_of(
        &visit,
        &form.file,
        &draft.diagnostics,
        &draft.sources,
    ))
}

/// `POST /catalogue/edit`: check, preview or save.
pub(crate) async fn save(visit: Visit, Form(mut form): Form<Text>) -> Page<Response> {
    form.text = lf(&form.text);
    let snapshot = visit.site.office.snapshot().await?;
    if form.action == "save" {
        return saved(&visit, &snapshot, &form);
    }
    let draft = model_file::check(&snapshot.workspace, &form.file, &form.text)?;
    let said = if form.action == "preview" && draft.is_sound() {
        preview(&visit, &snapshot, &draft).await?
    } else {
        crate::chart::nothing()
    };
    Ok(form_page(&visit, &form, &draft.diagnostics, &draft.sources, &said).into_response())
}

fn saved(visit: &Visit, snapshot: &Snapshot, form: &Text) -> Page<Response> {
    match model_file::save(&snapshot.workspace, &form.file, &form.text, &form.hash) {
        Ok(()) => {
            let file = crate::guard::encode(&form.file);
            let to = format!("/catalogue/edit?file={file}&saved=yes");
            Ok(Redirect::to(&to).into_response())
        }
        Err(AppError::Refused(found)) => {
            let draft = model_file::check(&snapshot.workspace, &form.file, &form.text)?;
            let said = html! { p.empty role="alert" { (visit.t("edit-unsaved")) } };
            let page = form_page(visit, form, &found, &draft.sources, &said);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Forms send line ends as two characters; texts have one.
fn lf(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// What the current period would pay with the draft, beside what it pays now.
async fn preview(visit: &Visit, snapshot: &Snapshot, draft: &Draft) -> Page<Markup> {
    let (Some(model), Ok(period)) = (&draft.model, seen::current(visit).await) else {
        return Ok(crate::chart::nothing());
    };
    let then = compute(model, snapshot.facts()?, period, &|_| {}).await?;
    let now = snapshot.run(period).await?;
    let scope = visit.actor.scope(
        attain_app::access::UseCase::WhatIf,
        &now.organisation,
        period,
    )?;
    let total = |run: &attain_app::run::PeriodRun, person| -> Option<Decimal> {
        let result = run.calculation.result(person)?;
        result.payout.as_ref().map(|payout| payout.total)
    };
    let shown = |amount: Option<Decimal>| {
        amount.map_or_else(|| "–".to_owned(), |amount| money(visit.language, amount))
    };
    let people: Vec<_> = then
        .calculation
        .results
        .iter()
        .filter(|one| scope.sees(&one.person))
        .collect();
    let changed = people
        .iter()
        .filter(|one| total(&now, &one.person) != total(&then, &one.person));
    Ok(html! {
        section.preview aria-live="polite" {
            h2 { (visit.tv("preview-title", &[("period", &period.to_string())])) }
            div.scroll tabindex="0" role="region" aria-label=(visit.t("edit-preview")) { table {
                thead { tr { th scope="col" { (visit.t("col-person")) } th.num scope="col" {
                    (visit.t("preview-now")) } th.num scope="col" { (visit.t("preview-then")) } } }
                tbody { @for one in changed { tr {
                    td { (one.name) } td.num { (shown(total(&now, &one.person))) } td.num {
                        (shown(total(&then, &one.person))) }
                } } }
            } }
            p.quiet { (visit.tv("preview-people", &[("people", &people.len().to_string())])) }
            (diagnostics(visit, &then.calculation.diagnostics, &draft.sources))
        }
    })
}
