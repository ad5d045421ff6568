//! `attain model`: versions of the definitions.

use crate::cli::{Model, ModelDiff, ModelList, TextFormat};
use crate::failure::Failure;
use crate::output::{report, table};
use crate::session::Session;
use attain_app::access::UseCase;
use attain_app::versions;
use attain_core::text::parse_date;
use attain_store::model::ModelVersion;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(command: &Model, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let failed = |error| session.failure(error);
    let caller = session.caller().await?;
    match command {
        Model::Draft(draft) => {
            let title = draft.title.as_deref();
            let version = versions::draft(&caller, &session.workspace, &draft.name, title).await;
            let version = version.map_err(failed)?;
            println!(
                "version `{}` is a draft of {} files",
                version.id,
                version.files.len()
            );
        }
        Model::Check(named) => {
            let checked = versions::check(&caller, &session.workspace, &named.name).await;
            let checked = checked.map_err(failed)?;
            report(&checked.diagnostics, &checked.sources());
            let errors = checked
                .diagnostics
                .iter()
                .any(attain_core::diag::Diagnostic::is_error);
            if errors {
                println!("version `{}` stays a draft", named.name);
                return Ok(super::code(true));
            }
            println!("version `{}` is checked", named.name);
        }
        Model::Approve(named) => {
            versions::approve(&caller, &named.name)
                .await
                .map_err(failed)?;
            println!("version `{}` is approved", named.name);
        }
        Model::Publish(given) => {
            let Some(from) = parse_date(&given.from) else {
                let message = format!("`{}` is no date; write 2012-01-31", given.from);
                return Err(Failure::Usage(message));
            };
            let version = versions::publish(&caller, &given.name, from)
                .await
                .map_err(failed)?;
            println!(
                "version `{}` is published, in force from {from}\n{}",
                version.id,
                version.files_sha256()
            );
        }
        Model::List(list) => return listed(&session, list).await,
        Model::Diff(diff) => return differences(&session, diff).await,
    }
    Ok(super::code(false))
}

async fn listed(session: &Session, arguments: &ModelList) -> Result<ExitCode, Failure> {
    let caller = session.caller().await?;
    let versions = versions::list(&caller)
        .await
        .map_err(|error| session.failure(error))?;
    let from = |version: &ModelVersion| version.effective_from.map(|day| day.to_string());
    match arguments.format {
        TextFormat::Json => {
            let values = versions.iter().map(|kept| {
                let version = &kept.value;
                json!({
                    "version": version.id, "title": version.title, "state": version.state.name(),
                    "edited_by": version.edited_by, "approved_by": version.approved_by,
                    "from": from(version), "sha256": version.files_sha256(),
                })
            });
            println!("{:#}", Value::from_iter(values));
        }
        TextFormat::Text => {
            let rows: Vec<Vec<String>> = versions
                .iter()
                .map(|kept| {
                    let version = &kept.value;
                    vec![
                        version.id.clone(),
                        version.title.clone(),
                        version.state.name().to_owned(),
                        from(version).unwrap_or_default(),
                        version.edited_by.clone(),
                        version.approved_by.clone().unwrap_or_default(),
                        version.files_sha256().chars().take(12).collect(),
                    ]
                })
                .collect();
            let header = [
                "version",
                "title",
                "state",
                "from",
                "edited by",
                "approved by",
                "hash",
            ];
            print!("{}", table(&header, &rows));
        }
    }
    Ok(super::code(false))
}

async fn differences(session: &Session, arguments: &ModelDiff) -> Result<ExitCode, Failure> {
    session.allowed(UseCase::ModelRead).await?;
    let fetch = async |name: &str| {
        let kept = session.store.model_fetch(name).await;
        kept.map(|kept| kept.value.files)
            .map_err(|error| session.failure(error.into()))
    };
    let old = fetch(&arguments.from).await?;
    let new = match &arguments.to {
        Some(to) => fetch(to).await?,
        None => versions::definitions(&session.workspace),
    };
    let words = versions::differences(&old, &new);
    for sentence in &words {
        println!("{sentence}");
    }
    if words.is_empty() {
        eprintln!("they say the same");
    }
    Ok(super::code(false))
}
