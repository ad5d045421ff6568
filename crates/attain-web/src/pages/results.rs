//! Everybody's results of a period.

use super::scorecard::periods;
use crate::error::Page;
use crate::format::{money, percent};
use crate::grid::{Ask, Cell, Grid};
use crate::layout::{diagnostics, page};
use crate::seen::Seen;
use crate::state::State;
use crate::visit::Visit;
use attain_app::access::UseCase;
use attain_core::num::plain;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use maud::html;

/// `GET /results/{period}`
pub(crate) async fn list(
    visit: Visit,
    Path(period): Path<String>,
    Query(ask): Query<Ask>,
) -> Page<Response> {
    let seen = Seen::of(&visit, &period, UseCase::ResultRead).await?;
    let grid = grid(&visit, &seen)?;
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    let all = seen.scope.sees_everybody();
    let body = html! {
        (periods(&visit, &seen, "/results")?)
        (grid.show(&visit, &ask))
        @if all { (diagnostics(&visit, &seen.run.calculation.diagnostics, &seen.snapshot.sources)) }
    };
    Ok(page(&visit, visit.t("results"), &body).into_response())
}

fn grid(visit: &Visit, seen: &Seen) -> Page<Grid> {
    let columns = [
        (visit.t("col-person"), false),
        (visit.t("col-key"), false),
        (visit.t("col-scorecard"), false),
        (visit.t("col-state"), false),
        (visit.t("col-score"), true),
        (visit.t("col-money"), true),
    ];
    let model = seen.model()?;
    let mut grid = Grid::new(visit.t("results"), &columns)
        .note(visit.t("period"), seen.period.to_string())
        .empty(html! { (visit.t("results-none")) });
    for result in seen.results() {
        let to = format!("/people/{}/{}", result.person, seen.period);
        let state = State::of_result(result);
        let card = model.scorecards.get(&result.scorecard);
        let payout = result.payout.as_ref();
        grid.rows.push(vec![
            Cell::link(&result.name, &to),
            Cell::text(result.person.as_str()),
            Cell::text(card.map(|card| card.title.clone()).unwrap_or_default()),
            Cell::of(state.badge(visit), state.word(visit)),
            match payout.and_then(|payout| payout.score) {
                Some(score) => Cell::number(percent(visit.language, score), plain(score)),
                None => Cell::none(),
            },
            match payout {
                Some(payout) => {
                    Cell::number(money(visit.language, payout.total), plain(payout.total))
                }
                None => Cell::none(),
            },
        ]);
    }
    Ok(grid)
}
