//! `attain run`: a period computed.

use crate::cli::{Run, TableFormat};
use crate::failure::Failure;
use crate::output::{report, table};
use crate::session::Session;
use crate::wire::Engine;
use attain_app::access::{UseCase, limit};
use attain_app::kept::booked_in;
use attain_app::run::{PeriodRun, Step, compute_with};
use attain_app::{json, table as app_table};
use attain_core::calculate::Scored;
use attain_core::model::Model;
use attain_core::num::{Decimal, Exact, RoundMode, plain};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(arguments: &Run, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let session = session.for_period(&arguments.period).await?;
    let batches = session.batches().await?;
    let engine = session.engine_of(batches.clone(), arguments.partitions)?;
    let mut run = computed(&session, &engine, &arguments.period).await?;
    super::runs::keep(&session, &run, &batches, arguments.keep).await?;
    let scope = session.scope(UseCase::ResultRead, &run).await?;
    limit(&mut run.calculation, &scope);
    match arguments.format {
        TableFormat::Csv => print!("{}", app_table::csv(&run.calculation)),
        TableFormat::Json => {
            println!("{}", json::calculation(&run.calculation, &session.sources));
        }
        TableFormat::Text => print!("{}", text_table(&run, session.model()?)),
    }
    report(&run.calculation.diagnostics, &session.sources);
    Ok(super::code(run.calculation.has_errors()))
}

/// Computes a period with progress on standard error.
pub(super) async fn computed(
    session: &Session,
    engine: &Engine,
    period: &str,
) -> Result<PeriodRun, Failure> {
    let period = session.period(period)?;
    let bar = progress_bar();
    let booked = booked_in(&session.store, period)
        .await
        .map_err(|error| session.failure(error))?;
    let run = compute_with(session.model()?, engine, period, booked, &|step| {
        show(&bar, step);
    })
    .await;
    bar.finish_and_clear();
    run.map_err(|error| Failure::from_app(error, &session.sources))
}

/// A line on standard error that tells what is being done; nothing where it is not a terminal.
pub(super) fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
        bar.set_style(style);
    }
    bar
}

pub(super) fn show(bar: &ProgressBar, step: Step) {
    bar.set_message(match step {
        Step::People => "reading people".to_owned(),
        Step::Scan { number, of } => format!("scanning facts, dataset {number} of {of}"),
        Step::Targets => "reading targets".to_owned(),
        Step::Calculate => "calculating".to_owned(),
    });
    bar.tick();
}

/// The result as people read it: percentages, rounded for display only.
pub(super) fn text_table(run: &PeriodRun, model: &Model) -> String {
    let calculation = &run.calculation;
    let header = [
        "person", "name", "kpi", "actual", "target", "attained", "score", "weight", "payout",
    ];
    let mut rows = Vec::new();
    for result in &calculation.results {
        for (index, line) in result.lines.iter().enumerate() {
            let first = index == 0;
            let target = line.target.as_ref().and_then(|found| found.target.target);
            rows.push(vec![
                if first {
                    result.person.to_string()
                } else {
                    String::new()
                },
                if first {
                    result.name.clone()
                } else {
                    String::new()
                },
                line.kpi.to_string(),
                line.actual
                    .value
                    .as_ref()
                    .map(shown)
                    .unwrap_or_else(missing),
                target.map(plain).unwrap_or_else(missing),
                percent(line.attainment.as_ref().map(|attained| attained.attainment)),
                if line.weight.is_some() {
                    percent(line.score.as_ref().and_then(Scored::score))
                } else {
                    String::new()
                },
                line.weight
                    .map(|weight| percent(Some(weight)))
                    .unwrap_or_default(),
                line.payout.map(|paid| paid.to_string()).unwrap_or_else(|| {
                    if line.weight.is_some() {
                        missing()
                    } else {
                        String::new()
                    }
                }),
            ]);
        }
        let total = result
            .payout
            .as_ref()
            .map(|payout| payout.total.to_string());
        let mut row = vec![String::new(); header.len()];
        if let Some(cell) = row.get_mut(2) {
            "total".clone_into(cell);
        }
        if let Some(cell) = row.last_mut() {
            *cell = total.unwrap_or_else(|| {
                if result.blocked {
                    "blocked".to_owned()
                } else {
                    String::new()
                }
            });
        }
        rows.push(row);
    }
    let title = format!(
        "{}, {}, pay in {}\n\n",
        model.company.name, calculation.period, model.company.currency
    );
    title + &table(&header, &rows)
}

fn missing() -> String {
    "–".to_owned()
}

/// A number with at most four decimals, for display.
fn shown(value: &Exact) -> String {
    value
        .round(4, RoundMode::HalfEven)
        .map_or_else(|| value.to_string(), plain)
}

/// A ratio as a percentage, or a dash where it is missing.
fn percent(value: Option<Decimal>) -> String {
    value.map_or_else(missing, attain_core::explain::percent)
}
