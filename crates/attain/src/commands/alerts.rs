//! `attain alerts`: the model's rules, evaluated. Nothing is sent from here.

use crate::cli::TableFormat;
use crate::failure::Failure;
use crate::output::print_report;
use crate::session::Session;
use attain_app::access::UseCase;
use attain_app::insight::alerts::{alerts, report};
use std::path::Path;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(crate) struct Alerts {
    /// The period.
    period: String,
    /// Look at facts up to this day; by default today, or the period's last day.
    #[arg(long, value_name = "DAY")]
    at: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: TableFormat,
}

pub(super) async fn run(arguments: &Alerts, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let period = session.period(&arguments.period)?;
    let at = super::forecast::day(arguments.at.as_deref(), period)?;
    let engine = session.engine(2).await?;
    let model = session.model()?;
    let (organisation, caller) = session.organisation().await?;
    let scope = caller.scope(UseCase::ResultRead, &organisation, period);
    let scope = scope.map_err(|error| session.failure(error))?;
    let bar = super::run::progress_bar();
    let raised = alerts(model, &engine, period, at, &|step| {
        super::run::show(&bar, step);
    })
    .await;
    bar.finish_and_clear();
    let mut raised = raised.map_err(|error| Failure::from_app(error, &session.sources))?;
    raised.retain(|one| one.person.as_ref().is_none_or(|person| scope.sees(person)));
    print_report(&report(period, at, model, &raised), arguments.format);
    Ok(super::code(false))
}
