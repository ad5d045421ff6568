//! `method = "head_on"`: the full condition pays the weight, a partial one a stated part of it.

use super::Earned;
use crate::num::{Decimal, Exact, plain};
use crate::plan::bonus::BonusAmount;
use crate::plan::condition::{Bound, On, Test};
use crate::plan::entrant::{Case, EntrantLine};
use crate::plan::{Checked, MissingPolicy, report, score};

pub(super) fn earn(case: &Case<'_>, bonus: &BonusAmount) -> Checked<Earned> {
    let x = super::bonus_of(case, bonus)?;
    let lines = score::weights(case)?;
    let mut found = Vec::new();
    let mut parts = Vec::new();
    for (line, weight) in lines {
        match fulfilled(case, line) {
            Ok(Some((factor, remark))) => parts.push((line, weight, factor, remark)),
            Ok(None) => {}
            Err(problems) => found.extend(problems),
        }
    }
    let sum: Exact = parts.iter().map(|(_, weight, ..)| weight.clone()).sum();
    if found.is_empty() && !sum.is_positive() {
        found.push(report::nothing_counts(case));
    }
    if !found.is_empty() {
        return Err(found);
    }
    let mut earned = Earned::default();
    let mut score = Exact::zero();
    for (line, weight, factor, remark) in parts {
        let share = &weight * &Exact::from(factor);
        let share = share.checked_div(&sum).unwrap_or_else(Exact::zero);
        earned.push(&line.kpi, &x * &share);
        earned.note(&line.kpi, plain(factor), remark, None);
        score = score + share;
    }
    earned.note("score", score.plain(), "sum of weight x fulfilled", None);
    earned.score = Some(score);
    Ok(earned)
}

/// What part of its weight a KPI pays, and why; none: it is dropped.
fn fulfilled(case: &Case<'_>, line: &EntrantLine) -> Checked<Option<(Decimal, String)>> {
    let rule = case.plan.part(&line.kpi);
    let on = rule.on.unwrap_or_default();
    let Some(value) = on.of(line) else {
        return match line.missing {
            MissingPolicy::Ignore => Ok(None),
            _ => Err(vec![report::number_missing(
                case,
                &line.kpi,
                on.name(),
                &case.plan.span,
            )]),
        };
    };
    let full = rule.full.unwrap_or_else(|| whole_target(case));
    if full.holds(&value) {
        let remark = format!("full: {} is {full}", shown(on, &value));
        return Ok(Some((Decimal::ONE, remark)));
    }
    let partial = rule.partial.iter().find(|(bound, _)| bound.holds(&value));
    Ok(Some(match partial {
        Some((bound, pays)) => (*pays, format!("partial: {} is {bound}", shown(on, &value))),
        None => (
            Decimal::ZERO,
            format!("{} is not {full}", shown(on, &value)),
        ),
    }))
}

fn shown(on: On, value: &Exact) -> String {
    format!("{} {}", on.name(), value.plain())
}

/// Without a stated condition the target is to be reached.
fn whole_target(case: &Case<'_>) -> Bound {
    Bound {
        test: Test::AtLeast,
        value: Decimal::ONE,
        span: case.plan.span.clone(),
    }
}
