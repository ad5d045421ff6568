//! How much is paid only together with how well.

use super::{Finding, Scene};
use crate::diag::Diagnostic;
use crate::model::{Kpi, KpiKind, Scorecard, ScorecardLine};
use crate::rules;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for card in scene.model.scorecards.values() {
        for (line, kpi) in scene.paid(card) {
            if kpi.kind == KpiKind::Volume {
                found.push(Finding::of_card(
                    card,
                    without_quality(scene, card, line, kpi),
                ));
            } else if kpi.indicator.is_some() {
                found.push(Finding::of_card(card, not_shown(card, line, kpi)));
            }
        }
    }
    found
}

/// A volume that pays needs a KPI on the same scorecard that says how well.
fn without_quality(
    scene: &Scene<'_>,
    card: &Scorecard,
    line: &ScorecardLine,
    volume: &Kpi,
) -> Option<Diagnostic> {
    let counterpart = scene.paid(card).into_iter().any(|(_, kpi)| {
        kpi.kind != KpiKind::Volume
            && kpi
                .indicator
                .as_ref()
                .is_some_and(|one| one.value == volume.id)
    });
    if counterpart {
        return None;
    }
    let message = format!(
        "scorecard `{}` pays for how much (`{}`) and not for how well",
        card.id, volume.id
    );
    Some(
        Diagnostic::warning(rules::VOLUME_WITHOUT_QUALITY, message)
            .at(&line.span, "")
            .with_help(format!(
                "pay by a KPI that counts only what qualifies, with `indicator = \"{}\"`",
                volume.id
            )),
    )
}

/// The plan indicator of a KPI belongs beside it.
fn not_shown(card: &Scorecard, line: &ScorecardLine, kpi: &Kpi) -> Option<Diagnostic> {
    let indicator = &kpi.indicator.as_ref()?.value;
    if card.lines.iter().any(|other| other.kpi.value == *indicator) {
        return None;
    }
    let message = format!(
        "scorecard `{}` has `{}` without its plan indicator `{indicator}`",
        card.id, kpi.id
    );
    Some(
        Diagnostic::note(rules::INDICATOR_NOT_SHOWN, message)
            .at(&line.span, "")
            .with_help(format!(
                "add `{{ kpi = \"{indicator}\" }}`: it is shown, not paid"
            )),
    )
}
