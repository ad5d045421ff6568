//! The HTTP side of Attain: the only crate that knows HTTP.
//!
//! So far it answers whether the program is alive and ready, for whoever runs it; the pages come
//! with their own issue.
#![deny(missing_docs)]

use axum::Router;
use axum::routing::get;

/// `/health`: the program answers. `/ready`: it can be used.
///
/// ```
/// let router = attain_web::router();
/// assert!(router.has_routes());
/// ```
pub fn router() -> Router {
    Router::new()
        .route("/health", get(|| async { "ok" }))
        .route("/ready", get(|| async { "ok" }))
}
