//! Answers that are no pages: not there, not allowed, not understood, failed.

use attain_app::AppError;
use attain_core::diag::Diagnostic;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::error::Error;

/// Why there is no page. The guard makes a page of it, in the visitor's language.
#[derive(Debug, Clone)]
pub(crate) struct PageError {
    pub(crate) status: StatusCode,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl PageError {
    /// Nothing is there, or nothing that he may see.
    pub(crate) fn not_found() -> Self {
        Self::of(StatusCode::NOT_FOUND)
    }

    pub(crate) fn of(status: StatusCode) -> Self {
        Self {
            status,
            diagnostics: Vec::new(),
        }
    }

    /// A fault of the program; the details are for its log.
    pub(crate) fn program(what: &str) -> Self {
        tracing::error!("{what}");
        Self::of(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<AppError> for PageError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Refused(diagnostics) => {
                let denied = diagnostics
                    .iter()
                    .any(|one| one.code == attain_core::rules::NOT_ALLOWED_TO);
                Self {
                    status: if denied {
                        StatusCode::FORBIDDEN
                    } else {
                        StatusCode::UNPROCESSABLE_ENTITY
                    },
                    diagnostics,
                }
            }
            other => {
                let mut words = other.to_string();
                let mut cause = other.source();
                while let Some(error) = cause {
                    words.push_str(&format!("; because: {error}"));
                    cause = error.source();
                }
                Self::program(&words)
            }
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// What handlers answer.
pub(crate) type Page<T> = Result<T, PageError>;
