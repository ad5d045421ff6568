//! Measuring costs little against what it decides.

use super::{Finding, Scene, percentage, weight};
use crate::diag::Diagnostic;
use crate::model::{Kpi, Model, Scorecard, ScorecardLine};
use crate::num::{Exact, plain};
use crate::organisation::AssignmentDraft;
use crate::period::PeriodKind;
use crate::plan::{BonusSource, Limit, Plan};
use crate::rules;

/// Measuring may cost so much of what the KPI pays, in hundredths.
const MOST: i64 = 10;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for card in scene.model.scorecards.values() {
        for (line, kpi) in scene.paid(card) {
            if kpi.measuring_cost.is_some()
                && let Some(pays) = pays(scene, card, line)
            {
                found.push(Finding::of_card(card, costly(card, kpi, &pays)));
            }
        }
    }
    found
}

/// What a line pays at 100 % to everybody together.
fn pays(scene: &Scene<'_>, card: &Scorecard, line: &ScorecardLine) -> Option<Exact> {
    let plan = scene.model.plans.get(&card.plan.as_ref()?.value)?;
    let all: Exact = scene.paid(card).iter().map(|(line, _)| weight(line)).sum();
    let share = weight(line).checked_div(&all)?;
    let mut sum = Exact::zero();
    for draft in holders(scene.model, card) {
        sum = sum + bonus(plan, draft)?;
    }
    Some(sum * share)
}

fn holders<'a>(model: &'a Model, card: &'a Scorecard) -> impl Iterator<Item = &'a AssignmentDraft> {
    model.people.iter().filter(|draft| {
        let held = draft.position.as_ref();
        held.is_some_and(|position| card.positions.contains(position)) && draft.to.is_none()
    })
}

/// The bonus at 100 % of one period, where it can be told without computing one.
fn bonus(plan: &Plan, draft: &AssignmentDraft) -> Option<Exact> {
    let amount = |limit: &Limit| match limit {
        Limit::Amount(amount) => Some(Exact::from(*amount)),
        Limit::Of(share, name) => {
            let of = draft.amounts.get(name)?;
            Some(Exact::from(*share) * Exact::from(*of))
        }
        Limit::Share(_) => None,
    };
    let whole = match &plan.bonus.source {
        BonusSource::Stated(limit) => amount(&limit.value)?,
        BonusSource::Mix(mix) => {
            amount(&mix.income.value)? * (&Exact::one() - &Exact::from(mix.fixed))
        }
        BonusSource::Person(_) => Exact::from(*draft.amounts.get("bonus")?),
    };
    let months = |kind: PeriodKind| match kind {
        PeriodKind::Month => 1_u64,
        PeriodKind::Quarter => 3,
        PeriodKind::Year => 12,
    };
    match plan.bonus.part {
        None => Some(whole),
        Some((stated, paid)) => {
            (whole * Exact::from(months(paid))).checked_div(&Exact::from(months(stated)))
        }
    }
}

fn costly(card: &Scorecard, kpi: &Kpi, pays: &Exact) -> Option<Diagnostic> {
    let cost = kpi.measuring_cost.as_ref()?;
    let share = Exact::from(cost.value).checked_div(pays);
    let most = Exact::from_integer(MOST);
    if let Some(share) = &share
        && share * &Exact::from_integer(100) <= most
    {
        return None;
    }
    let part = share.map_or_else(
        || "nothing is paid by it".to_owned(),
        |share| {
            format!(
                "{} % of the {} that it pays",
                percentage(&share),
                pays.plain()
            )
        },
    );
    let message = format!(
        "measuring `{}` costs {} a period: {part} on scorecard `{}`",
        kpi.id,
        plain(cost.value),
        card.id
    );
    Some(
        Diagnostic::warning(rules::COSTLY_MEASURE, message)
            .at(&cost.span, "")
            .with_help(
                "measure a sample, take what is recorded anyway, or give the KPI more weight",
            ),
    )
}
