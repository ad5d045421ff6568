//! Disputes: an employee doubts a line of his statement; somebody answers, somebody else decides.

use crate::error::Page;
use crate::layout::{hidden, page, trail};
use crate::seen::parse;
use crate::visit::Visit;
use attain_app::access::UseCase;
use attain_app::disputes::{self, Doubt};
use attain_app::store::dispute::{Decision, Dispute, DisputeState, Verdict};
use axum::Form;
use axum::extract::Path;
use axum::response::Redirect;
use maud::{Markup, html};
use serde::Deserialize;

/// `GET /periods/{period}/disputes`
pub(crate) async fn list(visit: Visit, Path(id): Path<String>) -> Page<Markup> {
    let snapshot = visit.site.office.snapshot().await?;
    let organisation = snapshot.organisation().await?;
    let period = parse(&snapshot, &id)?;
    let found = disputes::list(&visit.caller(), &organisation, period).await?;
    let home = format!("/periods/{id}");
    let body = html! {
        (trail(&visit, &[(visit.t("nav-periods"), "/periods"), (&id, &home)]))
        @if found.is_empty() { p.empty { (visit.t("disputes-none")) } }
        @for kept in &found { (dispute(&visit, &id, &kept.value)) }
        @if visit.may(UseCase::DisputeRaise) { (doubt(&visit, &id)) }
    };
    Ok(page(&visit, visit.t("disputes"), &body))
}

fn word(state: DisputeState) -> &'static str {
    match state {
        DisputeState::Raised => "dispute-raised",
        DisputeState::Answered => "dispute-answered",
        DisputeState::Decided => "dispute-decided",
    }
}

fn dispute(visit: &Visit, period: &str, one: &Dispute) -> Markup {
    let base = format!("/periods/{period}/disputes/{}", one.id);
    let decided = one.state == DisputeState::Decided;
    html! {
        article.card {
            h2 { (one.id) }
            dl.facts {
                dt { (visit.t("col-state")) } dd { (visit.t(word(one.state))) }
                dt { (visit.t("dispute-line")) } dd { (one.line) }
                dt { (visit.t("dispute-question")) } dd { (one.question) }
                dt { (visit.t("dispute-deadline")) } dd { (one.deadline) }
                @if let Some(answer) = &one.answer { dt { (visit.t("dispute-answer")) } dd {
                    (answer) } }
                @if let Some(decision) = &one.decision { dt { (visit.t("dispute-decision")) } dd {
                    (decision.reason) } }
            }
            @if !decided && visit.may(UseCase::DisputeAnswer) {
                form method="post" action={ (base) "/answer" } { (hidden(visit))
                    label { (visit.t("dispute-answer")) textarea name="text" rows="2" required
                        maxlength="2000" {} }
                    button { (visit.t("dispute-answer-do")) } }
            }
            @if !decided && visit.may(UseCase::DisputeDecide) {
                form method="post" action={ (base) "/decide" } { (hidden(visit))
                    label { (visit.t("dispute-decision")) textarea name="text" rows="2" required
                        maxlength="2000" {} }
                    div.buttons {
                        button name="verdict" value="accepted" { (visit.t("dispute-accept")) }
                        button name="verdict" value="rejected" { (visit.t("dispute-reject")) }
                    } }
            }
        }
    }
}

fn doubt(visit: &Visit, period: &str) -> Markup {
    html! {
        form.card method="post" action={ "/periods/" (period) "/disputes" } {
            (hidden(visit)) h2 { (visit.t("dispute-raise")) }
            label { (visit.t("dispute-line")) input name="line" value="total" required
                maxlength="200"; }
            label { (visit.t("dispute-question")) textarea name="text" rows="3" required
                maxlength="2000" {} }
            button.first { (visit.t("dispute-raise")) }
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Words {
    #[serde(default)]
    text: String,
    #[serde(default)]
    line: String,
    #[serde(default)]
    verdict: String,
}

fn back(period: &str) -> Redirect {
    Redirect::to(&format!("/periods/{period}/disputes"))
}

/// `POST /periods/{period}/disputes`
pub(crate) async fn raise(
    visit: Visit,
    Path(id): Path<String>,
    Form(words): Form<Words>,
) -> Page<Redirect> {
    let snapshot = visit.site.office.snapshot().await?;
    let doubt = Doubt {
        period: parse(&snapshot, &id)?,
        line: words.line.trim(),
        question: words.text.trim(),
        deadline: None,
    };
    disputes::raise(&visit.caller(), &*snapshot.organisation().await?, doubt).await?;
    Ok(back(&id))
}

/// `POST /periods/{period}/disputes/{dispute}/answer`
pub(crate) async fn answer(
    visit: Visit,
    Path((id, dispute)): Path<(String, String)>,
    Form(words): Form<Words>,
) -> Page<Redirect> {
    let snapshot = visit.site.office.snapshot().await?;
    let organisation = snapshot.organisation().await?;
    let said = (dispute.as_str(), words.text.trim());
    disputes::answer(&visit.caller(), &organisation, parse(&snapshot, &id)?, said).await?;
    Ok(back(&id))
}

/// `POST /periods/{period}/disputes/{dispute}/decide`
pub(crate) async fn decide(
    visit: Visit,
    Path((id, dispute)): Path<(String, String)>,
    Form(words): Form<Words>,
) -> Page<Redirect> {
    let snapshot = visit.site.office.snapshot().await?;
    let organisation = snapshot.organisation().await?;
    let decision = Decision {
        verdict: if words.verdict == "accepted" {
            Verdict::Accepted
        } else {
            Verdict::Rejected
        },
        reason: words.text.trim().to_owned(),
        correction: None,
    };
    let said = (dispute.as_str(), &decision);
    disputes::decide(&visit.caller(), &organisation, parse(&snapshot, &id)?, said).await?;
    Ok(back(&id))
}
