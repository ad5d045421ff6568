//! `[stage.NAME]` of the model: people, more tasks, documents, evidence, dates.

use super::Stage;
use crate::diag::{Diagnostic, Diagnostics, Span, Spanned};
use crate::id::PositionId;
use crate::model::{Model, check_name};
use crate::rules;
use crate::text::Table;
use jiff::civil::Date;

/// What the model says of a stage.
#[derive(Debug, Clone, Default)]
pub struct StageSettings {
    /// The positions that do it.
    pub people: Vec<Spanned<PositionId>>,
    /// Tasks besides those of every company.
    pub tasks: Vec<Spanned<String>>,
    /// Files of the workspace that must be there.
    pub documents: Vec<Spanned<String>>,
    /// Evidence that people give.
    pub evidence: Vec<Evidence>,
    /// The day on which it is to be decided.
    pub due: Option<Date>,
    /// The day of the next revision.
    pub revise: Option<Date>,
}

/// Evidence that people give.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// What is to be shown.
    pub text: String,
    /// Who showed it.
    pub by: Option<String>,
    /// When.
    pub on: Option<Date>,
    /// A file of the workspace that shows it.
    pub file: Option<Spanned<String>>,
    /// Where it is written.
    pub span: Span,
}

/// Reads one `[stage.NAME]`; a name that is no stage is reported.
pub(crate) fn parse_stage(
    name: &Spanned<String>,
    table: &Table<'_>,
) -> Option<(Stage, StageSettings)> {
    let settings = StageSettings {
        people: table
            .texts("people")
            .into_iter()
            .map(|text| text.map(PositionId::from))
            .collect(),
        tasks: table.texts("tasks"),
        documents: table.texts("documents"),
        evidence: table
            .tables("evidence")
            .iter()
            .filter_map(evidence)
            .collect(),
        due: table.date("due").map(|date| date.value),
        revise: table.date("revise").map(|date| date.value),
    };
    table.finish(&["note"]);
    let known = Stage::ALL.iter().map(|stage| stage.name());
    if !check_name("stage", &name.value, &name.span, known, table.diagnostics()) {
        return None;
    }
    Some((Stage::of(&name.value)?, settings))
}

fn evidence(table: &Table<'_>) -> Option<Evidence> {
    let text = table.required_text("text");
    let found = Evidence {
        text: text
            .as_ref()
            .map(|text| text.value.clone())
            .unwrap_or_default(),
        by: table.text("by").map(|by| by.value),
        on: table.date("on").map(|date| date.value),
        file: table.text("file"),
        span: table.span().clone(),
    };
    table.finish(&["note"]);
    if found.by.is_some() != found.on.is_some() {
        let message = format!("evidence `{}` says who or when, not both", found.text);
        table.diagnostics().push(
            Diagnostic::error(rules::EVIDENCE_INCOMPLETE, message)
                .at(&found.span, "")
                .with_help("write `by` and `on` together, or neither while it is missing"),
        );
    }
    text.map(|_| found)
}

/// The positions that stages name.
pub(crate) fn check_stages(model: &Model, diagnostics: &Diagnostics) {
    if model.company.people.is_some() {
        return;
    }
    for position in model.stages.values().flat_map(|settings| &settings.people) {
        let known = model.positions.keys().map(PositionId::as_str);
        check_name(
            "position",
            position.value.as_str(),
            &position.span,
            known,
            diagnostics,
        );
    }
    for files in model.stages.values().map(|settings| &settings.documents) {
        for file in files.iter().filter(|file| is_outside(&file.value)) {
            let message = format!("`{}` is no file of the workspace", file.value);
            diagnostics.push(
                Diagnostic::error(rules::EVIDENCE_INCOMPLETE, message)
                    .at(&file.span, "")
                    .with_help("write its path from the folder of `attain.toml`"),
            );
        }
    }
}

/// Whether a path leads out of the workspace.
fn is_outside(path: &str) -> bool {
    path.starts_with(['/', '\\'])
        || path.contains(':')
        || path.split(['/', '\\']).any(|part| part == "..")
}
