//! Periods on their way: calculated, reviewed, approved by two, closed.

use crate::error::Page;
use crate::format::count;
use crate::grid::{Ask, Cell, Grid};
use crate::layout::{hidden, page, trail};
use crate::seen::{around, current, parse};
use crate::visit::Visit;
use attain_app::access::UseCase;
use attain_app::close::{Sealing, close as close_period, key};
use attain_app::kept::{Computed, keep};
use attain_app::periods::{self, Standing, Step};
use attain_app::store::period::{PeriodRecord, PeriodState};
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

/// `GET /periods`
pub(crate) async fn list(visit: Visit, Query(ask): Query<Ask>) -> Page<Response> {
    let columns = [
        (visit.t("period"), false),
        (visit.t("col-state"), false),
        (visit.t("period-run"), false),
        (visit.t("period-since"), false),
        (visit.t("trail-by"), false),
    ];
    let mut grid =
        Grid::new(visit.t("nav-periods"), &columns).empty(html! { (visit.t("periods-none")) });
    for kept in periods::list(&visit.caller()).await? {
        let period = &kept.value;
        let (state, word) = (badge(&visit, period), visit.t(word(period)).to_owned());
        grid.rows.push(vec![
            Cell::link(&period.id, &format!("/periods/{}", period.id)),
            Cell::of(state, word),
            Cell::text(period.run.clone().unwrap_or_default()),
            Cell::text(kept.changed.at.strftime("%Y-%m-%d %H:%M").to_string()),
            Cell::text(&kept.changed.by),
        ]);
    }
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    let body = html! { (grid.show(&visit, &ask)) (calculate_form(&visit).await?) };
    Ok(page(&visit, visit.t("nav-periods"), &body).into_response())
}

async fn calculate_form(visit: &Visit) -> Page<Markup> {
    let now = current(visit).await?;
    let snapshot = visit.site.office.snapshot().await?;
    let choices = around(&snapshot, now, 6)?;
    Ok(html! {
        @if visit.may(UseCase::RunKeep) {
            form.card method="post" action="/periods" {
                (hidden(visit)) h2 { (visit.t("period-calculate")) }
                p.quiet { (visit.t("period-calculate-words")) }
                label { (visit.t("period")) select name="period" {
                    @for period in &choices { option value=(period) selected[*period == now] {
                        (period) } }
                } }
                button.first { (visit.t("period-calculate")) }
            }
        }
    })
}

fn word(period: &PeriodRecord) -> &'static str {
    match period.state {
        _ if period.frozen => "period-frozen",
        PeriodState::Open => "period-open",
        PeriodState::Calculated => "period-calculated",
        PeriodState::InReview => "period-review",
        PeriodState::Approved => "period-approved",
        PeriodState::Closed => "period-closed",
    }
}

fn badge(visit: &Visit, period: &PeriodRecord) -> Markup {
    let class = match period.state {
        _ if period.frozen => "state state-blocked",
        PeriodState::Closed | PeriodState::Approved => "state state-reached",
        PeriodState::InReview => "state state-partly",
        _ => "state state-unknown",
    };
    html! { span class=(class) { (visit.t(word(period))) } }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    period: String,
}

/// `POST /periods`: computes a period and keeps the run.
pub(crate) async fn calculate(visit: Visit, Form(which): Form<Which>) -> Page<Redirect> {
    let snapshot = visit.site.office.snapshot().await?;
    let period = parse(&snapshot, &which.period)?;
    let run = snapshot.run(period).await?;
    let computed = Computed {
        documents: &snapshot.workspace.documents,
        model: snapshot.model()?,
        batches: &snapshot.batches,
        run: &run,
    };
    keep(&visit.caller(), &computed).await?;
    Ok(Redirect::to(&format!("/periods/{period}")))
}

/// `GET /periods/{period}`
pub(crate) async fn show(visit: Visit, Path(id): Path<String>) -> Page<Markup> {
    let standing = periods::show(&visit.caller(), &id).await?;
    let period = &standing.period.value;
    let body = html! {
        (trail(&visit, &[(visit.t("nav-periods"), "/periods")]))
        dl.figures {
            div { dt { (visit.t("col-state")) } dd { (badge(&visit, period)) } }
            div { dt { (visit.t("period-approvals")) } dd { (standing.approvals.len()) " / 2" } }
            @if let Some(run) = &period.run { div { dt { (visit.t("period-run")) } dd { (run) } } }
        }
        @if let Some(reason) = period.frozen_reason.as_ref().or(period.reopened_reason.as_ref()) {
            p.empty { (reason) } }
        p.links { a href={ "/results/" (id) } { (visit.t("results")) }
            @if standing.runs.len() > 1 && visit.may(UseCase::RunRead) { " " a href={ "/periods/"
                (id) "/changes" } { (visit.t("period-changes")) } }
            @if period.state == PeriodState::Closed { (settled(&visit, &id)) }
            " " a href={ "/company/" (id) } { (visit.t("nav-company")) } }
        (stops(&visit, &standing))
        (actions(&visit, period))
        (runs(&visit, &standing))
        @if !standing.approvals.is_empty() {
            h2 { (visit.t("period-approvals")) }
            ul.list { @for one in &standing.approvals { li { strong { (one.value.approver) } " "
                span.quiet { (one.created.at.strftime("%Y-%m-%d %H:%M UTC").to_string()) }
                @if let Some(note) = &one.value.note { " " (note) } } }
            }
        }
    };
    Ok(page(&visit, &id, &body))
}

/// What follows a close: one's own statement, doubts, corrections, payroll.
fn settled(visit: &Visit, id: &str) -> Markup {
    let own = visit.actor.person();
    html! {
        @if let Some(own) = own { " " a href={ "/statements/" (own) "/" (id) } {
            (visit.t("statement")) } }
        @if visit.may(UseCase::DisputeRead) { " " a href={ "/periods/" (id) "/disputes" } {
            (visit.t("disputes")) } }
        @if visit.may(UseCase::CorrectionRead) { " " a href={ "/periods/" (id) "/corrections" } {
            (visit.t("corrections")) } }
        @if visit.may(UseCase::PayrollExport) {
            " " a href={ "/periods/" (id) "/payroll?format=csv" } { (visit.t("payroll")) " CSV" }
            " " a href={ "/periods/" (id) "/payroll?format=xlsx" } { (visit.t("payroll")) " XLSX" }
        }
    }
}

/// What is implausible, and why it may be paid nevertheless.
fn stops(visit: &Visit, standing: &Standing) -> Markup {
    let id = &standing.period.value.id;
    html! {
        @if !standing.stops.is_empty() {
            h2 { (visit.t("stops")) }
            p.quiet { (visit.t("stops-words")) }
            ul.diagnostics { @for stop in &standing.stops { li.warning {
                p { span.sign aria-hidden="true" { "!" } " " strong { (stop.stop.rule) } " "
                    (stop.stop.message) }
                @match &stop.reason {
                    Some(reason) => p.help { "→ " (reason.value.reason) " (" (reason.created.by)
                        ")" },
                    None => {
                        @if visit.may(UseCase::StopExplain) {
                            form.inline method="post" action={ "/periods/" (id) "/stops" } {
                                (hidden(visit)) input type="hidden" name="stop" value=(stop.id);
                                label { (visit.t("batch-reason")) " " input name="reason" required
                                    maxlength="500"; }
                                button { (visit.t("stop-explain")) }
                            }
                        }
                    },
                }
            } } }
        }
    }
}

fn actions(visit: &Visit, period: &PeriodRecord) -> Markup {
    let state = period.state;
    let form = |show: bool, step: &str, word: &'static str, reason: Option<bool>| {
        html! { @if show {
            form.inline method="post" action={ "/periods/" (period.id) "/" (step) } {
                (hidden(visit))
                @if let Some(required) = reason { label { (visit.t(if required { "batch-reason" }
                    else { "period-note" })) " " input name="reason" required[required]
                        maxlength="500"; } }
                button .first[reason.is_none()] { (visit.t(word)) }
            }
        } }
    };
    let reviewed = matches!(state, PeriodState::InReview | PeriodState::Approved);
    let frozen = period.frozen;
    let may = |use_case| visit.may(use_case);
    html! {
        div.actions {
            (form(may(UseCase::PeriodReview) && state == PeriodState::Calculated && !frozen,
                "review", "period-to-review", None))
            (form(may(UseCase::PeriodApprove) && state == PeriodState::InReview && !frozen,
                "approve", "period-approve", Some(false)))
            (form(may(UseCase::PeriodClose) && state == PeriodState::Approved && !frozen, "close",
                "period-close", None))
            (form(may(UseCase::PeriodReview) && reviewed && !frozen, "return", "period-return",
                Some(true)))
            (form(may(UseCase::PeriodFreeze) && state != PeriodState::Closed && !frozen, "freeze",
                "period-freeze", Some(true)))
            (form(may(UseCase::PeriodFreeze) && frozen, "thaw", "period-thaw", Some(true)))
        }
    }
}

fn runs(visit: &Visit, standing: &Standing) -> Markup {
    let columns = [
        (visit.t("period-run"), false),
        (visit.t("trail-at"), false),
        (visit.t("trail-by"), false),
        (visit.t("severity-error"), true),
        (visit.t("severity-warning"), true),
        (visit.t("trail-hash"), false),
    ];
    let mut grid =
        Grid::new(visit.t("period-runs"), &columns).empty(html! { (visit.t("period-no-run")) });
    for kept in standing.runs.iter().rev() {
        let run = &kept.value;
        let number = |value: u64| Cell::number(count(visit.language, value), value.to_string());
        grid.rows.push(vec![
            Cell::text(&run.id),
            Cell::text(kept.created.at.strftime("%Y-%m-%d %H:%M UTC").to_string()),
            Cell::text(&kept.created.by),
            number(run.errors),
            number(run.warnings),
            Cell::text(run.result_sha256.chars().take(12).collect::<String>()),
        ]);
    }
    html! { h2 { (visit.t("period-runs")) } (grid.show(visit, &Ask::default())) }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Reason {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    stop: String,
}

async fn stepped(visit: &Visit, id: &str, step: Step<'_>) -> Page<Redirect> {
    periods::step(&visit.caller(), id, step).await?;
    Ok(Redirect::to(&format!("/periods/{id}")))
}

/// `POST /periods/{period}/review`
pub(crate) async fn review(visit: Visit, Path(id): Path<String>) -> Page<Redirect> {
    stepped(&visit, &id, Step::Review).await
}

/// `POST /periods/{period}/return`
pub(crate) async fn back(
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<Reason>,
) -> Page<Redirect> {
    stepped(&visit, &id, Step::Return(form.reason.trim())).await
}

/// `POST /periods/{period}/approve`
pub(crate) async fn approve(
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<Reason>,
) -> Page<Redirect> {
    let note = Some(form.reason.trim()).filter(|note| !note.is_empty());
    stepped(&visit, &id, Step::Approve(note)).await
}

/// `POST /periods/{period}/freeze`
pub(crate) async fn freeze(
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<Reason>,
) -> Page<Redirect> {
    stepped(&visit, &id, Step::Freeze(form.reason.trim())).await
}

/// `POST /periods/{period}/thaw`
pub(crate) async fn thaw(
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<Reason>,
) -> Page<Redirect> {
    stepped(&visit, &id, Step::Thaw(form.reason.trim())).await
}

/// `POST /periods/{period}/stops`
pub(crate) async fn explain_stop(
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<Reason>,
) -> Page<Redirect> {
    periods::explain_stop(&visit.caller(), &form.stop, form.reason.trim()).await?;
    Ok(Redirect::to(&format!("/periods/{id}")))
}

/// `POST /periods/{period}/close`
pub(crate) async fn close(visit: Visit, Path(id): Path<String>) -> Page<Redirect> {
    let snapshot = visit.site.office.snapshot().await?;
    let organisation = snapshot.organisation().await?;
    let caller = visit.caller();
    caller.may(UseCase::PeriodClose)?;
    let (signer, _) = key(&visit.site.settings.key)?;
    let folder = visit.site.office.closes();
    let sealing = Sealing {
        key: &signer,
        folder: &folder,
    };
    close_period(&caller, sealing, &organisation, &id).await?;
    Ok(Redirect::to(&format!("/periods/{id}")))
}
