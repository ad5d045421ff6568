//! From scores to money: each plan pays its participants together.

use super::{Context, LineResult, PersonResult};
use crate::diag::Diagnostic;
use crate::id::{PersonId, PlanId};
use crate::plan::{Entrant, EntrantLine, MissingPolicy, Payout, pay_plan};
use std::collections::{BTreeMap, BTreeSet};

/// Pays everybody who is not blocked. Gives the diagnostics that concern no single person.
pub(crate) fn pay(context: &Context<'_>, results: &mut [PersonResult]) -> Vec<Diagnostic> {
    let plans: BTreeSet<PlanId> = results
        .iter()
        .filter_map(|result| result.plan.clone())
        .collect();
    for plan in plans.iter().filter_map(|id| context.model.plans.get(id)) {
        let entrants: Vec<Entrant> = results
            .iter()
            .filter(|result| !result.blocked && result.plan.as_ref() == Some(&plan.id))
            .map(|result| entrant(context, result))
            .collect();
        let model = context.model;
        let paid = pay_plan(plan, &model.scales, &model.company.currency, &entrants);
        let mut outcomes: BTreeMap<PersonId, Result<Payout, Vec<Diagnostic>>> = paid
            .into_iter()
            .map(|one| (one.person, one.outcome))
            .collect();
        for result in results.iter_mut() {
            if let Some(outcome) = outcomes.remove(&result.person) {
                record(result, outcome);
            }
        }
    }
    Vec::new()
}

fn record(result: &mut PersonResult, outcome: Result<Payout, Vec<Diagnostic>>) {
    match outcome {
        Ok(payout) => {
            for line in &mut result.lines {
                let paid = payout
                    .lines
                    .iter()
                    .find(|paid| paid.id == line.kpi.as_str());
                line.payout = paid.map(|paid| paid.amount);
            }
            result.payout = Some(payout);
        }
        Err(problems) => {
            result.blocked = true;
            result.diagnostics.extend(problems);
        }
    }
}

fn entrant(context: &Context<'_>, result: &PersonResult) -> Entrant {
    let mut entrant = Entrant::new(result.person.clone());
    if let Some(person) = context.organisation.person(result.person.as_str()) {
        entrant.amounts.clone_from(&person.amounts);
    }
    entrant.lines = result
        .lines
        .iter()
        .map(|line| entrant_line(context, line))
        .collect();
    entrant
}

fn entrant_line(context: &Context<'_>, line: &LineResult) -> EntrantLine {
    let scored = line.score.as_ref();
    EntrantLine {
        weight: line.weight,
        actual: line.actual.value.clone(),
        target: line
            .target
            .as_ref()
            .and_then(|resolved| resolved.target.target),
        attainment: line.attainment.as_ref().map(|attained| attained.attainment),
        score: scored
            .filter(|score| score.amount.is_none())
            .map(|score| score.value),
        amount: scored.and_then(|score| score.amount.clone()),
        missing: match (line.ignored, line.zeroed) {
            (true, _) => MissingPolicy::Ignore,
            (_, true) => MissingPolicy::Zero,
            _ => MissingPolicy::Block,
        },
        span: context
            .model
            .kpis
            .get(&line.kpi)
            .map(|kpi| kpi.span.clone()),
        ..EntrantLine::new(line.kpi.as_str())
    }
}
