//! What changed from one run of a period to another, by person and cause.

use crate::error::{Page, PageError};
use crate::format::money;
use crate::grid::{Ask, Cell, Grid};
use crate::layout::{page, trail};
use crate::visit::Visit;
use attain_app::access::UseCase;
use attain_app::identity::Identities;
use attain_app::kept::{self, RunDifference};
use attain_core::num::plain;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use maud::html;

/// `GET /periods/{period}/changes`: the newest run against the one before.
pub(crate) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Page<Response> {
    let store = visit.site.office.store();
    let runs = store
        .run_list(&id)
        .await
        .map_err(attain_app::AppError::from)?;
    let mut newest = runs.iter().rev().map(|run| run.value.id.clone());
    let (Some(to), Some(from)) = (newest.next(), newest.next()) else {
        return Err(PageError::not_found());
    };
    let identities = Identities::fetch(store).await?;
    let difference = difference(&visit, &from, &to, &identities).await?;
    let columns = [
        (visit.t("col-person"), false),
        (visit.t("col-kpi"), false),
        (visit.t("change-cause"), false),
        (visit.t("cascade-difference"), true),
    ];
    let mut grid = Grid::new(visit.t("period-changes"), &columns)
        .note(visit.t("period-run"), format!("{from} → {to}"))
        .empty(html! { (visit.t("changes-none")) });
    for change in &difference.changes {
        grid.rows.push(vec![
            Cell::text(identities.shown(&change.person)),
            Cell::text(&change.line),
            Cell::text(change.cause),
            Cell::number(money(visit.language, change.amount), plain(change.amount)),
        ]);
    }
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    let home = format!("/periods/{id}");
    let body = html! {
        (trail(&visit, &[(visit.t("nav-periods"), "/periods"), (&id, &home)]))
        p { (from) " → " (to) }
        ul.list { @for input in &difference.inputs { li { (input) } } }
        (grid.show(&visit, &ask))
    };
    Ok(page(&visit, visit.t("period-changes"), &body).into_response())
}

async fn difference(
    visit: &Visit,
    from: &str,
    to: &str,
    identities: &Identities,
) -> Page<RunDifference> {
    let store = visit.site.office.store();
    let (_, from, old) = kept::replay(store, from).await?;
    let (_, to, new) = kept::replay(store, to).await?;
    let organisation = visit.site.office.snapshot().await?.organisation().await?;
    let scope = visit
        .actor
        .scope(UseCase::RunRead, &organisation, new.period)?;
    let mut difference = kept::differences((&from, &old), (&to, &new));
    if !scope.sees_everybody() {
        difference.changes.retain(|change| {
            let person = identities.person(&change.person);
            person.is_some_and(|person| scope.sees(person))
        });
        difference.inputs.clear();
    }
    Ok(difference)
}
