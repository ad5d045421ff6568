//! What somebody should look at in a plan before it is signed.
//!
//! Errors are what cannot be paid; warnings and notes are what pays otherwise than people think.

mod cost;
mod double;
mod falling;
mod range;
mod target;

pub use cost::{Cost, maximum_cost};
pub(crate) use target::harder as above_benchmark;

use super::condition::Test;
use super::{Adjustment, Condition, Gate, GateRule, Method, On, Plan, WeightRule, report};
use crate::diag::{Diagnostic, Span};
use crate::id::KpiId;
use crate::model::{Model, Scorecard};
use crate::num::{Exact, plain};
use crate::rules;

/// More KPIs than this nobody keeps in mind.
const MOST_KPIS: usize = 7;

/// Everything that is worth a look in the plans of a model, with the scorecards that they pay by:
/// weights, KPIs that are looked at and not there, more than seven KPIs, gates that never open,
/// facts that are counted twice, targets far above their benchmark.
#[must_use]
pub fn check_plans(model: &Model) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for card in model.scorecards.values() {
        found.extend(too_many_kpis(card));
        found.extend(double::check(model, card));
        let plan = card
            .plan
            .as_ref()
            .and_then(|plan| model.plans.get(&plan.value));
        if let Some(plan) = plan {
            found.extend(weights(plan, card));
            found.extend(not_there(plan, card));
            found.extend(shut_gates(model, plan, card));
        }
    }
    found.extend(model.plans.values().flat_map(falling::check));
    found.extend(target::check(model));
    found
}

/// A scorecard that pays by more KPIs than anybody keeps in mind.
pub(crate) fn too_many_kpis(card: &Scorecard) -> Option<Diagnostic> {
    let count = card
        .lines
        .iter()
        .filter(|line| line.weight.is_some())
        .count();
    if count <= MOST_KPIS {
        return None;
    }
    let message = format!(
        "scorecard `{}` pays by {count} KPIs, more than {MOST_KPIS}",
        card.id
    );
    Some(
        Diagnostic::warning(rules::TOO_MANY_KPIS, message)
            .at(&card.span, "")
            .with_help("keep those that matter most; show the others beside, without a weight"),
    )
}

/// Weights that do not add up to 100 %, where the method multiplies them.
fn weights(plan: &Plan, card: &Scorecard) -> Option<Diagnostic> {
    let by_weight = match &plan.method {
        Method::Weighted | Method::HeadOn | Method::Multiplier | Method::Pool(_) => true,
        Method::Funds(funds) => funds.funds.is_empty(),
        _ => false,
    };
    if !by_weight || plan.weights == WeightRule::Normalize {
        return None;
    }
    let counts = |kpi: &str| !plan.adjustments.multiplies(kpi);
    let weights: Vec<Exact> = card
        .lines
        .iter()
        .filter(|line| counts(line.kpi.value.as_str()))
        .filter_map(|line| line.weight.as_ref())
        .map(|weight| Exact::from(weight.value))
        .collect();
    let sum: Exact = weights.iter().cloned().sum();
    (!weights.is_empty() && sum != Exact::one()).then(|| report::card_weights(card, &sum))
}

/// KPIs that conditions and factors look at, and that the scorecard does not have.
fn not_there(plan: &Plan, card: &Scorecard) -> Vec<Diagnostic> {
    looked_at(plan)
        .into_iter()
        .filter(|(kpi, _)| !card.lines.iter().any(|line| line.kpi.value.as_str() == kpi))
        .map(|(kpi, span)| {
            let message = format!(
                "plan `{}` looks at `{kpi}`, which scorecard `{}` does not have",
                plan.id, card.id
            );
            Diagnostic::error(rules::PART_MISSING, message)
                .at(&span, "")
                .at(&card.span, "this scorecard")
                .with_help(format!(
                    "add `{{ kpi = \"{kpi}\" }}` to it, without a weight"
                ))
        })
        .collect()
}

fn looked_at(plan: &Plan) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for gate in gates(plan) {
        let kpi = match &gate.rule {
            GateRule::Condition(condition, _) => &condition.kpi,
            GateRule::Scale { kpi, .. } | GateRule::Steps { kpi, .. } => kpi,
        };
        found.extend(kpi.clone().map(|kpi| (kpi, gate.span.clone())));
        found.extend(
            gate.parts
                .iter()
                .map(|part| (part.value.clone(), part.span.clone())),
        );
    }
    match &plan.method {
        Method::Matrix(matrix) => {
            for axis in [&matrix.rows, &matrix.columns] {
                found.push((axis.kpi.clone(), axis.span.clone()));
            }
        }
        Method::Funds(funds) => {
            // A gate's parts are funds then, not KPIs.
            found.retain(|(name, _)| !funds.funds.iter().any(|fund| fund.name.value == *name));
            let of = |fund: &super::Fund| (fund.kpi.clone(), fund.name.span.clone());
            found.extend(funds.funds.iter().map(of));
        }
        _ => {}
    }
    found.extend(plan.adjustments.factors());
    for reward in &plan.rewards {
        let span = reward.condition.bound.span.clone();
        found.extend(reward.condition.kpi.clone().map(|kpi| (kpi, span)));
    }
    found
}

/// All gates of a plan: its own, and what blocks its funds.
fn gates(plan: &Plan) -> Vec<&Gate> {
    let mut found: Vec<&Gate> = Vec::new();
    for adjustment in &plan.adjustments.0 {
        if let Adjustment::Gates(gates) = adjustment {
            found.extend(gates.list());
        }
    }
    if let Method::Funds(funds) = &plan.method {
        found.extend(&funds.block);
        found.extend(funds.funds.iter().flat_map(|fund| &fund.block));
    }
    found
}

/// Gates whose condition no result can meet.
fn shut_gates(model: &Model, plan: &Plan, card: &Scorecard) -> Vec<Diagnostic> {
    gates(plan)
        .into_iter()
        .filter_map(|gate| match &gate.rule {
            GateRule::Condition(condition, _) => shut(model, plan, card, gate, condition),
            GateRule::Scale { .. } | GateRule::Steps { .. } => None,
        })
        .collect()
}

fn shut(
    model: &Model,
    plan: &Plan,
    card: &Scorecard,
    gate: &Gate,
    condition: &Condition,
) -> Option<Diagnostic> {
    let range = match (&condition.kpi, condition.on) {
        (_, On::Actual) => return None,
        (Some(kpi), On::Attainment) => {
            range::of_attainment(model.kpis.get(&KpiId::from(kpi.as_str()))?)
        }
        (Some(kpi), On::Score) => range::of_score(model, card, kpi)?,
        (None, _) => range::of_card(model, card),
    };
    let bound = Exact::from(condition.bound.value);
    let beyond = |most: &Option<Exact>, closed: bool| {
        most.as_ref().is_some_and(|most| {
            if closed {
                *most < bound
            } else {
                *most <= bound
            }
        })
    };
    let before = |least: &Option<Exact>, closed: bool| {
        least.as_ref().is_some_and(|least| {
            if closed {
                *least > bound
            } else {
                *least >= bound
            }
        })
    };
    let never = match condition.bound.test {
        Test::AtLeast => beyond(&range.most, true),
        Test::Above => beyond(&range.most, false),
        Test::AtMost => before(&range.least, true),
        Test::Below => before(&range.least, false),
    };
    if !never {
        return None;
    }
    let message = format!(
        "a gate of plan `{}` never opens: {} is to be {}, and reaches {} to {}",
        plan.id,
        condition.subject(),
        condition.bound,
        range.least.as_ref().map_or("any".into(), Exact::plain),
        range.most.as_ref().map_or("any".into(), Exact::plain),
    );
    Some(
        Diagnostic::warning(rules::GATE_NEVER_OPENS, message)
            .at(&gate.span, "")
            .with_note(format!("the bound is {}", plain(condition.bound.value)))
            .with_help("lower the bound, or raise the cap of the scale"),
    )
}

#[cfg(test)]
mod tests;
