//! What a plan costs at most.

use super::super::entrant::Case;
use super::super::{Adjustment, Entrant, Method, Plan};
use super::range;
use crate::diag::Diagnostic;
use crate::id::PlanId;
use crate::model::{Model, Scorecard};
use crate::num::Exact;
use crate::organisation::{Organisation, Person};
use crate::rules;

/// What a plan costs at most for one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// How many people it pays.
    pub people: usize,
    /// The most that all of them can get; none: there is no limit.
    pub most: Option<Exact>,
}

/// What a plan costs at most for one period, with everybody who holds a position that it pays;
/// and a note that says so, or a warning where there is no limit. `None`: there is no such plan.
///
/// Rewards, corrections by hand and unrecovered draws are not counted.
#[must_use]
pub fn maximum_cost(
    model: &Model,
    organisation: &Organisation,
    plan: &PlanId,
) -> Option<(Cost, Diagnostic)> {
    let plan = model.plans.get(plan)?;
    let mut cost = Cost {
        people: 0,
        most: Some(Exact::zero()),
    };
    let mut pool = None;
    for card in model.scorecards.values() {
        if card.plan.as_ref().is_none_or(|name| name.value != plan.id) {
            continue;
        }
        for person in organisation.people().filter(|person| is_paid(person, card)) {
            cost.people = cost.people.saturating_add(1);
            let most = of_person(model, plan, card, person);
            match &plan.method {
                Method::Pool(_) => pool = most,
                _ => cost.most = cost.most.zip(most).map(|(sum, most)| sum + most),
            }
        }
    }
    if let Method::Pool(_) = plan.method {
        cost.most = pool;
    }
    let diagnostic = report(plan, &cost, &model.company.currency);
    Some((cost, diagnostic))
}

fn is_paid(person: &Person, card: &Scorecard) -> bool {
    let last = person
        .assignments
        .last()
        .and_then(|one| one.position.as_ref());
    last.is_some_and(|position| card.positions.contains(position))
}

/// The most that one person can get.
fn of_person(model: &Model, plan: &Plan, card: &Scorecard, person: &Person) -> Option<Exact> {
    let mut entrant = Entrant::new(person.id.clone());
    entrant.amounts.clone_from(&person.amounts);
    let currency = plan.currency.as_deref().unwrap_or(&model.company.currency);
    let case = Case {
        plan,
        entrant: &entrant,
        scales: &model.scales,
        currency,
    };
    let bonus = plan.bonus.of(&case).ok()?.bonus;
    let cap = plan
        .adjustments
        .0
        .iter()
        .find_map(|adjustment| match adjustment {
            Adjustment::Cap(cap) => cap.limit(),
            _ => None,
        });
    let cap = cap.and_then(|cap| cap.value.resolve(&case, bonus.as_ref(), &cap.span).ok());
    let multiplied = plan.adjustments.0.iter().any(|adjustment| {
        matches!(
            adjustment,
            Adjustment::Multipliers(_) | Adjustment::Accelerator(_)
        )
    });
    let by_method = match &plan.method {
        Method::Pool(pool) => pool
            .amount
            .value
            .resolve(&case, None, &pool.amount.span)
            .ok(),
        Method::Weighted | Method::Multiplier => bonus
            .zip(range::of_card(model, card).most)
            .map(|(bonus, most)| &bonus * &most),
        Method::HeadOn => bonus,
        _ => None,
    };
    let by_method = by_method.filter(|_| !multiplied);
    match (cap, by_method) {
        (Some(cap), Some(most)) => Some(cap.min(most)),
        (cap, most) => cap.or(most),
    }
}

fn report(plan: &Plan, cost: &Cost, currency: &str) -> Diagnostic {
    let people = cost.people;
    match &cost.most {
        Some(most) => {
            let most = most.plain();
            let currency = plan.currency.as_deref().unwrap_or(currency);
            let message = format!(
                "plan `{}` costs at most {most} {currency} in a period, for {people} people",
                plan.id
            );
            Diagnostic::note(rules::MAXIMUM_COST, message).at(&plan.span, "")
        }
        None => {
            let message = format!(
                "plan `{}` has no highest cost, for {people} people",
                plan.id
            );
            Diagnostic::warning(rules::COST_WITHOUT_LIMIT, message)
                .at(&plan.span, "")
                .with_help("add `cap = …` to the plan, or a cap to its scales")
        }
    }
}
