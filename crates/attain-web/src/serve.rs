//! The service: routes, limits, and how it ends.

use crate::site::Site;
use crate::{headers, route};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Longer than any page takes; who is slower is cut off.
const LONGEST: Duration = Duration::from_secs(120);
/// The largest upload.
pub(crate) const LARGEST_UPLOAD: usize = 64 * 1024 * 1024;

/// All routes, each behind its guard.
pub fn router(site: Arc<Site>) -> Router {
    route::router(&site)
        .layer(middleware::from_fn(in_time))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&site),
            headers::add,
        ))
        .layer(DefaultBodyLimit::max(LARGEST_UPLOAD))
        .with_state(site)
}

async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(LONGEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

/// Serves until `until` comes true; requests under way are finished first.
///
/// # Errors
/// If the address cannot be listened on.
pub async fn serve(
    site: Arc<Site>,
    listener: TcpListener,
    until: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = router(site).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(until)
        .await
}
