//! A cascade: the target of a whole split over its parts, with their sum.

use super::scorecard::periods;
use crate::error::{Page, PageError};
use crate::grid::{Ask, Cell, Grid};
use crate::layout::page;
use crate::seen::Seen;
use crate::visit::Visit;
use attain_app::access::UseCase;
use attain_app::cascade::cascaded;
use attain_core::num::plain;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use maud::html;

/// `GET /cascades/{name}/{period}`
pub(crate) async fn show(
    visit: Visit,
    Path((name, period)): Path<(String, String)>,
    Query(ask): Query<Ask>,
) -> Page<Response> {
    let seen = Seen::of(&visit, &period, UseCase::TargetRead).await?;
    let model = seen.model()?;
    let cascade = model.cascades.get(&name).ok_or_else(PageError::not_found)?;
    let split = cascaded(model, seen.snapshot.facts()?, cascade, seen.period).await?;
    let columns = [
        (visit.t("cascade-part"), false),
        (visit.t("cascade-basis"), true),
        (visit.t("col-target"), true),
    ];
    let mut grid = Grid::new(format!("{} {name}", visit.t("cascade")), &columns)
        .note(visit.t("period"), seen.period.to_string());
    for (part, share) in cascade.parts.iter().zip(&split.parts) {
        grid.rows.push(vec![
            Cell::text(part.name()),
            Cell::number(plain(share.basis), plain(share.basis)),
            Cell::number(plain(share.target), plain(share.target)),
        ]);
    }
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    let body = html! {
        (periods(&visit, &seen, &format!("/cascades/{name}"))?)
        dl.figures {
            div { dt { (visit.t("cascade-whole")) } dd { (plain(split.whole)) } }
            div { dt { (visit.t("cascade-sum")) } dd { (plain(split.sum)) } }
            div { dt { (visit.t("cascade-difference")) } dd { (plain(split.difference)) } }
            div { dt { (visit.t("cascade-method")) } dd { (cascade.method.name()) } }
        }
        (grid.show(&visit, &ask))
    };
    Ok(page(&visit, &grid.title, &body).into_response())
}
