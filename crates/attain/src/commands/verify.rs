//! `attain verify`: a closed period is checked and computed again, from its bundle alone.

use crate::cli::{TextFormat, Verify};
use crate::failure::Failure;
use crate::session::{Session, engine, options};
use attain_app::close::bundle_folder;
use attain_app::verify::{Against, Outcome, Verdict, Verified, verify, verify_facts};
use attain_core::diag::render::Sources;
use attain_store::period::CloseRecord;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[expect(clippy::disallowed_methods, reason = "slips that people kept are read")]
pub(super) async fn run(arguments: &Verify, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let (path, record) = bundle_of(&arguments.subject, workspace).await?;
    let mut slips = Vec::new();
    for slip in &arguments.slips {
        let text = std::fs::read(slip).map_err(|error| {
            Failure::program(format!("cannot read `{}`", slip.display()), error)
        })?;
        slips.push(String::from_utf8_lossy(&text).into_owned());
    }
    let against = Against {
        folder: None,
        record: record.as_ref(),
        public_key: arguments.public_key.as_deref(),
        slips: &slips,
    };
    let failed = |error| Failure::from_app(error, &Sources::new());
    let mut verified = verify(&path, against).map_err(failed)?;
    if let Some(folder) = &arguments.facts {
        with_facts(&mut verified, folder).await?;
    }
    match arguments.format {
        TextFormat::Json => println!("{:#}", value(&verified)),
        TextFormat::Text => print!("{}", text(&verified)),
    }
    Ok(super::code(!verified.verdict.is_good()))
}

/// The folder of a bundle; of a period, also the close in the records.
async fn bundle_of(
    subject: &str,
    workspace: Option<&Path>,
) -> Result<(PathBuf, Option<CloseRecord>), Failure> {
    let path = PathBuf::from(subject);
    if path.is_dir() {
        return Ok((path, None));
    }
    let session = Session::open(workspace).await?;
    let period = session.period(subject)?.to_string();
    let close = session.store.close_fetch(&period).await;
    let close = close.map_err(|error| session.failure(error.into()))?.value;
    Ok((
        bundle_folder(&session.closes(), close.number, &close.period),
        Some(close),
    ))
}

async fn with_facts(verified: &mut Verified, folder: &Path) -> Result<(), Failure> {
    let Some(replay) = &verified.replay else {
        return Ok(());
    };
    let datasets = replay.model.datasets.values().cloned().collect();
    let facts = engine(
        folder.to_owned(),
        replay.batches.clone(),
        datasets,
        options(2),
    )?;
    let checked = verify_facts(verified, &facts).await;
    checked.map_err(|error| Failure::from_app(error, &Sources::new()))
}

fn verdict(verdict: &Verdict) -> &'static str {
    if verdict.is_good() { "good" } else { "broken" }
}

fn text(verified: &Verified) -> String {
    let manifest = &verified.bundle.manifest;
    let mut out = format!(
        "close {} of {}: period {}, by {}, approved by {}\n",
        manifest.number,
        manifest.closed_at,
        manifest.period,
        manifest.closed_by,
        manifest.approved_by.join(" and ")
    );
    for check in &verified.verdict.checks {
        out.push_str(&format!("{:<10} {}\n", check.what, check.outcome));
    }
    out.push_str(&format!("the close is {}\n", verdict(&verified.verdict)));
    out
}

fn value(verified: &Verified) -> Value {
    let checks: Vec<Value> = verified
        .verdict
        .checks
        .iter()
        .map(|check| {
            let (outcome, words) = match &check.outcome {
                Outcome::Holds(words) => ("holds", words),
                Outcome::Broken(words) => ("broken", words),
                Outcome::Open(words) => ("open", words),
            };
            json!({ "check": check.what, "outcome": outcome, "words": words })
        })
        .collect();
    let manifest = &verified.bundle.manifest;
    json!({
        "period": manifest.period, "number": manifest.number, "root": manifest.root.to_string(),
        "manifest": manifest.hash().to_string(), "verdict": verdict(&verified.verdict),
        "checks": checks,
    })
}
