//! How a command ends when it does not end well.

use attain_app::AppError;
use attain_core::diag::Diagnostic;
use attain_core::diag::render::{Sources, text};
use std::error::Error;
use std::process::ExitCode;
use thiserror::Error;

/// Why a command did not do what it was asked.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// The user's input does not allow it: exit code 1.
    #[error("the input has errors")]
    Refused(Vec<Diagnostic>, Sources),
    /// The command line asks for something that is not there: exit code 1.
    #[error("{0}")]
    Usage(String),
    /// The program could not do its work: exit code 2.
    #[error("{message}")]
    Program {
        /// What was tried.
        message: String,
        /// Why it did not work.
        #[source]
        source: Option<Box<dyn Error + Send + Sync>>,
    },
}

impl Failure {
    /// A failure of the program, with what was tried.
    pub(crate) fn program(
        message: impl Into<String>,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::Program {
            message: message.into(),
            source: Some(source.into()),
        }
    }

    /// An application error, with the texts that its diagnostics point into.
    pub(crate) fn from_app(error: AppError, sources: &Sources) -> Self {
        match error {
            AppError::Refused(diagnostics) => Self::Refused(diagnostics, sources.clone()),
            other => Self::Program {
                message: other.to_string(),
                source: inner(other),
            },
        }
    }

    /// Prints it and gives the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        match self {
            Self::Refused(diagnostics, sources) => {
                for diagnostic in diagnostics {
                    eprintln!("{}", text(diagnostic, sources));
                }
                eprintln!("{}", crate::output::summary(diagnostics));
                ExitCode::from(1)
            }
            Self::Usage(message) => {
                eprintln!("attain: {message}");
                ExitCode::from(1)
            }
            Self::Program { message, source } => {
                eprintln!("attain: {message}");
                let mut cause = source.as_ref().map(|source| &**source as &dyn Error);
                while let Some(error) = cause {
                    eprintln!("  because: {error}");
                    cause = error.source();
                }
                ExitCode::from(2)
            }
        }
    }
}

/// The cause of an application error, since its own message is printed already.
fn inner(error: AppError) -> Option<Box<dyn Error + Send + Sync>> {
    match error {
        AppError::File { source, .. } => Some(Box::new(source)),
        AppError::Facts(source) => Some(Box::new(source)),
        AppError::Store(source) => Some(Box::new(source)),
        AppError::Refused(_) | AppError::Secret(_) => None,
    }
}
