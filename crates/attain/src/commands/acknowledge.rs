//! `attain acknowledge`: somebody has read a document, in exactly these words.

use super::documents::{named, visible};
use crate::cli::Acknowledge;
use crate::failure::Failure;
use crate::session::Session;
use attain_app::access::UseCase;
use attain_app::papers::states;
use attain_core::document::{Paper, PaperKind};
use attain_store::acknowledgement::Acknowledgement;
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(
    arguments: &Acknowledge,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let ctx = session.allowed(UseCase::Acknowledge).await?;
    let (papers, scope) = visible(&session, UseCase::Acknowledge, &ctx).await?;
    let memo = memo_of(&papers, &arguments.person)
        .ok_or_else(|| session.absent(&scope, &arguments.person))?;
    let Some(person) = memo.person.clone() else {
        return Err(session.absent(&scope, &arguments.person));
    };
    let paper = match &arguments.document {
        Some(name) => named(&papers, name)?,
        None => memo,
    };
    if paper.kind == PaperKind::Memo && paper.person.as_ref() != Some(&person) {
        return Err(Failure::Usage(format!(
            "`{}` is for somebody else",
            paper.id
        )));
    }
    let state = states(
        &session.workspace.root,
        &session.store,
        std::slice::from_ref(paper),
    )
    .await
    .map_err(|error| session.failure(error))?;
    if !state.iter().all(|one| one.written) {
        return Err(Failure::Usage(format!(
            "`{}` is not written as it is now; run `attain documents --write` first",
            paper.id
        )));
    }
    let version = paper.version();
    let acknowledgement = Acknowledgement {
        id: format!("{}:{person}:{version}", paper.subject()),
        person: person.clone(),
        subject: paper.subject(),
        sha256: version.clone(),
    };
    session
        .store
        .acknowledgement_insert(&ctx, &acknowledgement)
        .await
        .map_err(|error| session.failure(error.into()))?;
    let short: String = version.chars().take(12).collect();
    println!("{person} has acknowledged {}, version {short}", paper.id);
    Ok(super::code(false))
}

/// The memo of a person, by the id of the person or of the memo.
fn memo_of<'a>(papers: &'a [Paper], key: &str) -> Option<&'a Paper> {
    papers.iter().find(|paper| {
        paper
            .person
            .as_ref()
            .is_some_and(|person| person.as_str() == key)
    })
}
