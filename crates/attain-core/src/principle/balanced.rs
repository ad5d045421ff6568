//! All four perspectives are measured.

use super::{Finding, Scene};
use crate::diag::Diagnostic;
use crate::model::{Kpi, Perspective, Scorecard};
use crate::rules;
use std::collections::BTreeSet;

/// So many KPIs can look at more than one side.
const ENOUGH: usize = 3;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    let cards = || scene.model.scorecards.values();
    let mut found: Vec<Finding> = Vec::new();
    let paid: Vec<&Kpi> = cards()
        .flat_map(|card| scene.paid(card))
        .map(|(_, kpi)| kpi)
        .collect();
    if !scene.model.goals.is_empty() && paid.len() >= ENOUGH {
        let measured: BTreeSet<Perspective> = paid
            .iter()
            .filter_map(|kpi| perspective(scene, kpi))
            .collect();
        let each = Perspective::NAMES.into_iter();
        found.extend(each.map(|(name, one)| {
            Finding::of_company(
                (!measured.contains(&one))
                    .then(|| empty(scene, name))
                    .flatten(),
            )
        }));
    }
    found.extend(cards().filter_map(|card| one_sided(scene, card)));
    found
}

fn perspective(scene: &Scene<'_>, kpi: &Kpi) -> Option<Perspective> {
    let goal = scene.model.goals.get(&kpi.goal.as_ref()?.value)?;
    Some(goal.perspective)
}

fn empty(scene: &Scene<'_>, name: &str) -> Option<Diagnostic> {
    let goal = scene.model.goals.values().next()?;
    let message = format!("nothing that is paid serves a goal of the perspective `{name}`");
    Some(
        Diagnostic::note(rules::PERSPECTIVE_EMPTY, message)
            .at(&goal.span, "the strategy map begins here")
            .with_help("add a goal of this perspective and a KPI, or say that it waits"),
    )
}

/// A scorecard of three and more KPIs that looks at one side only.
fn one_sided(scene: &Scene<'_>, card: &Scorecard) -> Option<Finding> {
    let paid = scene.paid(card);
    let sides: Vec<Option<Perspective>> = paid
        .iter()
        .map(|(_, kpi)| perspective(scene, kpi))
        .collect();
    if sides.len() < ENOUGH || sides.contains(&None) {
        return None;
    }
    let distinct: BTreeSet<Perspective> = sides.into_iter().flatten().collect();
    let problem = match distinct.first().filter(|_| distinct.len() == 1) {
        None => None,
        Some(only) => {
            let message = format!(
                "all KPIs of scorecard `{}` are of the perspective `{}`",
                card.id,
                only.name()
            );
            let problem = Diagnostic::warning(rules::ONE_SIDED_SCORECARD, message)
                .at(&card.span, "")
                .with_help("add what customers, processes or people see of this work");
            Some(problem)
        }
    };
    Some(Finding::of_card(card, problem))
}
