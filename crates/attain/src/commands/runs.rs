//! `attain runs`: what was kept, and what changed from one run to another.

use crate::cli::{PeriodShow, Runs, RunsDiff, TableFormat, TextFormat};
use crate::failure::Failure;
use crate::output::table;
use crate::session::Session;
use attain_app::access::UseCase;
use attain_app::identity::Identities;
use attain_app::kept::{self, Change, Computed, Keeping, RunDifference};
use attain_app::run::PeriodRun;
use attain_core::batch::Batch;
use attain_core::num::plain;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(command: &Runs, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    match command {
        Runs::List(list) => listed(&session, list).await,
        Runs::Diff(diff) => differences(&session, diff).await,
    }
}

/// Keeps a run where that was asked for, or where its period is open and the caller may.
pub(super) async fn keep(
    session: &Session,
    run: &PeriodRun,
    batches: &[Batch],
    asked: bool,
) -> Result<(), Failure> {
    let failed = |error| session.failure(error);
    let period = run.calculation.period;
    let open = kept::is_open(&session.store, period)
        .await
        .map_err(failed)?;
    let caller = session.caller().await?;
    if !asked && (!open || caller.may(UseCase::RunKeep).is_err()) {
        return Ok(());
    }
    let computed = Computed {
        documents: &session.workspace.documents,
        model: session.model()?,
        batches,
        run,
    };
    match kept::keep(&caller, &computed).await.map_err(failed)? {
        Keeping::New { id, stops, before } => {
            eprintln!("kept as run {id}");
            if let Some(before) = before {
                eprintln!("what changed: attain runs diff {before} {id}");
            }
            match stops {
                0 => {}
                1 => eprintln!("1 stop needs a reason: attain period show {period}"),
                many => eprintln!("{many} stops need a reason: attain period show {period}"),
            }
        }
        Keeping::Same { id } => eprintln!("run {id} says the same; it is not kept twice"),
        Keeping::Past { state } => eprintln!("not kept: {period} is {}", state.replace('_', " ")),
    }
    Ok(())
}

async fn listed(session: &Session, arguments: &PeriodShow) -> Result<ExitCode, Failure> {
    session.allowed(UseCase::RunRead).await?;
    let period = session.period(&arguments.period)?.to_string();
    let runs = session.store.run_list(&period).await;
    let runs = runs.map_err(|error| session.failure(error.into()))?;
    match arguments.format {
        TextFormat::Json => {
            let values = runs.iter().map(|run| {
                json!({
                    "run": run.value.id, "period": run.value.period,
                    "what_if": run.value.purpose == attain_store::run::RunPurpose::WhatIf,
                    "model": run.value.model_sha256, "result": run.value.result_sha256,
                    "errors": run.value.errors, "warnings": run.value.warnings,
                    "by": run.created.by, "at": run.created.at.to_string(),
                })
            });
            println!("{:#}", Value::from_iter(values));
        }
        TextFormat::Text => {
            let rows: Vec<Vec<String>> = runs
                .iter()
                .map(|run| {
                    vec![
                        run.value.id.clone(),
                        run.created.at.to_string(),
                        run.created.by.clone(),
                        short(&run.value.model_sha256),
                        short(&run.value.result_sha256),
                        run.value.errors.to_string(),
                        run.value.warnings.to_string(),
                    ]
                })
                .collect();
            let header = ["run", "at", "by", "model", "result", "errors", "warnings"];
            print!("{}", table(&header, &rows));
        }
    }
    Ok(super::code(false))
}

fn short(hash: &str) -> String {
    hash.chars().take(12).collect()
}

async fn differences(session: &Session, arguments: &RunsDiff) -> Result<ExitCode, Failure> {
    let failed = |error| session.failure(error);
    let (_, from, old) = kept::replay(&session.store, &arguments.from)
        .await
        .map_err(failed)?;
    let (_, to, new) = kept::replay(&session.store, &arguments.to)
        .await
        .map_err(failed)?;
    let identities = Identities::fetch(&session.store).await.map_err(failed)?;
    let (organisation, caller) = session.organisation().await?;
    let scope = caller
        .scope(UseCase::RunRead, &organisation, new.period)
        .map_err(failed)?;
    let mut difference = kept::differences((&from, &old), (&to, &new));
    if !scope.sees_everybody() {
        let seen = |change: &Change| {
            identities
                .person(&change.person)
                .is_some_and(|person| scope.sees(person))
        };
        difference.changes.retain(seen);
        difference.inputs.clear();
    }
    print!("{}", shown(&difference, &identities, arguments.format));
    Ok(super::code(false))
}

fn shown(difference: &RunDifference, identities: &Identities, format: TableFormat) -> String {
    let rows: Vec<Vec<String>> = difference
        .changes
        .iter()
        .map(|change| {
            vec![
                identities.shown(&change.person),
                change.line.clone(),
                change.cause.to_owned(),
                plain(change.amount),
            ]
        })
        .collect();
    let header = ["person", "line", "cause", "difference"];
    match format {
        TableFormat::Json => {
            let values: Vec<Value> = difference
                .changes
                .iter()
                .map(|change| {
                    json!({
                        "person": identities.shown(&change.person), "line": change.line,
                        "cause": change.cause, "difference": plain(change.amount),
                    })
                })
                .collect();
            format!(
                "{:#}\n",
                json!({ "inputs": difference.inputs, "changes": values })
            )
        }
        TableFormat::Csv => crate::output::listed(&header, &rows, format),
        TableFormat::Text => {
            let mut out = String::new();
            for input in &difference.inputs {
                out.push_str(&format!("{input}\n"));
            }
            if rows.is_empty() {
                out.push_str("nobody is paid differently\n");
            } else {
                out.push_str(&table(&header, &rows));
            }
            out
        }
    }
}
