//! `attain close`: an approved period becomes a signed bundle, for ever.

use crate::cli::Close;
use crate::failure::Failure;
use crate::session::Session;
use attain_app::close::{Sealing, close, key};
use attain_core::num::plain;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) async fn run(arguments: &Close, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let failed = |error| session.failure(error);
    let period = session.period(&arguments.period)?.to_string();
    let caller = session.caller().await?;
    caller
        .may(attain_app::access::UseCase::PeriodClose)
        .map_err(failed)?;
    let (signer, made) = key(&key_path(&session, arguments)).map_err(failed)?;
    if made {
        eprintln!(
            "made the key {}; keep a copy where no backup of the records lies, and publish its \
             public half:\n{}",
            key_path(&session, arguments).display(),
            signer.public_key()
        );
    }
    let (organisation, _) = session.organisation().await?;
    let folder = session.closes();
    let sealing = Sealing {
        key: &signer,
        folder: &folder,
    };
    let closed = close(&caller, sealing, &organisation, &period)
        .await
        .map_err(failed)?;
    let manifest = &closed.manifest;
    println!("period {period} is closed, as close {}", manifest.number);
    for total in &manifest.totals {
        println!(
            "{} statements, {} {}",
            total.statements,
            plain(total.total),
            total.currency
        );
    }
    println!("root      {}", manifest.root);
    println!("manifest  {}", manifest.hash());
    println!("signed by {}", closed.public_key);
    println!("bundle    {}", closed.bundle.display());
    println!("slips     {}", closed.slips.display());
    Ok(super::code(false))
}

fn key_path(session: &Session, arguments: &Close) -> PathBuf {
    let from_environment = || std::env::var_os("ATTAIN_KEY").map(PathBuf::from);
    let given = arguments.key.clone().or_else(from_environment);
    given.unwrap_or_else(|| session.workspace.root.join("keys/closing.key"))
}
