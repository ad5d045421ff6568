//! Plans in which a better result may pay less.
//!
//! Scales are judged by themselves (`scale::check`). What a plan adds: factors of the whole score
//! that fall while it rises, beside parts that do not take part in it.

use crate::diag::{Diagnostic, Span};
use crate::num::Decimal;
use crate::plan::condition::Test;
use crate::plan::{Adjustment, Gate, GateRule, Method, On, PartRule, Plan};
use crate::rules;

/// Everything in a plan that may pay less for more.
pub(super) fn check(plan: &Plan) -> Vec<Diagnostic> {
    let mut found: Vec<(Span, String)> = Vec::new();
    found.extend(slowed(plan));
    found.extend(drops(plan));
    found.extend(super::gates(plan).into_iter().filter_map(closing));
    found.extend(cells(plan));
    found.extend(partial(plan));
    let tell = |(span, why): (Span, String)| {
        let message = format!("in plan `{}` a better result may pay less: {why}", plan.id);
        Diagnostic::warning(rules::MORE_RESULT_PAYS_LESS, message)
            .at(&span, "")
            .with_help("change it, or say in the plan's `note` that it is meant")
    };
    found.into_iter().map(tell).collect()
}

/// A factor that falls while the score rises takes from all parts, also where the better result
/// itself pays nothing: its part is shut by a gate, or has reached its cap.
fn slowed(plan: &Plan) -> Option<(Span, String)> {
    let falls = plan
        .adjustments
        .0
        .iter()
        .find_map(|adjustment| match adjustment {
            Adjustment::Accelerator(accelerator) => accelerator.falling(),
            _ => None,
        })?;
    let by_part = plan
        .adjustments
        .0
        .iter()
        .any(|adjustment| match adjustment {
            Adjustment::Gates(gates) => gates.list().iter().any(|gate| !gate.parts.is_empty()),
            _ => false,
        });
    let limited = plan.parts.each.iter().any(|(_, rule)| rule.cap.is_some());
    let blocked = matches!(&plan.method, Method::Funds(funds)
        if funds.funds.iter().any(|fund| !fund.block.is_empty()));
    (by_part || limited || blocked).then(|| {
        let why = "its decelerator takes from all parts, and some of them may be shut or capped";
        (falls, why.to_owned())
    })
}

/// An accelerator that begins where a flat decelerator still holds.
fn drops(plan: &Plan) -> Option<(Span, String)> {
    let span = plan
        .adjustments
        .0
        .iter()
        .find_map(|adjustment| match adjustment {
            Adjustment::Accelerator(accelerator) => accelerator.drops(),
            _ => None,
        })?;
    let why = "its accelerator begins below the bound of its decelerator";
    Some((span, why.to_owned()))
}

/// A gate that closes when a result gets better.
fn closing(gate: &Gate) -> Option<(Span, String)> {
    let condition = match &gate.rule {
        GateRule::Condition(condition, _) => condition,
        GateRule::Steps { steps, .. } => {
            let falls = steps.windows(2).any(|pair| match pair {
                [first, second] => second.1 < first.1,
                _ => false,
            });
            return falls.then(|| (gate.span.clone(), "the factors of a gate fall".to_owned()));
        }
        GateRule::Scale { .. } => return None,
    };
    let upper = matches!(condition.bound.test, Test::AtMost | Test::Below);
    (upper && condition.on != On::Actual).then(|| {
        let why = format!(
            "a gate holds only while {} is {}",
            condition.subject(),
            condition.bound
        );
        (gate.span.clone(), why)
    })
}

/// A table whose cells fall along a row or a column.
fn cells(plan: &Plan) -> Option<(Span, String)> {
    let Method::Matrix(matrix) = &plan.method else {
        return None;
    };
    let falls = |pair: &[Decimal]| matches!(pair, [first, second] if second < first);
    let rows = &matrix.values;
    let along = rows.iter().any(|row| row.windows(2).any(falls));
    let down = rows.windows(2).any(|pair| match pair {
        [upper, lower] => upper
            .iter()
            .zip(lower)
            .any(|(first, second)| second < first),
        _ => false,
    });
    let below = rows.iter().flatten().any(|cell| *cell < Decimal::ZERO);
    (along || down || below).then(|| (matrix.span.clone(), "cells of its table fall".to_owned()))
}

/// A partial condition that pays more than the full one, or than a stricter one before it.
fn partial(plan: &Plan) -> Option<(Span, String)> {
    if !matches!(plan.method, Method::HeadOn) {
        return None;
    }
    let rules = plan
        .parts
        .each
        .iter()
        .map(|(_, rule)| rule)
        .chain([&plan.parts.all]);
    let falls = |rule: &PartRule| rule.partial_may_fall();
    rules.into_iter().any(falls).then(|| {
        let why = "a partial condition pays more than a better one".to_owned();
        (plan.span.clone(), why)
    })
}
