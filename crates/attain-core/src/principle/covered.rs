//! Every process has an owner and a KPI.

use super::{Finding, Scene};
use crate::diag::Diagnostic;
use crate::process::{Process, measured_row};
use crate::rules;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    let processes = || scene.model.processes.values();
    let owners = processes().map(|process| Finding::of_company(without_owner(process)));
    let kpis = processes().map(|process| Finding::of_company(without_kpi(scene, process)));
    owners.chain(kpis).collect()
}

fn without_owner(process: &Process) -> Option<Diagnostic> {
    if process.owner.is_some() {
        return None;
    }
    let message = format!("process `{}` has no owner", process.id);
    Some(
        Diagnostic::warning(rules::PROCESS_WITHOUT_OWNER, message)
            .at(&process.span, "")
            .with_help(format!(
                "add `[process.{}]` with `owner = \"POSITION\"`, or run `attain process set-owner`",
                process.id
            )),
    )
}

fn without_kpi(scene: &Scene<'_>, process: &Process) -> Option<Diagnostic> {
    let measured = scene.model.kpis.values().any(|kpi| {
        measured_row(scene.model, &scene.rows, kpi)
            .iter()
            .any(|row| row.process == process.id)
    });
    if measured {
        return None;
    }
    let message = format!("no KPI measures process `{}`", process.id);
    Some(
        Diagnostic::warning(rules::PROCESS_WITHOUT_KPI, message)
            .at(&process.span, "")
            .with_help("give a KPI `process` or `measures`"),
    )
}
