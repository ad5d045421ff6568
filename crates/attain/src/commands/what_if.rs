//! `attain what-if`: who would have got what under a draft.

use super::run::progress_bar;
use crate::cli::WhatIf;
use crate::failure::Failure;
use crate::output::listed;
use crate::output::report;
use crate::session::Session;
use attain_app::Workspace;
use attain_app::versions::workspace_of;
use attain_app::what_if::what_if;
use attain_core::diag::Diagnostic;
use attain_core::num::{Decimal, plain};
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(arguments: &WhatIf, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let session = session.for_period(&arguments.period).await?;
    let period = session.period(&arguments.period)?;
    let draft = draft(&session, &arguments.draft).await?;
    let sources = draft.sources();
    let failed = |error| Failure::from_app(error, &sources);
    let model = draft.checked().map_err(failed)?;
    let caller = session.caller().await?;
    let batches = session.batches().await?;
    let datasets = model.datasets.values().cloned().collect();
    let known = |batch: &attain_core::batch::Batch| model.datasets.contains_key(&batch.dataset);
    let batches = batches.into_iter().filter(known).collect();
    let engine = crate::session::engine(
        session.facts_root()?,
        batches,
        datasets,
        crate::session::options(2),
    )?;
    let bar = progress_bar();
    let both = (&session.workspace, &draft);
    let found = what_if(&caller, &engine, both, period, &|_| bar.tick()).await;
    bar.finish_and_clear();
    let found = found.map_err(failed)?;
    let shown = |amount: Option<Decimal>| amount.map(plain).unwrap_or_default();
    let mut sums = [Decimal::ZERO; 2];
    let mut rows = Vec::new();
    for one in &found.people {
        for (sum, amount) in sums.iter_mut().zip([one.now, one.draft]) {
            *sum = sum.checked_add(amount.unwrap_or_default()).unwrap_or(*sum);
        }
        let difference = one
            .now
            .zip(one.draft)
            .and_then(|(now, draft)| draft.checked_sub(now));
        rows.push(vec![
            one.person.clone(),
            one.name.clone(),
            shown(one.now),
            shown(one.draft),
            shown(difference),
        ]);
    }
    let [now, draft] = sums;
    rows.push(vec![
        "total".to_owned(),
        String::new(),
        plain(now),
        plain(draft),
        shown(draft.checked_sub(now)),
    ]);
    let header = ["person", "name", "now", "draft", "difference"];
    print!("{}", listed(&header, &rows, arguments.format));
    eprintln!("compared with {}; nothing was changed", found.with);
    report(&found.diagnostics, &sources);
    Ok(super::code(
        found.diagnostics.iter().any(Diagnostic::is_error),
    ))
}

/// A folder with a workspace, or a version of the records.
async fn draft(session: &Session, name: &str) -> Result<Workspace, Failure> {
    if Path::new(name).join("attain.toml").is_file() {
        return Workspace::open(Path::new(name)).map_err(|error| session.failure(error));
    }
    let version = session.store.model_fetch(name).await;
    let version = version
        .map_err(|error| session.failure(error.into()))?
        .value;
    Ok(workspace_of(&session.workspace, &version))
}
