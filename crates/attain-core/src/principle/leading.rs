//! What will come beside what came.

use super::{Finding, Scene};
use crate::diag::Diagnostic;
use crate::model::{Scorecard, Timing};
use crate::rules;

/// So many KPIs can show both.
const ENOUGH: usize = 3;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    let cards = scene.model.scorecards.values();
    cards.filter_map(|card| one_timing(scene, card)).collect()
}

/// A scorecard of three and more KPIs shows both, those that are only shown included.
fn one_timing(scene: &Scene<'_>, card: &Scorecard) -> Option<Finding> {
    let timings: Vec<Timing> = card
        .lines
        .iter()
        .filter_map(|line| scene.model.kpis.get(&line.kpi.value))
        .map(|kpi| kpi.timing)
        .collect();
    if timings.len() < ENOUGH {
        return None;
    }
    let (only, missing) = match (
        timings.contains(&Timing::Leading),
        timings.contains(&Timing::Lagging),
    ) {
        (true, false) => ("leading", "what came of it"),
        (false, true) => ("lagging", "what will come"),
        _ => return Some(Finding::of_card(card, None)),
    };
    let message = format!(
        "all KPIs of scorecard `{}` are {only}; none shows {missing}",
        card.id
    );
    let problem = Diagnostic::note(rules::ONE_TIMING, message)
        .at(&card.span, "")
        .with_help(
            "add one, shown without a weight at least, or state `timing` of those there are",
        );
    Some(Finding::of_card(card, Some(problem)))
}
