//! Diagnostics, results and explanations as JSON. Numbers are texts, so that they stay exact.

use crate::import::Committed;
use attain_core::batch::Batch;
use attain_core::calculate::{
    Calculation, LineResult, PersonResult, Scored, Subject, TargetOrigin,
};
use attain_core::diag::render::Sources;
use attain_core::diag::{Diagnostic, Span};
use attain_core::explain::{Explanation, FactPart, LineFacts};
use attain_core::model::KpiSource;
use attain_core::num::{Decimal, Exact, plain};
use attain_store::batch::BatchRecord;
use serde_json::{Value, json};

/// Diagnostics with their places.
#[must_use]
pub fn diagnostics(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    pretty(&diagnostic_values(diagnostics, sources))
}

fn diagnostic_values(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    diagnostics
        .iter()
        .map(|one| diagnostic_value(one, sources))
        .collect()
}

pub(crate) fn diagnostic_value(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let labels: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let mut value = place_value(&label.span, sources);
            if let Some(object) = value.as_object_mut() {
                object.insert("text".to_owned(), Value::from(label.text.as_str()));
            }
            value
        })
        .collect();
    json!({
        "code": diagnostic.code.id,
        "name": diagnostic.code.name,
        "severity": diagnostic.severity.name(),
        "message": diagnostic.message,
        "labels": labels,
        "help": diagnostic.help,
        "notes": diagnostic.notes,
    })
}

/// File, bytes, and line and column (from 1) where the text is known.
fn place_value(span: &Span, sources: &Sources) -> Value {
    let position = sources.position(span);
    json!({
        "file": &*span.file,
        "start": span.range.start,
        "end": span.range.end,
        "line": position.map(|position| position.line),
        "column": position.map(|position| position.column),
    })
}

/// What came of an import.
#[must_use]
pub fn committed(committed: &Committed) -> String {
    pretty(&match committed {
        Committed::New { batch, superseded } => {
            let superseded: Vec<&str> = superseded.iter().map(|id| id.as_str()).collect();
            json!({ "imported": true, "batch": batch_value(batch), "superseded": superseded })
        }
        Committed::Known { batch, by, at } => json!({
            "imported": false,
            "batch": batch_value(batch),
            "by": by,
            "at": at.to_string(),
        }),
    })
}

/// The imports of a workspace.
#[must_use]
pub fn batches(records: &[BatchRecord]) -> String {
    let values: Vec<Value> = records
        .iter()
        .map(|record| {
            json!({
                "batch": batch_value(&record.batch),
                "status": record.status(),
                "distinct": record.distinct_reason,
                "by": record.committed.by,
                "at": record.committed.at.to_string(),
                "reason": record.end.as_ref().map(|end| end.reason.as_str()),
            })
        })
        .collect();
    pretty(&Value::from(values))
}

fn batch_value(batch: &Batch) -> Value {
    let files: Vec<Value> = batch
        .files
        .iter()
        .map(|file| {
            json!({
                "name": file.name, "bytes": file.bytes, "sha256": file.sha256, "rows": file.rows,
            })
        })
        .collect();
    let totals: Vec<Value> = batch
        .totals
        .iter()
        .map(|total| json!({ "column": total.column, "sum": plain(total.sum) }))
        .collect();
    json!({
        "id": batch.id.as_str(),
        "dataset": batch.dataset.as_str(),
        "path": batch.path,
        "bytes": batch.bytes,
        "sha256": batch.sha256,
        "content_sha256": batch.content_sha256,
        "rows": batch.rows,
        "covers": batch.covers.map(|(from, to)| json!([from.to_string(), to.to_string()])),
        "files": files,
        "totals": totals,
    })
}

/// A period's results.
#[must_use]
pub fn calculation(calculation: &Calculation, sources: &Sources) -> String {
    let people: Vec<Value> = calculation.results.iter().map(person_value).collect();
    pretty(&json!({
        "period": calculation.period.to_string(),
        "from": calculation.period.from.to_string(),
        "to": calculation.period.to.to_string(),
        "people": people,
        "diagnostics": diagnostic_values(&calculation.diagnostics, sources),
    }))
}

fn person_value(result: &PersonResult) -> Value {
    let lines: Vec<Value> = result.lines.iter().map(line_value).collect();
    json!({
        "person": result.person.as_str(),
        "name": result.name,
        "scorecard": result.scorecard.as_str(),
        "plan": result.plan.as_ref().map(|plan| plan.as_str()),
        "blocked": result.blocked,
        "total": result.payout.as_ref().map(|payout| plain(payout.total)),
        "kpis": lines,
    })
}

fn line_value(line: &LineResult) -> Value {
    let target = line.target.as_ref().map(|found| &found.target);
    let scored = line.score.as_ref();
    let amount = scored.and_then(|scored| scored.amount.as_ref());
    json!({
        "kpi": line.kpi.as_str(),
        "actual": line.actual.value.as_ref().map(Exact::to_string),
        "rows": line.actual.rows,
        "target": number(target.and_then(|target| target.target)),
        "minimum": number(target.and_then(|target| target.minimum)),
        "desired": number(target.and_then(|target| target.desired)),
        "attainment": number(line.attainment.as_ref().map(|attained| attained.attainment)),
        "score": number(line.score.as_ref().and_then(Scored::score)),
        "amount": amount.map(Exact::to_string),
        "weight": number(line.weight),
        "payout": number(line.payout),
        "ignored": line.ignored,
    })
}

fn number(value: Option<Decimal>) -> Value {
    value.map(plain).into()
}

/// One person's period, down to the rows.
#[must_use]
pub fn explanation(explanation: &Explanation<'_>, sources: &Sources) -> String {
    let lines: Vec<Value> = explanation
        .lines
        .iter()
        .map(|facts| explained_line(explanation, facts, sources))
        .collect();
    let mut value = person_value(explanation.result);
    if let Some(object) = value.as_object_mut() {
        object.insert(
            "period".to_owned(),
            explanation.calculation.period.to_string().into(),
        );
        object.insert(
            "currency".to_owned(),
            explanation.model.company.currency.as_str().into(),
        );
        object.insert("kpis".to_owned(), lines.into());
        object.insert("pay".to_owned(), pay_value(explanation, sources));
        let found = diagnostic_values(&explanation.result.diagnostics, sources);
        object.insert("diagnostics".to_owned(), found);
    }
    pretty(&value)
}

fn explained_line(
    explanation: &Explanation<'_>,
    facts: &LineFacts<'_>,
    sources: &Sources,
) -> Value {
    let line = facts.line;
    let mut value = line_value(line);
    let (Some(object), Some(kpi)) = (value.as_object_mut(), explanation.model.kpis.get(&line.kpi))
    else {
        return value;
    };
    let (written, place) = match &kpi.source {
        KpiSource::Measure { measure, .. } => (&measure.text.value, &measure.text.span),
        KpiSource::Formula(formula) => (&formula.text.value, &formula.text.span),
    };
    object.insert("title".to_owned(), kpi.title.as_str().into());
    object.insert("unit".to_owned(), kpi.unit.clone().into());
    object.insert(
        "credit".to_owned(),
        line.subject.as_ref().map(subject_value).into(),
    );
    object.insert("measure".to_owned(), written.as_str().into());
    object.insert("measure_place".to_owned(), place_value(place, sources));
    let days = facts
        .days
        .map(|(from, to)| json!([from.to_string(), to.to_string()]));
    object.insert("days".to_owned(), days.into());
    let parts: Vec<Value> = facts.parts.iter().map(part_value).collect();
    object.insert("facts".to_owned(), parts.into());
    object.insert("target_origin".to_owned(), origin_value(line, sources));
    let formula = line
        .attainment
        .as_ref()
        .map(|attained| attained.account.formula());
    object.insert("attainment_formula".to_owned(), formula.into());
    let rule = line.score.as_ref().map(|scored| scored.remark(sources));
    object.insert("score_rule".to_owned(), rule.into());
    value
}

fn subject_value(subject: &Subject) -> Value {
    match subject {
        Subject::Own(person) => json!({ "own": person.as_str() }),
        Subject::Team(person) => json!({ "team": person.as_str() }),
        Subject::Unit(unit) => json!({ "unit": unit.as_str() }),
        Subject::Company => json!("company"),
    }
}

/// `rows = qualified + the sum of failed`, for each batch and together.
fn part_value(part: &FactPart) -> Value {
    let failed: Vec<Value> = part
        .conditions
        .iter()
        .enumerate()
        .map(
            |(index, condition)| json!({ "condition": condition.text, "rows": part.failed(index) }),
        )
        .collect();
    let batches: Vec<Value> = part
        .detail
        .batches
        .iter()
        .map(|batch| {
            let values: Vec<Value> = batch.values.iter().map(|value| number(*value)).collect();
            json!({
                "batch": batch.batch.as_str(),
                "files": batch.files,
                "rows": batch.rows,
                "qualified": batch.qualified,
                "failed": batch.failed,
                "values": values,
            })
        })
        .collect();
    let aggregates: Vec<String> = part.aggregates.iter().map(ToString::to_string).collect();
    json!({
        "kpi": part.kpi.as_str(),
        "dataset": part.dataset.as_str(),
        "rows": part.rows(),
        "qualified": part.qualified(),
        "failed": failed,
        "aggregates": aggregates,
        "batches": batches,
    })
}

fn origin_value(line: &LineResult, sources: &Sources) -> Value {
    match line.target.as_ref().map(|found| &found.origin) {
        None => Value::Null,
        Some(TargetOrigin::Model(span)) => place_value(span, sources),
        Some(TargetOrigin::Pieces(_, pieces)) => pieces
            .iter()
            .map(|piece| {
                json!({
                    "from": piece.window.from.to_string(),
                    "to": piece.window.to.to_string(),
                    "target": piece.target.map(plain),
                    "place": place_value(&piece.span, sources),
                })
            })
            .collect(),
        Some(TargetOrigin::Facts(rows)) => rows
            .iter()
            .map(|(origin, amount)| {
                json!({
                    "batch": origin.batch.as_str(), "row": origin.row, "amount": plain(*amount),
                })
            })
            .collect(),
    }
}

fn pay_value(explanation: &Explanation<'_>, sources: &Sources) -> Value {
    let Some(payout) = &explanation.result.payout else {
        return Value::Null;
    };
    let steps: Vec<Value> = payout
        .account
        .iter()
        .map(|step| {
            json!({
                "name": step.name,
                "value": step.value,
                "remark": step.remark,
                "place": step.span.as_ref().map(|span| place_value(span, sources)),
            })
        })
        .collect();
    let lines: Vec<Value> = payout
        .lines
        .iter()
        .map(|line| json!({ "line": line.id, "amount": plain(line.amount) }))
        .collect();
    let beside: Vec<Value> = payout
        .beside
        .iter()
        .map(|line| json!({ "line": line.id, "amount": plain(line.amount) }))
        .collect();
    json!({
        "steps": steps,
        "lines": lines,
        "total": plain(payout.total),
        "fixed": number(payout.fixed),
        "beside": beside,
    })
}

pub(crate) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
