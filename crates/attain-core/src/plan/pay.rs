//! Pays a plan's participants together: method, adjustments, rounding.

use super::entrant::Case;
use super::method::Earned;
use super::{Entrant, Payout, PayoutLine, Plan, report};
use crate::diag::Diagnostic;
use crate::id::{PersonId, ScaleId};
use crate::num::allocate::spread;
use crate::num::{Decimal, Exact, RATIO_DECIMALS, RoundMode, Rounding};
use crate::scale::Scale;
use std::collections::BTreeMap;

/// What came out for one person.
#[derive(Debug, Clone)]
pub struct Paid {
    /// Who.
    pub person: PersonId,
    /// The payout, or everything that stands in its way.
    pub outcome: Result<Payout, Vec<Diagnostic>>,
}

/// Pays everybody, in the order given. `currency` is the company's; the plan's own goes first.
#[must_use]
pub fn pay_plan(
    plan: &Plan,
    scales: &BTreeMap<ScaleId, Scale>,
    currency: &str,
    entrants: &[Entrant],
) -> Vec<Paid> {
    let currency = plan.currency.as_deref().unwrap_or(currency);
    entrants
        .iter()
        .map(|entrant| {
            let case = Case {
                plan,
                entrant,
                scales,
                currency,
            };
            Paid {
                person: entrant.person.clone(),
                outcome: pay_one(&case),
            }
        })
        .collect()
}

fn pay_one(case: &Case<'_>) -> Result<Payout, Vec<Diagnostic>> {
    let bonus = case.plan.bonus.of(case).map_err(|problem| vec![problem])?;
    let mut earned = case.plan.method.earn(case, &bonus)?;
    if let Some(x) = &bonus.bonus {
        let step = super::Step {
            name: "bonus at 100 %".to_owned(),
            value: x.plain(),
            remark: bonus.remark.clone(),
            span: Some(case.plan.bonus.span().clone()),
        };
        earned.account.insert(0, step);
    }
    case.plan
        .adjustments
        .apply(case, &mut earned)
        .map_err(|problem| vec![problem])?;
    let rounding = case.plan.rounding.in_currency(case.currency);
    finish(&earned, bonus.fixed.as_ref(), rounding).ok_or_else(|| vec![report::too_large(case)])
}

/// Rounds the total once; the parts share it.
fn finish(earned: &Earned, fixed: Option<&Exact>, rounding: Rounding) -> Option<Payout> {
    let exact: Vec<Exact> = earned
        .parts
        .iter()
        .map(|part| part.amount.clone())
        .collect();
    let total = rounding.round(&earned.total())?;
    let amounts = spread(total, &exact, rounding)?;
    let lines = earned
        .parts
        .iter()
        .zip(amounts)
        .map(|(part, amount)| PayoutLine {
            id: part.id.clone(),
            amount,
        })
        .collect();
    let score = earned.score.as_ref();
    let score: Option<Option<Decimal>> =
        score.map(|score| score.round(RATIO_DECIMALS, RoundMode::HalfEven));
    Some(Payout {
        lines,
        total,
        score: match score {
            Some(rounded) => Some(rounded?),
            None => None,
        },
        fixed: match fixed {
            Some(fixed) => Some(rounding.round(fixed)?),
            None => None,
        },
        beside: Vec::new(),
        account: earned.account.clone(),
    })
}
