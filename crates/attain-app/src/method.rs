//! Coverage, principles, stages, pilots and documents as JSON and CSV.

use crate::json::{diagnostic_value, pretty};
use crate::papers::PaperState;
use attain_core::diag::Diagnostic;
use attain_core::diag::render::Sources;
use attain_core::document::Paper;
use attain_core::num::{Decimal, plain};
use attain_core::principle::Health;
use attain_core::process::{Coverage, RaciRow};
use attain_core::stage::StageState;
use attain_core::stage::pilot::{Comparison, Verdict};
use attain_core::text::csv_line;
use serde_json::{Value, json};

fn texts<T: ToString>(items: &[T]) -> Value {
    items
        .iter()
        .map(|item| Value::from(item.to_string()))
        .collect()
}

fn number(value: Option<Decimal>) -> Value {
    value.map(plain).into()
}

/// Coverage as JSON.
#[must_use]
pub fn coverage(coverage: &Coverage) -> String {
    let rows: Vec<Value> = coverage
        .rows
        .iter()
        .zip(&coverage.kpis)
        .map(|(row, kpis)| {
            let mut value = row_value(row, coverage);
            if let Some(object) = value.as_object_mut() {
                let _ = object.insert("kpis".to_owned(), texts(kpis));
            }
            value
        })
        .collect();
    let uncontrolled: Vec<Value> = coverage
        .uncontrolled
        .iter()
        .map(|one| {
            json!({
                "scorecard": one.scorecard.as_str(),
                "position": one.position.as_str(),
                "kpi": one.kpi.as_str(),
            })
        })
        .collect();
    let nobody: Vec<Value> = coverage
        .without_responsible
        .iter()
        .map(|(process, task)| json!({ "process": process.as_str(), "task": task }))
        .collect();
    pretty(&json!({
        "gaps": coverage.gaps(),
        "processes_without_owner": texts(&coverage.without_owner),
        "processes_without_kpi": texts(&coverage.without_kpi),
        "responsibilities_without_kpi": texts(&coverage.unmeasured),
        "kpis_without_responsibility": texts(&coverage.without_responsibility),
        "measured_without_control": uncontrolled,
        "tasks_without_responsible": nobody,
        "raci": rows,
    }))
}

fn row_value(row: &RaciRow, coverage: &Coverage) -> Value {
    let roles: serde_json::Map<String, Value> = coverage
        .positions
        .iter()
        .map(|position| (position.to_string(), row.letters(position)))
        .filter(|(_, letters)| !letters.is_empty())
        .map(|(position, letters)| (position, Value::from(letters)))
        .collect();
    json!({
        "process": row.process.as_str(),
        "task": row.task,
        "title": row.title,
        "automatic": row.automatic,
        "responsibilities": texts(&row.responsibilities),
        "roles": roles,
    })
}

/// The RACI matrix as CSV: process, task, title, KPIs, then a column for each position.
#[must_use]
pub fn raci_csv(coverage: &Coverage) -> String {
    let mut header: Vec<String> = ["process", "task", "title", "kpis"]
        .map(str::to_owned)
        .to_vec();
    header.extend(coverage.positions.iter().map(ToString::to_string));
    let mut out = csv_line(&header);
    for (row, kpis) in coverage.rows.iter().zip(&coverage.kpis) {
        let kpis: Vec<String> = kpis.iter().map(ToString::to_string).collect();
        let mut cells = vec![
            row.process.to_string(),
            row.task.clone().unwrap_or_default(),
            row.title.clone(),
            kpis.join(" "),
        ];
        cells.extend(
            coverage
                .positions
                .iter()
                .map(|position| row.letters(position)),
        );
        out.push_str(&csv_line(&cells));
    }
    out
}

/// The score of a system as JSON.
#[must_use]
pub fn health(health: &Health, sources: &Sources) -> String {
    let reasons = |found: &[Diagnostic]| -> Value {
        found
            .iter()
            .map(|one| diagnostic_value(one, sources))
            .collect()
    };
    let principles: Vec<Value> = health
        .principles
        .iter()
        .map(|one| {
            json!({
                "name": one.name,
                "title": one.title,
                "off": one.off,
                "checked": one.checked,
                "kept": one.kept,
                "score": number(one.score),
                "reasons": reasons(&one.reasons),
            })
        })
        .collect();
    let positions: Vec<Value> = health
        .positions
        .iter()
        .map(|one| {
            json!({
                "position": one.position.as_str(),
                "score": number(one.score),
                "reasons": reasons(&one.reasons),
            })
        })
        .collect();
    pretty(&json!({
        "score": number(health.score),
        "principles": principles,
        "positions": positions,
    }))
}

/// The stages as JSON.
#[must_use]
pub fn stages(states: &[StageState]) -> String {
    let values: Vec<Value> = states.iter().map(stage_value).collect();
    pretty(&Value::from(values))
}

fn stage_value(state: &StageState) -> Value {
    let proofs: Vec<Value> = state
        .proofs
        .iter()
        .map(|proof| {
            json!({
                "text": proof.text,
                "met": proof.met,
                "found": proof.found,
                "automatic": proof.automatic,
            })
        })
        .collect();
    let people: Vec<String> = state
        .settings
        .people
        .iter()
        .map(|one| one.value.to_string())
        .collect();
    let documents: Vec<&str> = state
        .settings
        .documents
        .iter()
        .map(|one| one.value.as_str())
        .collect();
    let decision = state.decision.as_ref().map(|decision| {
        json!({
            "outcome": decision.outcome.name(),
            "by": decision.by,
            "on": decision.on.to_string(),
            "note": decision.note,
        })
    });
    json!({
        "number": state.stage.number(),
        "stage": state.stage.name(),
        "title": state.stage.title(),
        "status": state.status(),
        "due": state.settings.due.map(|day| day.to_string()),
        "tasks": state.tasks,
        "people": people,
        "documents": documents,
        "evidence": proofs,
        "decision": decision,
    })
}

/// The columns of [`pilot_csv`].
pub const PILOT_COLUMNS: &str = "person,name,period,old,new,difference,part,amount,verdict,reason";

/// A pilot as CSV: a row for each part of a difference, then one with part `total`.
#[must_use]
pub fn pilot_csv(comparisons: &[Comparison]) -> String {
    let mut out = format!("{PILOT_COLUMNS}\n");
    let shown = |value: Option<Decimal>| value.map(plain).unwrap_or_default();
    for one in comparisons {
        let parts = one
            .parts
            .iter()
            .map(|part| (part.what.clone(), plain(part.amount)));
        let total = ("total".to_owned(), shown(one.difference));
        for (what, amount) in parts.chain([total]) {
            out.push_str(&csv_line(&[
                one.person.clone(),
                one.name.clone(),
                one.period.to_string(),
                shown(one.old),
                shown(one.new),
                shown(one.difference),
                what,
                amount,
                one.verdict.name().to_owned(),
                reason(&one.verdict),
            ]));
        }
    }
    out
}

/// Why a verdict is as it is; empty where the parts say it.
#[must_use]
pub fn reason(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Equal | Verdict::Explained => String::new(),
        Verdict::Marked { reason, by } => format!("{reason} ({by})"),
        Verdict::Unexplained(why) => why.clone(),
    }
}

/// A pilot as JSON.
#[must_use]
pub fn pilot(comparisons: &[Comparison]) -> String {
    let values: Vec<Value> = comparisons
        .iter()
        .map(|one| {
            let parts: Vec<Value> = one
                .parts
                .iter()
                .map(|part| json!({ "what": part.what, "amount": plain(part.amount) }))
                .collect();
            json!({
                "person": one.person,
                "name": one.name,
                "period": one.period.to_string(),
                "old": number(one.old),
                "new": number(one.new),
                "difference": number(one.difference),
                "parts": parts,
                "verdict": one.verdict.name(),
                "reason": reason(&one.verdict),
            })
        })
        .collect();
    pretty(&Value::from(values))
}

/// Documents with their versions and acknowledgements as JSON.
#[must_use]
pub fn documents(papers: &[Paper], states: &[PaperState]) -> String {
    let values: Vec<Value> = papers
        .iter()
        .zip(states)
        .map(|(paper, state)| {
            let acknowledged = state.acknowledged.as_ref();
            json!({
                "document": paper.id,
                "kind": paper.kind.name(),
                "title": paper.title,
                "person": paper.person.as_ref().map(|person| person.as_str()),
                "version": state.version,
                "written": state.written,
                "acknowledged": acknowledged.map(|(at, by)| json!({ "at": at, "by": by })),
                "outdated": state.outdated,
            })
        })
        .collect();
    pretty(&Value::from(values))
}

/// A document as JSON: its words, and how they are arranged.
#[must_use]
pub fn paper(paper: &Paper) -> String {
    pretty(&json!({
        "document": paper.id,
        "kind": paper.kind.name(),
        "title": paper.title,
        "version": paper.version(),
        "markdown": paper.markdown(),
    }))
}
