//! `attain correct` and `attain corrections`: what closed periods owe, booked into an open one.

use super::run::progress_bar;
use crate::cli::{Correct, Corrections, TableFormat};
use crate::failure::Failure;
use crate::output::listed;
use crate::session::Session;
use attain_app::access::UseCase;
use attain_app::correct::{self, Recomputed};
use attain_app::identity::Identities;
use attain_core::num::plain;
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(
    arguments: &Correct,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let session = session.for_period(&arguments.period).await?;
    let failed = |error| session.failure(error);
    let period = session.period(&arguments.period)?;
    let into = arguments
        .into
        .as_deref()
        .map(|into| session.period(into))
        .transpose()?;
    let caller = session.caller().await?;
    let batches = session.batches().await?;
    let engine = session.engine_of(batches.clone(), 2)?;
    let bar = progress_bar();
    let tick = |_| bar.tick();
    let found = correct::recompute(&caller, &engine, &session.workspace, period, &tick).await;
    let found = found.map_err(failed)?;
    bar.finish_and_clear();
    let identities = Identities::fetch(&session.store).await.map_err(failed)?;
    print!("{}", shown(&found, &identities, arguments.format));
    if found.owed.is_empty() {
        eprintln!("{period} would pay the same today: there is nothing to correct");
        return Ok(super::code(false));
    }
    if arguments.dry_run {
        eprintln!("nothing was booked (dry run)");
        return Ok(super::code(false));
    }
    let remark = arguments.cause.as_deref();
    let now = (&session.workspace, batches.as_slice());
    let booked = correct::book(&caller, &found, now, (into, remark)).await;
    let (into, corrections) = booked.map_err(failed)?;
    eprintln!("{} corrections are booked into {into}", corrections.len());
    Ok(super::code(false))
}

fn shown(found: &Recomputed, identities: &Identities, format: TableFormat) -> String {
    let header = ["person", "line", "paid", "today", "difference", "cause"];
    let rows: Vec<Vec<String>> = found
        .owed
        .iter()
        .map(|owed| {
            vec![
                identities.shown(&owed.person),
                owed.line.clone(),
                plain(owed.paid),
                plain(owed.today),
                plain(owed.amount()),
                owed.cause(),
            ]
        })
        .collect();
    listed(&header, &rows, format)
}

pub(super) async fn list(
    arguments: &Corrections,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let failed = |error| session.failure(error);
    let period = session.period(&arguments.period)?;
    let (organisation, caller) = session.organisation().await?;
    let scope = caller
        .scope(UseCase::CorrectionRead, &organisation, period)
        .map_err(failed)?;
    let scope = scope.in_closed_period();
    let corrections = correct::list(&caller, &scope, period)
        .await
        .map_err(failed)?;
    let identities = Identities::fetch(&session.store).await.map_err(failed)?;
    let rows: Vec<Vec<String>> = corrections
        .iter()
        .map(|kept| {
            let one = &kept.value;
            vec![
                one.id.clone(),
                identities.shown(one.person.as_str()),
                one.line.clone(),
                plain(one.amount),
                one.currency.clone(),
                one.booked_in.clone(),
                one.cause.clone(),
                kept.created.by.clone(),
            ]
        })
        .collect();
    let header = [
        "correction",
        "person",
        "line",
        "amount",
        "currency",
        "booked in",
        "cause",
        "by",
    ];
    print!("{}", listed(&header, &rows, arguments.format));
    Ok(super::code(false))
}
