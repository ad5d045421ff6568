//! The commands, one file each.

mod aggregate;
mod batches;
mod cascade;
mod check;
mod close;
mod demo;
mod explain;
mod facts;
mod import;
mod init;
mod period;
mod run;
mod runs;
mod serve;
mod statement;
mod try_measure;
mod try_plan;
mod try_scale;
mod user;
mod verify;

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
        Command::Check(check) => check::run(&check, workspace),
        Command::Import(import) => import::run(&import, workspace).await,
        Command::Batches(batches) => batches::run(&batches, workspace).await,
        Command::Run(run) => run::run(&run, workspace).await,
        Command::Explain(explain) => explain::run(&explain, workspace).await,
        Command::Facts(facts) => facts::run(&facts, workspace).await,
        Command::Cascade(cascade) => cascade::run(&cascade, workspace).await,
        Command::Aggregate(aggregate) => aggregate::run(&aggregate, workspace),
        Command::User(user) => user::run(&user, workspace).await,
        Command::Periods(periods) => period::list(&periods, workspace).await,
        Command::Period(command) => period::run(&command, workspace).await,
        Command::Runs(runs) => runs::run(&runs, workspace).await,
        Command::Close(close) => close::run(&close, workspace).await,
        Command::Verify(verify) => verify::run(&verify, workspace).await,
        Command::Statement(statement) => statement::run(&statement, workspace).await,
        Command::Try(Try::Scale(scale)) => try_scale::run(&scale),
        Command::Try(Try::Plan(plan)) => try_plan::run(&plan),
        Command::Try(Try::Measure(measure)) => try_measure::run(&measure, workspace).await,
    }
}

/// 1 if there are errors, else 0.
fn code(errors: bool) -> ExitCode {
    ExitCode::from(u8::from(errors))
}
