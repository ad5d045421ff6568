//! The eight stages of a company: where it stands, and decisions.

use crate::access::UseCase;
use crate::caller::Caller;
use crate::error::AppError;
use crate::papers;
use crate::run::organisation;
use crate::source::FactSource;
use crate::workspace::Workspace;
use attain_core::diag::Diagnostic;
use attain_core::document;
use attain_core::organisation::Organisation;
use attain_core::rules;
use attain_core::stage::{
    Circumstances, DECISION_COLUMNS, Outcome, Stage, StageState, decision_line, stages,
};
use attain_store::Store;
use attain_store::batch::BatchesAt;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Where a company stands with each stage.
///
/// # Errors
/// If the model has errors, or people, records or documents cannot be read.
pub async fn states(
    workspace: &Workspace,
    store: &Store,
    source: &dyn FactSource,
    today: Date,
) -> Result<Vec<StageState>, AppError> {
    let model = workspace.checked()?;
    // Nobody may be imported yet; the first stages do not need anybody.
    let organisation = match organisation(model, source).await {
        Err(AppError::Refused(_)) => Organisation::default(),
        other => other?,
    };
    let papers = document::papers(model, &organisation, today);
    let states = papers::states(&workspace.root, store, &papers).await?;
    let named = model.stages.values().flat_map(|settings| {
        let evidence = settings.evidence.iter().filter_map(|one| one.file.as_ref());
        settings.documents.iter().chain(evidence)
    });
    let files: BTreeSet<String> = named
        .map(|file| file.value.clone())
        .filter(|file| workspace.root.join(file).is_file())
        .collect();
    let circumstances = Circumstances {
        organisation,
        today,
        files,
        documents: papers::counted(&papers, &states),
        imports: store.batch_list(None, BatchesAt::Now).await?.len(),
    };
    Ok(stages(model, &circumstances))
}

/// A decision about a stage, as somebody states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDecision {
    /// The stage.
    pub stage: Stage,
    /// What is decided.
    pub outcome: Outcome,
    /// Who decides.
    pub by: String,
    /// When.
    pub on: Date,
    /// Why, or under which condition.
    pub note: String,
}

/// Decides a stage: a line of `data/decisions.csv`.
///
/// # Errors
/// If the caller may not; if it is to go on and evidence is missing, with all that is missing; if
/// the file cannot be written.
pub fn decide(
    workspace: &Workspace,
    caller: &Caller,
    states: &[StageState],
    decision: &NewDecision,
) -> Result<(), AppError> {
    caller.may(UseCase::ModelApprove)?;
    let stage = decision.stage;
    let state = states.iter().find(|state| state.stage == stage);
    let obstacles = state.map(StageState::obstacles).unwrap_or_default();
    if decision.outcome == Outcome::Go && !obstacles.is_empty() {
        let message = format!("stage {} ({stage}) cannot be decided yet", stage.number());
        let mut refused = Diagnostic::error(rules::EVIDENCE_MISSING, message)
            .with_help(format!("`attain stages show {stage}` shows what is there"));
        for obstacle in obstacles {
            refused = refused.with_note(obstacle);
        }
        return Err(AppError::Refused(vec![refused]));
    }
    let line = decision_line(
        stage,
        decision.outcome,
        &decision.by,
        decision.on,
        &decision.note,
    );
    let path = workspace.root.join("data").join("decisions.csv");
    papers::append(&path, &format!("{DECISION_COLUMNS}\n"), &line)
}
