//! General results first; personal ones 10 to 20 % of the weight, or none.

use super::{Finding, Scene, percentage, weight};
use crate::diag::Diagnostic;
use crate::id::{PositionId, UnitId};
use crate::model::{CreditScope, Kpi, Model, Scorecard};
use crate::num::Exact;
use crate::rules;
use std::collections::BTreeSet;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    let managers = managers(scene.model);
    let mut found = Vec::new();
    for card in scene.model.scorecards.values() {
        found.push(Finding::of_card(card, personal_share(scene, card)));
        if card.positions.iter().any(|one| managers.contains(one)) {
            found.push(Finding::of_card(card, no_general(scene, card)));
        }
        for (_, kpi) in scene.paid(card) {
            if let Some(unit) = goal_unit(scene.model, kpi) {
                found.push(Finding::of_card(
                    card,
                    foreign(scene.model, card, kpi, &unit),
                ));
            }
        }
    }
    found
}

/// Personal results make up 10 to 20 % of the weight, or there are none.
fn personal_share(scene: &Scene<'_>, card: &Scorecard) -> Option<Diagnostic> {
    let paid = scene.paid(card);
    let all: Exact = paid.iter().map(|(line, _)| weight(line)).sum();
    let personal = paid.iter().filter(|(_, kpi)| kpi.personal);
    let personal: Exact = personal.map(|(line, _)| weight(line)).sum();
    let share = personal.checked_div(&all)?;
    let percent = &share * &Exact::from_integer(100);
    let fits = percent >= Exact::from_integer(10) && percent <= Exact::from_integer(20);
    if share.is_zero() || fits {
        return None;
    }
    let message = format!(
        "personal results are {} % of the weight of scorecard `{}`, expected 10 to 20 % or none",
        percentage(&share),
        card.id
    );
    Some(
        Diagnostic::warning(rules::PERSONAL_SHARE, message)
            .at(&card.span, "")
            .with_help("change the weights of the KPIs that are `personal = true`"),
    )
}

/// A manager is paid by what a unit or team reaches.
fn no_general(scene: &Scene<'_>, card: &Scorecard) -> Option<Diagnostic> {
    let paid = scene.paid(card);
    let general = paid
        .iter()
        .any(|(_, kpi)| kpi.credit != CreditScope::Own && !kpi.personal);
    if general || paid.is_empty() {
        return None;
    }
    let message = format!(
        "scorecard `{}` pays managers by nothing but their own results",
        card.id
    );
    Some(
        Diagnostic::warning(rules::NO_GENERAL_RESULT, message)
            .at(&card.span, "")
            .with_help("add a KPI of the team, the unit or the company (`credit = \"team\"`)"),
    )
}

/// Positions whose holders have people below them, where people are listed in the model.
fn managers(model: &Model) -> BTreeSet<PositionId> {
    let keys: BTreeSet<&str> = model
        .people
        .iter()
        .filter_map(|draft| draft.manager.as_deref())
        .collect();
    let leads = model
        .people
        .iter()
        .filter(|draft| keys.contains(draft.key.as_str()));
    leads.filter_map(|draft| draft.position.clone()).collect()
}

fn goal_unit(model: &Model, kpi: &Kpi) -> Option<UnitId> {
    let goal = model.goals.get(&kpi.goal.as_ref()?.value)?;
    goal.unit.as_ref().map(|unit| unit.value.clone())
}

/// A general result is one of the manager's own unit or of a larger one.
fn foreign(model: &Model, card: &Scorecard, kpi: &Kpi, unit: &UnitId) -> Option<Diagnostic> {
    let outside = model.people.iter().find(|draft| {
        let held = draft
            .position
            .as_ref()
            .is_some_and(|one| card.positions.contains(one));
        held && draft
            .unit
            .as_ref()
            .is_some_and(|own| !lies_in(model, own, unit))
    })?;
    let message = format!(
        "KPI `{}` of scorecard `{}` serves a goal of unit `{unit}`, which unit `{}` is no part of",
        kpi.id,
        card.id,
        outside.unit.as_ref().map_or("", UnitId::as_str)
    );
    Some(
        Diagnostic::warning(rules::GENERAL_OF_FOREIGN_UNIT, message)
            .at(&card.span, "")
            .with_note(format!("`{}` holds the position there", outside.name))
            .with_help("measure people by their own unit or by a larger one"),
    )
}

/// Whether a unit is another or a part of it.
fn lies_in(model: &Model, unit: &UnitId, whole: &UnitId) -> bool {
    let mut at = Some(unit);
    // A chain longer than there are units is a circle, which is reported elsewhere.
    for _ in 0..=model.units.len() {
        match at {
            Some(one) if one == whole => return true,
            Some(one) => {
                let found = model.units.iter().find(|candidate| candidate.id == *one);
                at = found.and_then(|found| found.parent.as_ref());
            }
            None => return false,
        }
    }
    false
}
