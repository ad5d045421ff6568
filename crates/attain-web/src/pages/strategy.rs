//! The strategy map: goals in four perspectives, with the KPIs that serve them.

use super::scorecard::periods;
use crate::error::Page;
use crate::layout::page;
use crate::seen::{Seen, current};
use crate::state::State;
use crate::visit::Visit;
use attain_app::access::UseCase;
use attain_core::model::{Goal, Kpi, Perspective};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// `GET /strategy/{period}`
pub(crate) async fn show(visit: Visit, Path(period): Path<String>) -> Page<Response> {
    if period == "now" {
        let period = current(&visit).await?;
        return Ok(Redirect::to(&format!("/strategy/{period}")).into_response());
    }
    let seen = Seen::of(&visit, &period, UseCase::ResultRead).await?;
    let model = seen.model()?;
    let serves = |kpi: &&Kpi| kpi.goal.is_none();
    let loose: Vec<&Kpi> = model.kpis.values().filter(serves).collect();
    let body = html! {
        (periods(&visit, &seen, "/strategy")?)
        p.quiet { (visit.t("strategy-words")) }
        @if model.goals.is_empty() { p.empty { (visit.t("strategy-none")) } }
        div.map { @for (name, perspective) in Perspective::NAMES {
            section.perspective {
                h2 { (visit.t(title(name))) }
                @for goal in model.goals.values().filter(|goal| goal.perspective == perspective) {
                    (self::goal(&visit, &seen, goal)?)
                }
            }
        } }
        @if !loose.is_empty() {
            h2 { (visit.t("strategy-loose")) }
            ul.list { @for kpi in loose { li { a href={ "/catalogue/kpis/" (kpi.id) } {
                (kpi.title) } } } }
        }
    };
    Ok(page(&visit, visit.t("nav-strategy"), &body).into_response())
}

fn title(name: &str) -> &'static str {
    match name {
        "finance" => "perspective-finance",
        "customers" => "perspective-customers",
        "processes" => "perspective-processes",
        _ => "perspective-learning",
    }
}

fn goal(visit: &Visit, seen: &Seen, goal: &Goal) -> Page<Markup> {
    let model = seen.model()?;
    let parent = goal
        .parent
        .as_ref()
        .and_then(|parent| model.goals.get(&parent.value));
    let ours = |kpi: &&Kpi| {
        kpi.goal
            .as_ref()
            .is_some_and(|found| found.value == goal.id)
    };
    let kpis: Vec<&Kpi> = model.kpis.values().filter(ours).collect();
    Ok(html! {
        article.goal {
            h3 { (goal.title) }
            @if let Some(parent) = parent { p.quiet { "↑ " (parent.title) } }
            @if kpis.is_empty() { p.quiet { (visit.t("strategy-no-kpi")) } }
            ul { @for kpi in kpis { li { a href={ "/catalogue/kpis/" (kpi.id) } { (kpi.title) }
                (states(visit, seen, kpi)) } } }
        }
    })
}

/// How many in sight stand where with a KPI.
fn states(visit: &Visit, seen: &Seen, kpi: &Kpi) -> Markup {
    let mut counts: BTreeMap<State, usize> = BTreeMap::new();
    for result in seen.results() {
        for line in result.lines.iter().filter(|line| line.kpi == kpi.id) {
            let count = counts.entry(State::of_line(line)).or_default();
            *count = count.saturating_add(1);
        }
    }
    html! { span.counts { @for (state, count) in counts { (state.badge(visit)) " " (count) " " } } }
}
