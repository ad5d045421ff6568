//! The audit trail: every write, in order.

use crate::error::Page;
use crate::grid::{Ask, Cell, Grid};
use crate::layout::page;
use crate::visit::Visit;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};

/// How many lines are read at once.
const LINES: u64 = 1_000;

/// `GET /trail`
pub(crate) async fn list(visit: Visit, Query(ask): Query<Ask>) -> Page<Response> {
    let store = visit.site.office.store();
    let head = store
        .audit_head()
        .await
        .map_err(attain_app::AppError::from)?;
    let last = head.map_or(0, |line| line.stamp.sequence);
    let lines = store.audit_list(last.saturating_sub(LINES), LINES).await;
    let columns = [
        (visit.t("trail-number"), true),
        (visit.t("trail-at"), false),
        (visit.t("trail-by"), false),
        (visit.t("trail-action"), false),
        (visit.t("trail-subject"), false),
        (visit.t("trail-hash"), false),
    ];
    let mut grid = Grid::new(visit.t("trail-title"), &columns);
    for line in lines.map_err(attain_app::AppError::from)?.iter().rev() {
        let number = line.stamp.sequence.to_string();
        grid.rows.push(vec![
            Cell::number(number.clone(), number),
            Cell::text(line.stamp.at.strftime("%Y-%m-%d %H:%M:%S").to_string()),
            Cell::text(&line.stamp.by),
            Cell::text(line.action.replace('_', " ")),
            Cell::text(&line.subject),
            Cell::text(line.hash.chars().take(12).collect::<String>()),
        ]);
    }
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    let body = grid.show(&visit, &ask);
    Ok(page(&visit, visit.t("trail-title"), &body).into_response())
}
