//! Before a method looks at the parts: weights of the plan, scores and amounts by scales.

use super::entrant::{Case, EntrantLine};
use super::part_rule::PartRule;
use super::{Checked, Entrant, report};
use crate::attainment::{AttainmentRule, Milestone};
use crate::diag::Diagnostic;
use crate::num::Exact;
use crate::scale::{Applies, Basis, Gives, Levels, Scale, ScaleError, ScaleInput, ScaleResult};

/// The entrant with every score and amount that scales give; all problems at once.
pub(super) fn prepare(case: &Case<'_>) -> Checked<Entrant> {
    if case.entrant.blocked {
        return Err(Vec::new());
    }
    let mut entrant = case.entrant.clone();
    let weighted = entrant.lines.iter().any(|line| line.weight.is_some());
    let mut found = Vec::new();
    for line in &mut entrant.lines {
        let rule = case.plan.part(&line.kpi);
        line.weight = line.weight.or(rule.weight);
        // Beside weighted parts those without a weight are only looked at.
        line.counts &= !weighted || line.weight.is_some() || case.plan.pays(&line.kpi);
        if let Some(scale) = &rule.scale {
            line.scale = Some(scale.value.clone());
        }
        if let Err(problem) = judge(case, line, &rule) {
            found.push(*problem);
            continue;
        }
        if let Err(problem) = fill(case, line) {
            found.push(*problem);
        }
    }
    if found.is_empty() {
        Ok(entrant)
    } else {
        Err(found)
    }
}

/// The attainment of a milestone by the deadline that the plan states.
fn judge(case: &Case<'_>, line: &mut EntrantLine, rule: &PartRule) -> Result<(), Box<Diagnostic>> {
    let (None, Some(actual)) = (line.attainment, &line.other) else {
        return Ok(());
    };
    let milestone = Milestone {
        deadline: rule.deadline,
        late: rule.late.unwrap_or_default(),
    };
    match AttainmentRule::Milestone(milestone).attain(actual, &line.bounds) {
        Ok(attained) => {
            line.attainment = Some(attained.attainment);
            Ok(())
        }
        Err(error) => {
            let problem = report::milestone(case, &line.kpi, &error, line.span.as_ref());
            Err(Box::new(problem))
        }
    }
}

fn fill(case: &Case<'_>, line: &mut EntrantLine) -> Result<(), Box<Diagnostic>> {
    if line.score.is_some() || line.amount.is_some() {
        return Ok(());
    }
    let Some(name) = line.scale.clone() else {
        line.score = line.attainment;
        return Ok(());
    };
    let span = line.span.clone().unwrap_or_else(|| case.plan.span.clone());
    let Some(scale) = case.scales.get(&name) else {
        return Err(Box::new(report::unknown_scale(case, &name, &span)));
    };
    if line.attainment.is_none() && line.actual.is_none() {
        return Ok(());
    }
    let whom = format!("{}, `{}`", case.whom(), line.kpi);
    let result = match by_scale(scale, line) {
        Some(result) => result.map_err(|error| Box::new(error.diagnostic(&whom).at(&span, "")))?,
        None => return Err(Box::new(report::rows_missing(case, line, scale))),
    };
    match scale.gives {
        Gives::Amount => line.amount = Some(result),
        Gives::Score => line.score = Some(rounded(case, line, &result)?),
    }
    Ok(())
}

fn rounded(
    case: &Case<'_>,
    line: &EntrantLine,
    value: &Exact,
) -> Result<crate::num::Decimal, Box<Diagnostic>> {
    value
        .round(crate::num::RATIO_DECIMALS, crate::num::RoundMode::HalfEven)
        .ok_or_else(|| {
            Box::new(report::number_missing(
                case,
                &line.kpi,
                "score",
                &case.plan.span,
            ))
        })
}

/// What a scale gives a line; none: it applies to rows, and they are not known.
fn by_scale(scale: &Scale, line: &EntrantLine) -> Option<Result<Exact, ScaleError>> {
    let value = |result: ScaleResult| result.value;
    match scale.applies {
        Applies::Row if line.rows.is_empty() && line.actual.is_some() => None,
        Applies::Row => Some(scale.rows(&line.rows).map(value)),
        Applies::YearToDate => Some(year_to_date(scale, line)),
        Applies::Period => {
            let input = ScaleInput {
                attainment: line.attainment,
                actual: line.actual.clone(),
                levels: match scale.on {
                    Basis::Attainment => line.levels.clone(),
                    Basis::Actual => levels_of(line),
                },
            };
            Some(scale.apply(&input).map(value))
        }
    }
}

/// The levels of a target, in the unit of the actual.
fn levels_of(line: &EntrantLine) -> Levels {
    Levels {
        minimum: line.bounds.minimum,
        target: line.bounds.target,
        desired: line.bounds.desired,
    }
}

/// What the year so far gives, less what was paid for it.
fn year_to_date(scale: &Scale, line: &EntrantLine) -> Result<Exact, ScaleError> {
    let now = line.actual.clone().unwrap_or_else(Exact::zero);
    let after = match &line.before {
        Some(before) => before + &now,
        None => now,
    };
    let due = match &line.paid {
        Some(paid) => scale.year_to_date(&after, paid)?,
        None => scale.year_to_date_between(line.before.as_ref(), &after)?,
    };
    Ok(due.due)
}
