//! `attain explain`: one person's period, down to the rows.

use super::run::computed;
use crate::cli::{Explain, TextFormat};
use crate::failure::Failure;
use crate::output::report;
use crate::session::Session;
use attain_app::access::UseCase;
use attain_app::explain::explanation;
use attain_app::json;
use attain_core::explain;
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(
    arguments: &Explain,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let session = session.for_period(&arguments.period).await?;
    let engine = session.engine(2).await?;
    let run = computed(&session, &engine, &arguments.period).await?;
    let scope = session.scope(UseCase::ResultRead, &run).await?;
    let Some(person) = scope.find(&run.organisation, &arguments.person) else {
        return Err(session.absent(&scope, &arguments.person));
    };
    let explanation = explanation(session.model()?, &run, &engine, &person)
        .await
        .map_err(|error| Failure::from_app(error, &session.sources))?;
    let Some(explanation) = explanation else {
        report(&run.requirement.diagnostics, &session.sources);
        return Err(Failure::Usage(format!(
            "`{person}` has no scorecard in {}",
            run.calculation.period
        )));
    };
    match arguments.format {
        TextFormat::Json => println!("{}", json::explanation(&explanation, &session.sources)),
        TextFormat::Text => print!("{}", explain::text(&explanation, &session.sources)),
    }
    report(&explanation.result.diagnostics, &session.sources);
    Ok(super::code(explanation.result.blocked))
}
