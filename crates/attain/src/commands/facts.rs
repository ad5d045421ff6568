//! `attain facts`: whether the files of imports are what they were, and what nobody names.

use crate::cli::{Facts, FactsCollect};
use crate::failure::Failure;
use crate::session::Session;
use attain_core::batch::Batch;
use attain_facts::keep::{delete, unnamed, verify_all};
use attain_store::batch::BatchesAt;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

const DAY: u64 = 24 * 60 * 60;

pub(super) async fn run(command: &Facts, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let batches: Vec<Batch> = session
        .store
        .batch_list(None, BatchesAt::Ever)
        .await
        .map_err(|error| Failure::program("cannot list the imports", error))?
        .into_iter()
        .map(|record| record.batch)
        .collect();
    match command {
        Facts::Verify => verify(&session, &batches),
        Facts::Collect(arguments) => collect(&session, &batches, arguments),
    }
}

/// Hashes every file again, also of batches that no longer count.
fn verify(session: &Session, batches: &[Batch]) -> Result<ExitCode, Failure> {
    let damaged = verify_all(&session.facts_root()?, batches);
    for error in &damaged {
        println!("{error}");
    }
    println!("{} batches, {} damaged", batches.len(), damaged.len());
    Ok(super::code(!damaged.is_empty()))
}

#[expect(clippy::disallowed_methods, reason = "the time enters here")]
fn collect(
    session: &Session,
    batches: &[Batch],
    arguments: &FactsCollect,
) -> Result<ExitCode, Failure> {
    let root = session.facts_root()?;
    let age = Duration::from_secs(arguments.older_than_days.saturating_mul(DAY));
    let files = unnamed(&root, batches, age, SystemTime::now())
        .map_err(|error| Failure::program("cannot list the files of facts", error))?;
    for file in &files {
        println!("{} ({} bytes)", file.path, file.bytes);
    }
    if arguments.delete {
        delete(&root, &files)
            .map_err(|error| Failure::program("cannot delete a file of facts", error))?;
        println!("{} files deleted", files.len());
    } else {
        println!(
            "{} files that no import names; delete them with --delete",
            files.len()
        );
    }
    Ok(super::code(false))
}
