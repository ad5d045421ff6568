//! `attain try scale`: what a scale gives.

use crate::cli::{ScaleFormat, TryScale};
use crate::failure::Failure;
use attain_core::diag::Diagnostic;
use attain_core::diag::render::Sources;
use attain_core::num::{Decimal, parse_number};
use attain_core::scale::Levels;
use attain_core::scale::try_scale::{Format, split_inputs, try_scale_at};
use attain_core::text::Document;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &TryScale) -> Result<ExitCode, Failure> {
    let (document, sources) = read(&arguments.file)?;
    let format = match arguments.format {
        ScaleFormat::Text => Format::Text,
        ScaleFormat::Csv => Format::Csv,
        ScaleFormat::Svg => Format::Svg,
    };
    let inputs = split_inputs(&arguments.at);
    let levels = Levels {
        minimum: level("minimum", arguments.minimum.as_deref())?,
        target: level("target", arguments.target.as_deref())?,
        desired: level("desired", arguments.desired.as_deref())?,
    };
    let trial = try_scale_at(&document, &arguments.name, &inputs, format, &levels);
    print!("{}", trial.output);
    crate::output::report(&trial.diagnostics, &sources);
    Ok(super::code(
        trial.diagnostics.iter().any(Diagnostic::is_error),
    ))
}

/// A level of a target as it is typed.
fn level(name: &str, typed: Option<&str>) -> Result<Option<Decimal>, Failure> {
    let Some(typed) = typed else { return Ok(None) };
    let number = parse_number(typed);
    number
        .map(Some)
        .map_err(|error| Failure::Usage(format!("--{name}: {error}")))
}

/// Reads a file as a document.
#[expect(
    clippy::disallowed_methods,
    reason = "commands read the files that they are given"
)]
pub(super) fn read(path: &Path) -> Result<(Document, Sources), Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::program(format!("cannot read `{}`", path.display()), error))?;
    let document = Document::new(path.display().to_string(), text);
    let mut sources = Sources::new();
    sources.insert(document.file.clone(), document.text.clone());
    Ok((document, sources))
}
