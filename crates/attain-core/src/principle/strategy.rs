//! Every KPI serves a goal of the strategy, and every goal has a KPI.

use super::{Finding, Scene};
use crate::diag::Diagnostic;
use crate::model::Goal;
use crate::rules;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    let mut found = scene.each_kpi(|kpi| {
        if kpi.goal.is_some() {
            return None;
        }
        let message = format!("KPI `{}` serves no goal of the strategy", kpi.id);
        Some(
            Diagnostic::warning(rules::KPI_WITHOUT_GOAL, message)
                .at(&kpi.span, "")
                .with_help(
                    "add `goal = \"…\"`, or leave the KPI out; `attain aggregate` proposes goals",
                ),
        )
    });
    found.extend(
        scene
            .model
            .goals
            .values()
            .map(|goal| goal_measured(scene, goal)),
    );
    found
}

/// A goal is measured by a KPI, or by goals below it.
fn goal_measured(scene: &Scene<'_>, goal: &Goal) -> Finding {
    let by_kpi = scene
        .model
        .kpis
        .values()
        .any(|kpi| kpi.goal.as_ref().is_some_and(|one| one.value == goal.id));
    let by_goal = scene.model.goals.values().any(|other| {
        other
            .parent
            .as_ref()
            .is_some_and(|parent| parent.value == goal.id)
    });
    let problem = (!by_kpi && !by_goal).then(|| {
        let message = format!("goal `{}` has no KPI and no goal below it", goal.id);
        Diagnostic::warning(rules::GOAL_WITHOUT_KPI, message)
            .at(&goal.span, "")
            .with_help("measure it, or give up the goal")
    });
    Finding::of_company(problem)
}
