//! Nobody is measured on what he neither does nor answers for.

use super::{Finding, Scene};
use crate::diag::{Diagnostic, Span};
use crate::model::{Kpi, Scorecard};
use crate::process::{RaciRow, controls, measured_row};
use crate::rules;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    let model = scene.model;
    if model.processes.is_empty() && model.responsibilities.is_empty() {
        let first = model.scorecards.values().next();
        let none = |card: &Scorecard| {
            Diagnostic::note(
                rules::NO_PROCESSES,
                "the model has no processes, so nothing shows who controls what he is measured on",
            )
            .at(&card.span, "")
            .with_help("draw the processes (`model/processes/NAME.bpmn`), or add `[process.NAME]`")
        };
        return first
            .map(none)
            .map(|one| Finding::of_company(Some(one)))
            .into_iter()
            .collect();
    }
    let mut found = scene.each_kpi(|kpi| {
        let measured = measured_row(model, &scene.rows, kpi);
        measured.is_empty().then(|| without(kpi))
    });
    for card in model.scorecards.values() {
        for (line, kpi) in scene.paid(card) {
            let measured = measured_row(model, &scene.rows, kpi);
            if !measured.is_empty() {
                found.push(Finding::of_card(
                    card,
                    outside(card, kpi, &measured, &line.span),
                ));
            }
        }
    }
    found
}

fn without(kpi: &Kpi) -> Diagnostic {
    let message = format!("KPI `{}` measures nobody's responsibility", kpi.id);
    Diagnostic::warning(rules::KPI_WITHOUT_RESPONSIBILITY, message)
        .at(&kpi.span, "")
        .with_help("add `measures = \"RESPONSIBILITY\"` or `process = \"PROCESS\"`")
}

fn outside(card: &Scorecard, kpi: &Kpi, measured: &[&RaciRow], span: &Span) -> Option<Diagnostic> {
    let outside: Vec<String> = card
        .positions
        .iter()
        .filter(|position| !controls(measured, position))
        .map(|position| format!("`{position}`"))
        .collect();
    if outside.is_empty() {
        return None;
    }
    let what = measured.first().map_or("", |row| row.title.as_str());
    let message = format!(
        "scorecard `{}` pays {} by `{}`, and they neither do nor answer for `{what}`",
        card.id,
        outside.join(", "),
        kpi.id
    );
    Some(
        Diagnostic::warning(rules::NOT_CONTROLLABLE, message)
            .at(span, "")
            .at(&kpi.span, "the KPI")
            .with_help("make them responsible, or measure them by what they control"),
    )
}
