//! `attain try plan`: what a plan pays.

use super::try_scale::read;
use crate::cli::{TableFormat, TryPlan};
use crate::failure::Failure;
use attain_core::plan::{TryFormat, try_plan};
use std::process::ExitCode;

pub(super) fn run(arguments: &TryPlan) -> Result<ExitCode, Failure> {
    let (document, mut sources) = read(&arguments.file)?;
    let (inputs, _) = read(&arguments.inputs)?;
    sources.insert(inputs.file.clone(), inputs.text.clone());
    let format = match arguments.format {
        TableFormat::Text => TryFormat::Text,
        TableFormat::Json => TryFormat::Json,
        TableFormat::Csv => TryFormat::Csv,
    };
    match try_plan(&document, &arguments.name, &inputs, format) {
        Ok(output) => {
            print!("{output}");
            Ok(super::code(false))
        }
        Err(diagnostics) => Err(Failure::Refused(diagnostics, sources)),
    }
}
