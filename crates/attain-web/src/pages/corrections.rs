//! Corrections: what a closed period owes by today's facts and rules, booked into the next open
//! one; and closed periods on their way to payroll.

use crate::error::Page;
use crate::format::money;
use crate::grid::{Ask, Cell, Grid, download};
use crate::layout::{hidden, page, trail};
use crate::seen::parse;
use crate::visit::Visit;
use attain_app::access::UseCase;
use attain_app::correct::{self, Recomputed};
use attain_app::identity::Identities;
use attain_app::payroll::{self, Template};
use attain_core::num::plain;
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

/// `GET /periods/{period}/corrections`: what was booked.
pub(crate) async fn list(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Page<Response> {
    let snapshot = visit.site.office.snapshot().await?;
    let organisation = snapshot.organisation().await?;
    let period = parse(&snapshot, &id)?;
    let scope = visit
        .actor
        .scope(UseCase::CorrectionRead, &organisation, period)?;
    let scope = scope.in_closed_period();
    let identities = Identities::fetch(visit.site.office.store()).await?;
    let columns = [
        (visit.t("col-person"), false),
        (visit.t("dispute-line"), false),
        (visit.t("change-cause"), false),
        (visit.t("correction-into"), false),
        (visit.t("cascade-difference"), true),
    ];
    let mut grid = Grid::new(visit.t("corrections"), &columns)
        .note(visit.t("period"), id.clone())
        .empty(html! { (visit.t("corrections-none")) });
    for kept in correct::list(&visit.caller(), &scope, period).await? {
        let one = kept.value;
        grid.rows.push(vec![
            Cell::text(identities.shown(one.person.as_str())),
            Cell::text(one.line),
            Cell::text(one.cause),
            Cell::text(one.booked_in),
            Cell::number(money(visit.language, one.amount), plain(one.amount)),
        ]);
    }
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    let body = html! {
        (trail(&visit, &[(visit.t("nav-periods"), "/periods"), (&id, &format!("/periods/{id}"))]))
        (grid.show(&visit, &ask))
        @if visit.may(UseCase::CorrectionBook) { p { a href={ "/periods/" (id) "/corrections/new"
            } { (visit.t("correction-recompute")) } } }
    };
    Ok(page(&visit, visit.t("corrections"), &body).into_response())
}

async fn recomputed(visit: &Visit, id: &str) -> Page<Recomputed> {
    let snapshot = visit.site.office.snapshot().await?;
    let period = parse(&snapshot, id)?;
    let (facts, workspace) = (snapshot.facts()?, &snapshot.workspace);
    Ok(correct::recompute(&visit.caller(), facts, workspace, period, &|_| {}).await?)
}

/// `GET /periods/{period}/corrections/new`: what would be booked.
pub(crate) async fn recompute(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Page<Response> {
    let found = recomputed(&visit, &id).await?;
    let identities = Identities::fetch(visit.site.office.store()).await?;
    let columns = [
        (visit.t("col-person"), false),
        (visit.t("dispute-line"), false),
        (visit.t("correction-paid"), true),
        (visit.t("correction-today"), true),
        (visit.t("cascade-difference"), true),
        (visit.t("change-cause"), false),
    ];
    let mut grid = Grid::new(visit.t("correction-recompute"), &columns)
        .note(visit.t("period"), id.clone())
        .empty(html! { (visit.t("correction-nothing")) });
    let amount = |value| Cell::number(money(visit.language, value), plain(value));
    for owed in &found.owed {
        grid.rows.push(vec![
            Cell::text(identities.shown(&owed.person)),
            Cell::text(&owed.line),
            amount(owed.paid),
            amount(owed.today),
            amount(owed.amount()),
            Cell::text(owed.cause()),
        ]);
    }
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    let body = html! {
        (trail(&visit, &[(visit.t("corrections"), &format!("/periods/{id}/corrections"))]))
        (grid.show(&visit, &ask))
        @if !found.owed.is_empty() { (booking(&visit, &id)) }
    };
    Ok(page(&visit, visit.t("correction-recompute"), &body).into_response())
}

fn booking(visit: &Visit, id: &str) -> Markup {
    html! {
        form.card method="post" action={ "/periods/" (id) "/corrections" } {
            (hidden(visit)) p { (visit.t("correction-words")) }
            label { (visit.t("period-note")) input name="remark" maxlength="500"; }
            button.first { (visit.t("correction-book")) }
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Remark {
    #[serde(default)]
    remark: String,
}

/// `POST /periods/{period}/corrections`: books the difference into the next open period.
pub(crate) async fn book(
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<Remark>,
) -> Page<Redirect> {
    let found = recomputed(&visit, &id).await?;
    let snapshot = visit.site.office.snapshot().await?;
    let remark = Some(form.remark.trim()).filter(|remark| !remark.is_empty());
    let state = (&snapshot.workspace, snapshot.batches.as_slice());
    correct::book(&visit.caller(), &found, state, (None, remark)).await?;
    Ok(Redirect::to(&format!("/periods/{id}/corrections")))
}

/// `GET /periods/{period}/payroll`: a closed period for payroll, as CSV or as a workbook.
pub(crate) async fn payroll(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Page<Response> {
    let snapshot = visit.site.office.snapshot().await?;
    let organisation = snapshot.organisation().await?;
    let what = (parse(&snapshot, &id)?, Template::Wide);
    let folder = visit.site.office.closes();
    let export = payroll::export(&visit.caller(), &organisation, &folder, what).await?;
    let title = format!("payroll {id}");
    if ask.format == "xlsx" {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        return Ok(download(&title, "xlsx", kind, export.xlsx()?));
    }
    let bytes = export.csv().into_bytes();
    Ok(download(&title, "csv", "text/csv; charset=utf-8", bytes))
}
