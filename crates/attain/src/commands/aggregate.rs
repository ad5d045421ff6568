//! `attain aggregate`: goals proposed from what units measure.

use crate::cli::Aggregate;
use crate::failure::Failure;
use crate::session::open_workspace;
use attain_core::cascade::{draft, gather};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &Aggregate, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let workspace = open_workspace(workspace)?;
    let sources = workspace.sources();
    let model = workspace
        .checked()
        .map_err(|error| Failure::from_app(error, &sources))?;
    let gathering = gather(model);
    let text = draft(&gathering);
    match &arguments.write {
        Some(file) => {
            if file.exists() {
                let message = format!("`{}` is there already; name a new file", file.display());
                return Err(Failure::Usage(message));
            }
            std::fs::write(file, &text).map_err(|error| {
                Failure::program(format!("cannot write `{}`", file.display()), error)
            })?;
            eprintln!(
                "wrote {} proposed goals to {}",
                gathering.proposals.len(),
                file.display()
            );
        }
        None => print!("{text}"),
    }
    for kpi in &gathering.orphans {
        eprintln!("orphan: `{kpi}` is in no scorecard and serves no goal; it drops out");
    }
    for goal in &gathering.unmeasured {
        eprintln!("goal `{goal}` has no KPI and no goal below it");
    }
    for perspective in &gathering.empty {
        eprintln!("no goal in the perspective `{}`", perspective.name());
    }
    Ok(super::code(false))
}
