//! `attain statement`: what one person was paid, and the proof that it was closed so.

use crate::cli::{Statement, TextFormat};
use crate::failure::Failure;
use crate::session::Session;
use attain_app::statement::statement;
use attain_store::bundle::slip_text;
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(
    arguments: &Statement,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let failed = |error| session.failure(error);
    let period = session.period(&arguments.period)?;
    let (organisation, caller) = session.organisation().await?;
    let closes = session.closes();
    let found = statement(&caller, &organisation, &closes, &arguments.person, period);
    let found = found.await.map_err(failed)?;
    match arguments.format {
        TextFormat::Text => print!("{}", found.text()),
        TextFormat::Json => print!("{}", slip_text(&found.slip, &found.seal)),
    }
    Ok(super::code(false))
}
