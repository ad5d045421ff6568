//! From scores to money: each plan pays its participants together.

use super::actual::actual;
use super::require::{window, year_windows};
use super::target::row_values;
use super::{Context, LineResult, Participant, PersonResult};
use crate::attainment::Target;
use crate::diag::Diagnostic;
use crate::id::{PersonId, PlanId, ScaleId};
use crate::model::{Kpi, ScorecardLine};
use crate::num::{Decimal, Exact};
use crate::organisation::Person;
use crate::period::Period;
use crate::plan::{
    Correction, Entrant, EntrantLine, MissingPolicy, Payout, Plan, Stretch, Timeline, pay_plan,
};
use crate::rules;
use crate::scale::Applies;
use crate::transcript::Booked;
use std::collections::{BTreeMap, BTreeSet};

/// Pays everybody who is not blocked. Gives the diagnostics that concern no single person.
pub(crate) fn pay(context: &Context<'_>, results: &mut [PersonResult]) -> Vec<Diagnostic> {
    for result in results.iter_mut() {
        if let Some(problem) = unknown_opening(context, result) {
            result.blocked = true;
            result.diagnostics.push(problem);
        }
    }
    let plans: BTreeSet<PlanId> = results
        .iter()
        .filter_map(|result| result.plan.clone())
        .collect();
    for plan in plans.iter().filter_map(|id| context.model.plans.get(id)) {
        // Those who are blocked take part too: a pool waits for them.
        let entrants: Vec<Entrant> = results
            .iter()
            .filter(|result| result.plan.as_ref() == Some(&plan.id))
            .map(|result| entrant(context, plan, result))
            .collect();
        let model = context.model;
        let paid = pay_plan(plan, &model.scales, &model.company.currency, &entrants);
        let mut outcomes: BTreeMap<PersonId, Result<Payout, Vec<Diagnostic>>> = paid
            .into_iter()
            .map(|one| (one.person, one.outcome))
            .collect();
        for result in results.iter_mut().filter(|result| !result.blocked) {
            if let Some(outcome) = outcomes.remove(&result.person) {
                record(plan, result, outcome);
            }
        }
    }
    strangers(context)
}

/// Lines of amounts and corrections that name nobody whom the company knows.
fn strangers(context: &Context<'_>) -> Vec<Diagnostic> {
    let period = context.requirement.period;
    let amounts = context
        .model
        .amounts
        .iter()
        .map(|line| (line.period, &line.person, &line.span));
    let corrections = context
        .model
        .corrections
        .iter()
        .map(|line| (line.period, &line.person, &line.span));
    amounts
        .chain(corrections)
        .filter(|(when, person, _)| {
            *when == period && context.organisation.person(person).is_none()
        })
        .map(|(_, person, span)| {
            let message = format!("`{person}` is in no list of people");
            let found = Diagnostic::error(rules::UNKNOWN_NAME, message).at(span, "");
            found.with_help("name a key of a person, or take the line away")
        })
        .collect()
}

fn record(plan: &Plan, result: &mut PersonResult, outcome: Result<Payout, Vec<Diagnostic>>) {
    match outcome {
        Ok(payout) => {
            for line in &mut result.lines {
                let paid = payout
                    .lines
                    .iter()
                    .filter(|paid| plan.kpi_of_line(&paid.id) == line.kpi.as_str());
                line.payout = paid
                    .map(|paid| paid.amount)
                    .reduce(|sum, amount| sum.checked_add(amount).unwrap_or(sum));
            }
            result.payout = Some(payout);
        }
        Err(problems) => {
            result.blocked = true;
            result.diagnostics.extend(problems);
        }
    }
}

fn entrant(context: &Context<'_>, plan: &Plan, result: &PersonResult) -> Entrant {
    let mut entrant = Entrant::new(result.person.clone());
    entrant.blocked = result.blocked;
    if let Some(person) = context.organisation.person(result.person.as_str()) {
        entrant.amounts.clone_from(&person.amounts);
        entrant.time = timeline(context, person);
        settle(context, plan, person, &mut entrant);
    }
    if let Some(booked) = context.facts.booked.get(&result.person) {
        book(&mut entrant, booked);
    }
    let card = context.model.scorecards.get(&result.scorecard);
    entrant.lines = result
        .lines
        .iter()
        .map(|line| {
            let on_card = card.and_then(|card| card.lines.iter().find(|l| l.kpi.value == line.kpi));
            entrant_line(context, plan, line, on_card)
        })
        .collect();
    entrant
}

/// Adds a correction from the records to what was corrected by hand.
fn book(entrant: &mut Entrant, booked: &Booked) {
    let by_hand = entrant.amount("correction").unwrap_or_default();
    // Whoever cannot be added to is left with the sum that is too large, which blocks him.
    let sum = by_hand.checked_add(booked.amount).unwrap_or(Decimal::MAX);
    entrant.amounts.insert("correction".to_owned(), sum);
    let reasons = entrant.correction_reason.take().into_iter();
    let reasons: Vec<String> = reasons.chain([booked.reason.clone()]).collect();
    entrant.correction_reason = Some(reasons.join("; "));
}

fn entrant_line(
    context: &Context<'_>,
    plan: &Plan,
    line: &LineResult,
    on_card: Option<&ScorecardLine>,
) -> EntrantLine {
    let bounds: Target = line
        .target
        .as_ref()
        .map(|resolved| resolved.target.clone())
        .unwrap_or_default();
    let kpi = context.model.kpis.get(&line.kpi);
    // Where the plan has a scale of its own, it is that one which counts.
    let scored = line
        .score
        .as_ref()
        .filter(|_| plan.part(line.kpi.as_str()).scale.is_none());
    let scale = on_card
        .and_then(|line| line.scale.as_ref())
        .map(|scale| scale.value.clone());
    let levels = scale
        .as_ref()
        .and_then(|id| context.model.scales.get(id))
        .zip(kpi)
        .and_then(|(scale, kpi)| kpi.rule.levels(&bounds, scale.on).ok());
    let (rows, before) = whole_facts(context, plan, line, kpi, scale.as_ref());
    EntrantLine {
        rows,
        before,
        weight: line.weight,
        actual: line.actual.value.clone(),
        target: bounds.target,
        bounds,
        attainment: line.attainment.as_ref().map(|attained| attained.attainment),
        score: scored
            .filter(|score| score.amount.is_none())
            .map(|score| score.value),
        amount: scored.and_then(|score| score.amount.clone()),
        scale,
        levels: levels.unwrap_or_default(),
        missing: match (line.ignored, line.zeroed) {
            (true, _) => MissingPolicy::Ignore,
            (_, true) => MissingPolicy::Zero,
            _ => MissingPolicy::Block,
        },
        span: kpi.map(|kpi| kpi.span.clone()),
        ..EntrantLine::new(line.kpi.as_str())
    }
}

/// What is stated for the period, and what he brings from the one before.
fn settle(context: &Context<'_>, plan: &Plan, person: &Person, entrant: &mut Entrant) {
    let key = (plan.id.clone(), person.id.clone());
    if let Some(brought) = context.facts.opening.amounts.get(&key) {
        entrant
            .amounts
            .extend(brought.iter().map(|(name, amount)| (name.clone(), *amount)));
    }
    let period = context.requirement.period;
    let is_his = |of: &str, plan_of: &Option<PlanId>, when: Period| {
        let named = context.organisation.person(of);
        when == period
            && named.is_some_and(|named| named.id == person.id)
            && plan_of.as_ref().is_none_or(|stated| *stated == plan.id)
    };
    let amounts = context.model.amounts.iter();
    for line in amounts.filter(|line| is_his(&line.person, &line.plan, line.period)) {
        entrant.amounts.insert(line.name.clone(), line.amount);
    }
    let corrections = context.model.corrections.iter();
    let corrections = corrections.filter(|line| is_his(&line.person, &line.plan, line.period));
    entrant.corrections = corrections
        .map(|line| Correction {
            amount: line.amount,
            reason: line.reason.clone(),
            line: line.line.clone(),
            by: line.by.clone(),
            span: Some(line.span.clone()),
        })
        .collect();
}

/// Whether what somebody brings from an earlier period is not known, and nobody has stated it.
fn unknown_opening(context: &Context<'_>, result: &PersonResult) -> Option<Diagnostic> {
    let plan = result.plan.clone()?;
    let before = context
        .facts
        .opening
        .unknown
        .get(&(plan.clone(), result.person.clone()))?;
    let period = context.requirement.period;
    let stated = context.model.amounts.iter().any(|line| {
        let named = context.organisation.person(&line.person);
        line.period == period
            && named.is_some_and(|named| named.id == result.person)
            && ["balance", "owed"].contains(&line.name.as_str())
    });
    if stated {
        return None;
    }
    let message = format!(
        "what `{}` brings into {period} by plan `{plan}` is not known: {before} is blocked",
        result.person
    );
    let found = Diagnostic::error(rules::CARRIED_UNKNOWN, message);
    Some(found.with_help(format!(
        "clear {before}, or state it in `data/amounts.csv`: `{period},{},balance,0`",
        result.person
    )))
}

/// What scales over single rows and over the year need: the rows, and the actual of the year
/// before the period.
fn whole_facts(
    context: &Context<'_>,
    plan: &Plan,
    line: &LineResult,
    kpi: Option<&Kpi>,
    scale: Option<&ScaleId>,
) -> (Vec<Exact>, Option<Exact>) {
    let of_plan = plan.part(line.kpi.as_str()).scale;
    let name = of_plan.as_ref().map(|scale| &scale.value).or(scale);
    let scale = name.and_then(|name| context.model.scales.get(name));
    let (Some(scale), Some(kpi), Some(subject)) = (scale, kpi, &line.subject) else {
        return (Vec::new(), None);
    };
    let calendar = context.model.company.calendar;
    let period = context.requirement.period;
    match scale.applies {
        Applies::Row => {
            let window = window(kpi, calendar, period);
            let rows = row_values(context, kpi, subject, window);
            (rows.unwrap_or_default(), None)
        }
        Applies::YearToDate => {
            let [_, before] = year_windows(calendar, period);
            let before = before.and_then(|window| actual(context, kpi, subject, window).value);
            (Vec::new(), before)
        }
        Applies::Period => (Vec::new(), None),
    }
}

/// When a person took part: the days on which he held the position that pays him.
fn timeline(context: &Context<'_>, person: &Person) -> Timeline {
    let period = context.requirement.period;
    let of_person = |one: &&Participant| one.person == person.id;
    let participant = context.requirement.participants.iter().find(of_person);
    let stretches = participant.map_or_else(Vec::new, |participant| {
        let held = person.assignments.iter().filter(|one| {
            one.position.as_ref() == Some(&participant.position)
                && one.from <= participant.to
                && participant.from <= one.to
        });
        held.map(|one| Stretch {
            from: Some(one.from.max(participant.from)),
            to: Some(one.to.min(participant.to)),
            share: one.share,
            ..Stretch::default()
        })
        .collect()
    });
    Timeline {
        period: Some((period.from, period.to)),
        stretches,
        hired: person
            .hired
            .or_else(|| person.assignments.first().map(|one| one.from)),
        left: person.left,
        ..Timeline::default()
    }
}

#[cfg(test)]
mod tests;
