//! Versions of the model: drafted, checked, approved by another person, published from a day on.
//!
//! A version holds the definitions: `attain.toml`, `model/`, `data/units.csv`. People and targets
//! are not part of it: they change without anybody changing a rule.

mod words;

pub use words::differences;

use crate::access::UseCase;
use crate::caller::Caller;
use crate::error::AppError;
use crate::targets;
use crate::workspace::Workspace;
use attain_core::diag::Diagnostic;
use attain_core::period::Period;
use attain_core::text::Document;
use attain_store::model::ModelVersion;
use attain_store::record::Edit;
use attain_store::{Kept, Store, StoreError};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The workspace as it counts for a period.
#[derive(Debug)]
pub struct InForce {
    /// The texts that count, checked.
    pub workspace: Workspace,
    /// The published version that they come from; none: nothing was ever published for these days,
    /// and the workspace's own files count.
    pub version: Option<ModelVersion>,
    /// Whether the workspace's own files say something else.
    pub differs: bool,
}

/// What counts for a period: the definitions that were published for its first day, people and
/// targets of the workspace, and the targets that were agreed in the records.
///
/// # Errors
/// If the records cannot be read.
pub async fn in_force(
    store: &Store,
    workspace: &Workspace,
    period: Period,
) -> Result<InForce, AppError> {
    let version = store.model_at(period.from).await?.map(|kept| kept.value);
    let own = definitions(workspace);
    let differs = version.as_ref().is_some_and(|version| version.files != own);
    let mut documents: Vec<Document> = match &version {
        None => workspace.documents.clone(),
        Some(version) => with_definitions(&workspace.documents, &version.files),
    };
    let agreed = store.target_list(&period.to_string()).await?;
    let agreed = targets::agreed(agreed);
    if version.is_none() && agreed.is_empty() {
        let found = workspace.diagnostics.clone();
        let mut same = Workspace::of_documents(&workspace.root, documents, Vec::new());
        same.diagnostics = found;
        return Ok(InForce {
            workspace: same,
            version,
            differs,
        });
    }
    targets::overlay(&mut documents, &agreed);
    Ok(InForce {
        workspace: Workspace::of_documents(&workspace.root, documents, Vec::new()),
        version,
        differs,
    })
}

/// Whether a file is part of a version.
fn is_definition(path: &str) -> bool {
    path == "attain.toml" || path.starts_with("model/") || path == "data/units.csv"
}

/// The definitions of a workspace, by path.
#[must_use]
pub fn definitions(workspace: &Workspace) -> BTreeMap<String, String> {
    let documents = workspace.documents.iter();
    let documents = documents.filter(|document| is_definition(&document.file));
    documents
        .map(|document| (document.file.to_string(), document.text.to_string()))
        .collect()
}

/// Texts with other definitions.
fn with_definitions(documents: &[Document], files: &BTreeMap<String, String>) -> Vec<Document> {
    let rest = documents
        .iter()
        .filter(|document| !is_definition(&document.file));
    let files = files
        .iter()
        .map(|(path, text)| Document::new(path.as_str(), text.as_str()));
    let mut all: Vec<Document> = rest.cloned().chain(files).collect();
    all.sort_by(|a, b| a.file.cmp(&b.file));
    all
}

/// A workspace with the definitions of a version.
#[must_use]
pub fn workspace_of(workspace: &Workspace, version: &ModelVersion) -> Workspace {
    let documents = with_definitions(&workspace.documents, &version.files);
    Workspace::of_documents(&workspace.root, documents, Vec::new())
}

/// Writes the workspace's definitions into a draft: a new one, or one that is not yet published,
/// which then has to be checked and approved again.
///
/// # Errors
/// If the caller may not, or the version is published.
pub async fn draft(
    caller: &Caller,
    workspace: &Workspace,
    id: &str,
    title: Option<&str>,
) -> Result<ModelVersion, AppError> {
    caller.may(UseCase::ModelDraft)?;
    let files = definitions(workspace);
    let (store, ctx) = (&caller.store, &caller.ctx);
    match store.model_fetch(id).await {
        Ok(kept) => {
            let title = title.unwrap_or(&kept.value.title).to_owned();
            let edit = Edit::new(id, kept.revision);
            store.model_update(ctx, edit, &title, files).await?;
        }
        Err(StoreError::NotFound { .. }) => {
            store
                .model_insert(ctx, id, title.unwrap_or(id), files)
                .await?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(store.model_fetch(id).await?.value)
}

/// Checks a draft with the people and targets of the workspace. Without errors it is checked.
///
/// # Errors
/// [`AppError::Refused`] with all that is wrong.
pub async fn check(
    caller: &Caller,
    workspace: &Workspace,
    id: &str,
) -> Result<Workspace, AppError> {
    caller.may(UseCase::ModelDraft)?;
    let kept = caller.store.model_fetch(id).await?;
    let checked = workspace_of(workspace, &kept.value);
    if checked.diagnostics.iter().any(Diagnostic::is_error) {
        return Ok(checked);
    }
    let edit = Edit::new(id, kept.revision);
    caller.store.model_check(&caller.ctx, edit).await?;
    Ok(checked)
}

/// Approves a checked version. Its editor cannot.
///
/// # Errors
/// If the caller may not, edited it last, or it is not checked.
pub async fn approve(caller: &Caller, id: &str) -> Result<(), AppError> {
    caller.may(UseCase::ModelApprove)?;
    let kept = caller.store.model_fetch(id).await?;
    let edit = Edit::new(id, kept.revision);
    caller.store.model_approve(&caller.ctx, edit).await?;
    Ok(())
}

/// Publishes an approved version, for ever, from a day on.
///
/// # Errors
/// If the caller may not, or it is not approved.
pub async fn publish(caller: &Caller, id: &str, from: Date) -> Result<ModelVersion, AppError> {
    caller.may(UseCase::ModelPublish)?;
    let kept = caller.store.model_fetch(id).await?;
    let edit = Edit::new(id, kept.revision);
    caller.store.model_publish(&caller.ctx, edit, from).await?;
    Ok(caller.store.model_fetch(id).await?.value)
}

/// All versions.
///
/// # Errors
/// If the caller may not.
pub async fn list(caller: &Caller) -> Result<Vec<Kept<ModelVersion>>, AppError> {
    caller.may(UseCase::ModelRead)?;
    Ok(caller.store.model_list().await?)
}
