//! The goals of the company as a tree, in four perspectives, with the KPIs that serve them.

use super::gather::{Gathering, gather};
use crate::id::{GoalId, KpiId};
use crate::model::{Goal, Model, Perspective};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Deeper than this no strategy is; a loop of parents ends here.
const MOST_LEVELS: usize = 32;

/// The tree as text: perspectives, their goals, goals below them, KPIs and cascades of each; then
/// what serves no goal, and which goals nothing measures. Ends with a line break.
#[must_use]
pub fn goal_tree(model: &Model) -> String {
    let gathering = gather(model);
    let mut out = String::new();
    let mut shown = BTreeSet::new();
    for (name, perspective) in Perspective::NAMES {
        let tops: Vec<&Goal> = model
            .goals
            .values()
            .filter(|goal| goal.perspective == perspective && !has_parent(model, goal))
            .collect();
        let _ = writeln!(out, "{name}");
        if tops.is_empty() {
            let _ = writeln!(out, "  no goal");
        }
        for goal in tops {
            branch(model, goal, 1, &mut shown, &mut out);
        }
    }
    for goal in model
        .goals
        .values()
        .filter(|goal| !shown.contains(&goal.id))
    {
        let _ = writeln!(
            out,
            "goal `{}` is its own parent, or deeper than {MOST_LEVELS} levels",
            goal.id
        );
    }
    loose_ends(&gathering, &mut out);
    out
}

/// A parent that is not there has been reported, and its goals stand at the top.
fn has_parent(model: &Model, goal: &Goal) -> bool {
    let parent = goal.parent.as_ref();
    parent.is_some_and(|parent| model.goals.contains_key(&parent.value))
}

fn branch<'a>(
    model: &'a Model,
    goal: &'a Goal,
    level: usize,
    shown: &mut BTreeSet<&'a GoalId>,
    out: &mut String,
) {
    if level > MOST_LEVELS || !shown.insert(&goal.id) {
        return;
    }
    let indent = "  ".repeat(level);
    let unit = goal.unit.as_ref();
    let unit = unit.map_or_else(String::new, |unit| format!(", unit `{}`", unit.value));
    let _ = writeln!(out, "{indent}{}: {}{unit}", goal.id, goal.title);
    for kpi in model.kpis.values() {
        if kpi
            .goal
            .as_ref()
            .is_some_and(|served| served.value == goal.id)
        {
            let cards = cards_of(model, &kpi.id);
            let _ = writeln!(out, "{indent}  - {}: {}{cards}", kpi.id, kpi.title);
        }
    }
    for cascade in model.cascades.values() {
        if cascade
            .goal
            .as_ref()
            .is_some_and(|served| served.value == goal.id)
        {
            let _ = writeln!(
                out,
                "{indent}  - cascade {}: {} over {} parts of {}",
                cascade.id,
                cascade.whole.value,
                cascade.parts.len(),
                cascade.part.value
            );
        }
    }
    let below = model.goals.values().filter(|below| {
        below
            .parent
            .as_ref()
            .is_some_and(|parent| parent.value == goal.id)
    });
    for below in below {
        branch(model, below, level.saturating_add(1), shown, out);
    }
}

fn cards_of(model: &Model, kpi: &KpiId) -> String {
    let has =
        |card: &&crate::model::Scorecard| card.lines.iter().any(|line| line.kpi.value == *kpi);
    let cards: Vec<&str> = model
        .scorecards
        .values()
        .filter(has)
        .map(|card| card.id.as_str())
        .collect();
    match cards.as_slice() {
        [] => " (in no scorecard)".to_owned(),
        cards => format!(" ({})", cards.join(", ")),
    }
}

fn loose_ends(gathering: &Gathering, out: &mut String) {
    for proposal in &gathering.proposals {
        for kpi in &proposal.kpis {
            let _ = writeln!(out, "KPI `{kpi}` is in a scorecard and serves no goal");
        }
    }
    for kpi in &gathering.orphans {
        let _ = writeln!(
            out,
            "orphan: KPI `{kpi}` is in no scorecard and serves no goal"
        );
    }
    for goal in &gathering.unmeasured {
        let _ = writeln!(out, "goal `{goal}` has no KPI and no goal below it");
    }
}
