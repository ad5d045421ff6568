//! Every KPI has a unit, an owner, a source and a period. A model cannot be without the last two.

use super::{Finding, Scene};
use crate::diag::Diagnostic;
use crate::rules;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    scene.each_kpi(|kpi| {
        let missing: Vec<&str> = [
            ("its `unit`", kpi.unit.is_none()),
            ("its `owner`", kpi.owner.is_none()),
        ]
        .into_iter()
        .filter(|(_, missing)| *missing)
        .map(|(what, _)| what)
        .collect();
        if missing.is_empty() {
            return None;
        }
        let message = format!("KPI `{}` does not say {}", kpi.id, missing.join(" and "));
        Some(
            Diagnostic::warning(rules::KPI_UNCLEAR, message)
                .at(&kpi.span, "")
                .with_help("say what is counted, and which position answers for the number"),
        )
    })
}
