//! Style and scripts, carried in the program.

use crate::error::{Page, PageError};
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

/// Scripts, if they were built; then pages do without.
pub(crate) const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/attain.js"));
const STYLE: &str = include_str!("../static/attain.css");
const ICON: &str = include_str!("../static/icon.svg");

/// `/assets/{name}`
pub(crate) async fn show(Path(name): Path<String>) -> Page<impl IntoResponse> {
    let (kind, text) = match name.as_str() {
        "attain.css" => ("text/css; charset=utf-8", STYLE),
        "attain.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "icon.svg" => ("image/svg+xml", ICON),
        _ => return Err(PageError::not_found()),
    };
    Ok((
        [(CONTENT_TYPE, kind), (CACHE_CONTROL, "max-age=3600")],
        text,
    ))
}
