//! What somebody was paid in a closed period, with the proof that it is part of the close.

use crate::error::Page;
use crate::layout::{page, trail};
use crate::seen::parse;
use crate::visit::Visit;
use attain_app::statement::statement;
use axum::extract::Path;
use maud::{Markup, html};

/// `GET /statements/{person}/{period}`
pub(crate) async fn show(
    visit: Visit,
    Path((person, period)): Path<(String, String)>,
) -> Page<Markup> {
    let snapshot = visit.site.office.snapshot().await?;
    let organisation = snapshot.organisation().await?;
    let period = parse(&snapshot, &period)?;
    let folder = visit.site.office.closes();
    let found = statement(&visit.caller(), &organisation, &folder, &person, period).await?;
    let card = format!("/people/{}/{period}", found.person);
    let title = format!("{}: {}, {period}", visit.t("statement"), found.name);
    let body = html! {
        (trail(&visit, &[(found.name.as_str(), card.as_str())]))
        p.quiet { (visit.t("statement-words")) }
        pre.text tabindex="0" { code { (found.text()) } }
    };
    Ok(page(&visit, &title, &body))
}
