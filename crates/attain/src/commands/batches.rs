//! `attain batches`: what was imported, and how to take it back.

use crate::cli::{Batches, TextFormat};
use crate::failure::Failure;
use crate::output::table;
use crate::session::Session;
use attain_app::access::UseCase;
use attain_app::json;
use attain_store::batch::BatchesAt;
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(
    arguments: &Batches,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    if let (Some(batch), Some(reason)) = (&arguments.retract, &arguments.reason) {
        let stamp = session.allowed(UseCase::ImportWrite).await?;
        session
            .store
            .batch_retract(&stamp, &batch.as_str().into(), reason)
            .await
            .map_err(|error| Failure::program(format!("cannot retract batch {batch}"), error))?;
        println!("batch {batch} is retracted; its rows no longer count");
        return Ok(super::code(false));
    }
    session.allowed(UseCase::ImportRead).await?;
    let dataset = arguments.dataset.as_deref().map(Into::into);
    let records = session
        .store
        .batch_list(dataset.as_ref(), BatchesAt::Ever)
        .await
        .map_err(|error| Failure::program("cannot list the imports", error))?;
    match arguments.format {
        TextFormat::Json => println!("{}", json::batches(&records)),
        TextFormat::Text => {
            let header = [
                "batch", "dataset", "rows", "covers", "state", "files", "by", "at",
            ];
            let rows: Vec<Vec<String>> = records
                .iter()
                .map(|record| {
                    let batch = &record.batch;
                    let covers = batch.covers.map(|(from, to)| format!("{from}..{to}"));
                    let files: Vec<&str> =
                        batch.files.iter().map(|file| file.name.as_str()).collect();
                    vec![
                        batch.id.to_string(),
                        batch.dataset.to_string(),
                        batch.rows.to_string(),
                        covers.unwrap_or_default(),
                        record.status().to_owned(),
                        files.join(" "),
                        record.committed.by.clone(),
                        record.committed.at.to_string(),
                    ]
                })
                .collect();
            print!("{}", table(&header, &rows));
        }
    }
    Ok(super::code(false))
}
