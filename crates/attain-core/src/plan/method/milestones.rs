//! `method = "milestones"`: each milestone pays its amount, if it is done in time.

use super::{Amount, Earned, each, missing};
use crate::num::Exact;
use crate::plan::bonus::BonusAmount;
use crate::plan::entrant::{Case, EntrantLine};
use crate::plan::{Checked, score};

pub(super) fn earn(case: &Case<'_>, bonus: &BonusAmount) -> Checked<Earned> {
    // Amounts that the plan does not state are the weights' shares of the bonus.
    let stated = |line: &EntrantLine| case.plan.part(&line.kpi).amount.is_some();
    let by_weight = case
        .entrant
        .lines
        .iter()
        .filter(|line| line.counts)
        .any(|line| !stated(line));
    let weights = if by_weight {
        score::weights(case)?
    } else {
        Vec::new()
    };
    let sum: Exact = weights.iter().map(|(_, weight)| weight.clone()).sum();
    each(case, |line| {
        let weight = weights.iter().find(|(one, _)| one.kpi == line.kpi);
        let share = weight.and_then(|(_, weight)| weight.checked_div(&sum));
        amount(case, bonus, line, share.as_ref())
    })
}

fn amount(
    case: &Case<'_>,
    bonus: &BonusAmount,
    line: &EntrantLine,
    weight: Option<&Exact>,
) -> Checked<Amount> {
    let rule = case.plan.part(&line.kpi);
    let whole = match (&rule.amount, weight) {
        (Some(stated), _) => stated
            .value
            .resolve(case, bonus.bonus.as_ref(), &stated.span)?,
        (None, Some(weight)) => &super::bonus_of(case, bonus)? * weight,
        (None, None) => return Ok(None),
    };
    let Some(score) = line.score else {
        return missing(case, line, "day of completion");
    };
    let factor = Exact::from(score);
    let remark = format!("{} x {}", whole.plain(), factor.plain());
    Ok(Some((&whole * &factor, remark)))
}
