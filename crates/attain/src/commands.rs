//! The commands, one file each.

mod aggregate;
pub(crate) mod alerts;
mod batches;
mod cascade;
mod check;
mod demo;
mod explain;
mod facts;
pub(crate) mod forecast;
mod import;
mod init;
pub(crate) mod insights;
mod run;
pub(crate) mod survey;
mod try_measure;
mod try_plan;
mod try_scale;

use crate::cli::{Arguments, Command, Try};
use crate::failure::Failure;
use std::process::ExitCode;

/// Runs the command that was asked for.
pub(crate) async fn dispatch(arguments: Arguments) -> Result<ExitCode, Failure> {
    let workspace = arguments.workspace.as_deref();
    match arguments.command {
        Command::Demo(demo) => demo::run(&demo).await,
        Command::Init(init) => init::run(&init),
        Command::Check(check) => check::run(&check, workspace),
        Command::Import(import) => import::run(&import, workspace).await,
        Command::Batches(batches) => batches::run(&batches, workspace).await,
        Command::Run(run) => run::run(&run, workspace).await,
        Command::Explain(explain) => explain::run(&explain, workspace).await,
        Command::Facts(facts) => facts::run(&facts, workspace).await,
        Command::Cascade(cascade) => cascade::run(&cascade, workspace).await,
        Command::Aggregate(aggregate) => aggregate::run(&aggregate, workspace),
        Command::Health(health) => insights::health(&health, workspace).await,
        Command::Effectiveness(asked) => insights::effectiveness(&asked, workspace).await,
        Command::Signals(signals) => insights::signals(&signals, workspace).await,
        Command::Alerts(alerts) => alerts::run(&alerts, workspace).await,
        Command::Survey(survey) => survey::run(&survey, workspace).await,
        Command::Forecast(forecast) => forecast::run(&forecast, workspace).await,
        Command::Try(Try::Scale(scale)) => try_scale::run(&scale),
        Command::Try(Try::Plan(plan)) => try_plan::run(&plan),
        Command::Try(Try::Measure(measure)) => try_measure::run(&measure, workspace).await,
    }
}

/// 1 if there are errors, else 0.
fn code(errors: bool) -> ExitCode {
    ExitCode::from(u8::from(errors))
}
