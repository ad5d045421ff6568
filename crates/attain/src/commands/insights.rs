//! `attain health`, `effectiveness`, `signals`: what the last periods say about the system itself.

use crate::cli::TableFormat;
use crate::failure::Failure;
use crate::output::print_report;
use crate::session::Session;
use crate::wire::Engine;
use attain_app::AppError;
use attain_app::access::UseCase;
use attain_app::insight::history::traces;
use attain_app::insight::past::Past;
use attain_app::insight::{Report, effectiveness, health, signals};
use attain_core::calculate::Window;
use attain_core::model::Kpi;
use attain_core::period::Period;
use jiff::ToSpan;
use std::path::Path;
use std::process::ExitCode;

/// How many years back facts are looked for.
const YEARS: i64 = 5;

#[derive(Debug, clap::Args)]
pub(crate) struct Health {
    /// The last period that is looked at.
    period: String,
    /// The day on which facts may be stale; by default today, or the period's last day.
    #[arg(long, value_name = "DAY")]
    at: Option<String>,
    #[command(flatten)]
    over: Over,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Effectiveness {
    /// The last period that is looked at.
    period: String,
    #[command(flatten)]
    over: Over,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Signals {
    /// The last period that is looked at.
    period: String,
    /// Show every test, also those that found nothing.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    over: Over,
}

#[derive(Debug, clap::Args)]
struct Over {
    /// How many periods are looked at.
    #[arg(long, value_name = "N", default_value = "4")]
    #[arg(value_parser = clap::value_parser!(u8).range(1..=48))]
    periods: u8,
    #[arg(long, value_enum, default_value = "text")]
    format: TableFormat,
}

/// The last periods, with what they were computed from.
struct Looked {
    session: Session,
    engine: Engine,
    period: Period,
    past: Past,
}

impl Looked {
    /// Everybody's results: for those who may see them all.
    async fn at(
        use_case: UseCase,
        name: &str,
        over: &Over,
        workspace: Option<&Path>,
    ) -> Result<Self, Failure> {
        let session = Session::open(workspace).await?;
        session.everybody(UseCase::ResultRead).await?;
        let period = session.period(name)?;
        let (organisation, caller) = session.organisation().await?;
        let scope = caller.scope(use_case, &organisation, period);
        let scope = scope.map_err(|error| session.failure(error))?;
        if !scope.sees_everybody() {
            return Err(Failure::Usage(format!(
                "you may {} only of a part of the company; this is about all of it",
                use_case.words()
            )));
        }
        let engine = session.engine(2).await?;
        let bar = super::run::progress_bar();
        let show = |step| super::run::show(&bar, step);
        let count = usize::from(over.periods);
        let past = Past::compute(session.model()?, &engine, period, count, &show).await;
        bar.finish_and_clear();
        let past = past.map_err(|error| Failure::from_app(error, &session.sources))?;
        Ok(Self {
            session,
            engine,
            period,
            past,
        })
    }

    fn failed(&self) -> impl Fn(AppError) -> Failure {
        |error| Failure::from_app(error, &self.session.sources)
    }

    fn title(&self, what: &str) -> String {
        format!("{what}, {}", self.past.span())
    }
}

fn print(report: &Report, over: &Over) -> ExitCode {
    print_report(report, over.format);
    super::code(false)
}

pub(super) async fn health(
    arguments: &Health,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let looked = Looked::at(
        UseCase::ComparisonRead,
        &arguments.period,
        &arguments.over,
        workspace,
    )
    .await?;
    let model = looked.session.model()?;
    let at = super::forecast::day(arguments.at.as_deref(), looked.period)?;
    let kpis: Vec<&Kpi> = model.kpis.values().collect();
    let days = Window {
        from: at.saturating_sub(YEARS.years()),
        to: at,
    };
    let traces = traces(model, &looked.engine, &kpis, days)
        .await
        .map_err(looked.failed())?;
    let outcomes = looked.past.outcomes(model);
    let thresholds = health::Thresholds::default();
    let found = health::health(&outcomes, &traces, looked.period, at, thresholds);
    let report = health::report(looked.title("Health of KPIs"), &found, thresholds);
    Ok(print(&report, &arguments.over))
}

pub(super) async fn effectiveness(
    arguments: &Effectiveness,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let looked = Looked::at(
        UseCase::ComparisonRead,
        &arguments.period,
        &arguments.over,
        workspace,
    )
    .await?;
    let outcomes = looked.past.outcomes(looked.session.model()?);
    let found = effectiveness::effectiveness(&outcomes);
    let report = effectiveness::report(looked.title("Does the pay work"), &found);
    Ok(print(&report, &arguments.over))
}

pub(super) async fn signals(
    arguments: &Signals,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let looked = Looked::at(
        UseCase::SignalRead,
        &arguments.period,
        &arguments.over,
        workspace,
    )
    .await?;
    let model = looked.session.model()?;
    let store = &looked.session.store;
    let found = signals::collect(model, &looked.engine, store, &looked.past)
        .await
        .map_err(looked.failed())?;
    let report = signals::report(looked.title("Signals"), &found, arguments.all);
    Ok(print(&report, &arguments.over))
}
