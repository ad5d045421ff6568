//! The commands, one file each.

mod acknowledge;
mod aggregate;
pub(crate) mod alerts;
mod batches;
mod cascade;
mod check;
mod close;
mod correct;
mod coverage;
mod demo;
mod dispute;
mod documents;
mod explain;
mod facts;
pub(crate) mod forecast;
mod goals;
mod import;
mod init;
pub(crate) mod insights;
mod model;
mod payroll;
mod period;
mod pilot;
mod principles;
mod process;
mod records;
mod run;
mod runs;
mod serve;
mod stages;
mod statement;
pub(crate) mod survey;
mod target;
mod try_measure;
mod try_plan;
mod try_scale;
mod user;
mod verify;
mod what_if;

use crate::cli::{Arguments, Command, Try};
use crate::failure::Failure;
use std::process::ExitCode;

/// Runs the command that was asked for.
pub(crate) async fn dispatch(arguments: Arguments) -> Result<ExitCode, Failure> {
    crate::who::act_as(arguments.acting);
    let workspace = arguments.workspace.as_deref();
    match arguments.command {
        Command::Demo(demo) => demo::run(&demo).await,
        Command::Serve(serve) => serve::run(&serve, workspace).await,
        Command::Init(init) => init::run(&init).await,
        Command::Check(check) if check.records => records::check(&check, workspace).await,
        Command::Check(check) => check::run(&check, workspace),
        Command::Import(import) => import::run(&import, workspace).await,
        Command::Batches(batches) => batches::run(&batches, workspace).await,
        Command::Run(run) => run::run(&run, workspace).await,
        Command::Explain(explain) => explain::run(&explain, workspace).await,
        Command::Facts(facts) => facts::run(&facts, workspace).await,
        Command::Cascade(cascade) => cascade::run(&cascade, workspace).await,
        Command::Acknowledge(acknowledge) => acknowledge::run(&acknowledge, workspace).await,
        Command::Coverage(coverage) => coverage::run(&coverage, workspace),
        Command::Documents(documents) => documents::run(&documents, workspace).await,
        Command::Pilot(pilot) => pilot::run(&pilot, workspace).await,
        Command::Principles(principles) => principles::run(&principles, workspace),
        Command::Process(process) => process::run(&process, workspace).await,
        Command::Stages(stages) => stages::run(&stages, workspace).await,
        Command::Aggregate(aggregate) => aggregate::run(&aggregate, workspace),
        Command::Goals => goals::run(workspace),
        Command::User(user) => user::run(&user, workspace).await,
        Command::Periods(periods) => period::list(&periods, workspace).await,
        Command::Period(command) => period::run(&command, workspace).await,
        Command::Runs(runs) => runs::run(&runs, workspace).await,
        Command::Close(close) => close::run(&close, workspace).await,
        Command::Verify(verify) => verify::run(&verify, workspace).await,
        Command::Statement(statement) => statement::run(&statement, workspace).await,
        Command::Correct(correct) => correct::run(&correct, workspace).await,
        Command::Corrections(list) => correct::list(&list, workspace).await,
        Command::Model(model) => model::run(&model, workspace).await,
        Command::WhatIf(what_if) => what_if::run(&what_if, workspace).await,
        Command::Target(target) => target::run(&target, workspace).await,
        Command::Dispute(dispute) => dispute::run(&dispute, workspace).await,
        Command::Payroll(payroll) => payroll::run(&payroll, workspace).await,
        Command::Backup(backup) => records::backup(&backup, workspace).await,
        Command::Restore(restore) => records::restore(&restore, workspace).await,
        Command::Erase(erase) => records::erase(&erase, workspace).await,
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
