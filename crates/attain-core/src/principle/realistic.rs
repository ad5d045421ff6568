//! Targets that somebody has reached.

use super::{Finding, Scene, percentage};
use crate::attainment::{AttainmentRule, Target};
use crate::diag::{Diagnostic, Span};
use crate::id::ScorecardId;
use crate::model::Kpi;
use crate::num::Exact;
use crate::plan::above_benchmark;
use crate::rules;

/// A target may ask for so much more than there was before, in hundredths.
const MORE: i64 = 30;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    scene
        .model
        .stated_targets()
        .filter(|(_, target, _)| target.benchmark.is_some() || target.baseline.is_some())
        .map(|(kpi, target, span)| Finding {
            scorecards: cards_of(scene, kpi),
            problem: above_benchmark(kpi, target, span).or_else(|| far(kpi, target, span)),
        })
        .collect()
}

fn cards_of(scene: &Scene<'_>, kpi: &Kpi) -> Vec<ScorecardId> {
    let cards = scene.model.scorecards.values();
    cards
        .filter(|card| card.lines.iter().any(|line| line.kpi.value == kpi.id))
        .map(|card| card.id.clone())
        .collect()
}

/// A leap from the baseline that no benchmark shows to be possible.
fn far(kpi: &Kpi, target: &Target, span: &Span) -> Option<Diagnostic> {
    if target.benchmark.is_some() {
        return None;
    }
    let (goal, baseline) = (Exact::from(target.target?), Exact::from(target.baseline?));
    let more = match &kpi.rule {
        AttainmentRule::Higher => &goal - &baseline,
        AttainmentRule::Lower(_) => &baseline - &goal,
        _ => return None,
    };
    let share = more.checked_div(&baseline.abs())?;
    if &share * &Exact::from_integer(100) <= Exact::from_integer(MORE) {
        return None;
    }
    let message = format!(
        "the target of `{}`, {}, is {} % from the baseline {}, and no benchmark is stated",
        kpi.id,
        goal.plain(),
        percentage(&share),
        baseline.plain()
    );
    Some(
        Diagnostic::warning(rules::TARGET_FAR_FROM_BASELINE, message)
            .at(span, "")
            .with_help("state the `benchmark` that shows that it can be reached, or go in steps"),
    )
}
