//! `method = "commission"`: each part pays an amount, by a scale or a rate.

use super::{Amount, missing, only_looked_at};
use crate::num::{Exact, plain};
use crate::plan::bonus::BonusAmount;
use crate::plan::entrant::{Case, EntrantLine};
use crate::plan::part_rule::{Base, PartRule};
use crate::plan::{Checked, refuse, report};

/// What a part pays, and why; none: it is dropped, or the plan says nothing of it.
pub(super) fn amount(case: &Case<'_>, bonus: &BonusAmount, line: &EntrantLine) -> Checked<Amount> {
    if let Some(amount) = &line.amount {
        let remark = line
            .scale
            .as_ref()
            .map_or("given".to_owned(), |name| format!("scale `{name}`"));
        return Ok(Some((amount.clone(), remark)));
    }
    let rule = case.plan.part(&line.kpi);
    if rule.rate.is_none() && line.scale.is_none() {
        return match only_looked_at(case, line) {
            true => Ok(None),
            false => refuse(report::no_rate(case, &line.kpi)),
        };
    }
    let Some((rate, remark)) = rate(line, &rule) else {
        return missing(case, line, "actual");
    };
    match base(case, bonus, line, &rule)? {
        Some((base, name)) => {
            let remark = format!("{remark} x {name} {}", base.plain());
            Ok(Some((&rate * &base, remark)))
        }
        None => missing(case, line, "actual"),
    }
}

/// The rate: stated, or the score that a scale gives.
fn rate(line: &EntrantLine, rule: &PartRule) -> Option<(Exact, String)> {
    match &rule.rate {
        Some(rate) => Some((
            Exact::from(rate.value),
            format!("rate {}", plain(rate.value)),
        )),
        None => line
            .score
            .map(|score| (Exact::from(score), format!("rate {}", plain(score)))),
    }
}

fn base(
    case: &Case<'_>,
    bonus: &BonusAmount,
    line: &EntrantLine,
    rule: &PartRule,
) -> Checked<Option<(Exact, &'static str)>> {
    let found = match rule.of.as_ref().map(|of| of.value).unwrap_or_default() {
        Base::Actual => line.actual.clone().map(|actual| (actual, "actual")),
        Base::Target => line.target.map(|target| (Exact::from(target), "target")),
        Base::Bonus => Some((super::bonus_of(case, bonus)?, "bonus")),
    };
    Ok(found)
}
