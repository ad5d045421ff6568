//! `attain check`: all diagnostics of the model at once.

use crate::cli::{Check, TextFormat};
use crate::failure::Failure;
use crate::output::summary;
use crate::session::open_workspace;
use attain_app::json;
use attain_core::diag::Diagnostic;
use attain_core::diag::render::text;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &Check, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let workspace = open_workspace(arguments.dir.as_deref().or(workspace))?;
    let sources = workspace.sources();
    match arguments.format {
        TextFormat::Json => println!("{}", json::diagnostics(&workspace.diagnostics, &sources)),
        TextFormat::Text => {
            for diagnostic in &workspace.diagnostics {
                println!("{}", text(diagnostic, &sources));
            }
            eprintln!("{}", summary(&workspace.diagnostics));
        }
    }
    Ok(super::code(
        workspace.diagnostics.iter().any(Diagnostic::is_error),
    ))
}
