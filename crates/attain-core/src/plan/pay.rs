//! Pays a plan's participants together: method, adjustments, rounding, settlement.

use super::bonus::BonusAmount;
use super::entrant::Case;
use super::method::{Earned, pool};
use super::prepare::prepare;
use super::settle::Account;
use super::{Checked, Entrant, Method, Payout, PayoutLine, Plan, Step, report, reward};
use crate::diag::Diagnostic;
use crate::id::{PersonId, ScaleId};
use crate::num::allocate::spread;
use crate::num::{Exact, RATIO_DECIMALS, RoundMode, Rounding};
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

/// A person with what he earns and his bonus at 100 %.
type Earning<'a> = (Case<'a>, Earned, BonusAmount);

/// Pays everybody, in the order of their ids. `currency` is the company's; the plan's own goes
/// first.
#[must_use]
pub fn pay_plan(
    plan: &Plan,
    scales: &BTreeMap<ScaleId, Scale>,
    currency: &str,
    entrants: &[Entrant],
) -> Vec<Paid> {
    let currency = plan.currency.as_deref().unwrap_or(currency);
    let mut entrants: Vec<&Entrant> = entrants.iter().collect();
    entrants.sort_by(|a, b| a.person.cmp(&b.person));
    let prepared: Vec<(PersonId, Checked<Entrant>)> = entrants
        .into_iter()
        .map(|entrant| {
            let case = Case {
                plan,
                entrant,
                scales,
                currency,
            };
            (entrant.person.clone(), prepare(&case))
        })
        .collect();
    let people: Vec<(PersonId, Checked<Earning<'_>>)> = prepared
        .iter()
        .map(|(person, prepared)| {
            let earned = prepared.as_ref().map_err(Clone::clone).and_then(|entrant| {
                earn(&Case {
                    plan,
                    entrant,
                    scales,
                    currency,
                })
            });
            (person.clone(), earned)
        })
        .collect();
    match &plan.method {
        Method::Pool(pool) => share(pool, people),
        _ => people
            .into_iter()
            .map(|(person, earned)| paid(person, earned))
            .collect(),
    }
}

/// What a person earns, adjusted as far as no other person matters.
fn earn<'a>(case: &Case<'a>) -> Checked<Earning<'a>> {
    let bonus = case.plan.bonus.of(case)?;
    let mut earned = case.plan.method.earn(case, &bonus)?;
    if let Some(x) = &bonus.bonus {
        let step = Step {
            name: "bonus at 100 %".to_owned(),
            value: x.plain(),
            remark: bonus.remark.clone(),
            span: Some(case.plan.bonus.span().clone()),
        };
        earned.account.insert(0, step);
    }
    match case.plan.method {
        Method::Pool(_) => case.plan.adjustments.apply_some(false, case, &mut earned)?,
        _ => case.plan.adjustments.apply(case, &mut earned)?,
    }
    Ok((*case, earned, bonus))
}

fn paid(person: PersonId, earned: Checked<Earning<'_>>) -> Paid {
    let outcome = earned.and_then(|(case, earned, bonus)| finish(&case, &earned, &bonus));
    Paid { person, outcome }
}

/// Shares a pool. Nobody is paid while anybody's points are not known.
fn share(pool: &super::Pool, people: Vec<(PersonId, Checked<Earning<'_>>)>) -> Vec<Paid> {
    let blocked: Vec<String> = people
        .iter()
        .filter(|(_, earned)| earned.is_err())
        .map(|(person, _)| format!("`{person}`"))
        .collect();
    let mut done = Vec::new();
    let mut sharing = Vec::new();
    let mut bonuses = Vec::new();
    for (person, earned) in people {
        match earned {
            Err(problems) => done.push(Paid {
                person,
                outcome: Err(problems),
            }),
            Ok((case, ..)) if !blocked.is_empty() => {
                let problem = report::pool_waits(&case, &blocked);
                done.push(Paid {
                    person,
                    outcome: Err(vec![problem]),
                });
            }
            Ok((case, earned, bonus)) => {
                sharing.push((case, earned));
                bonuses.push((person, bonus));
            }
        }
    }
    let Some((case, _)) = sharing.first() else {
        return done;
    };
    let rounding = case.plan.rounding.in_currency(case.currency);
    let shared = pool::share(pool, &mut sharing, rounding);
    for ((case, mut earned), (person, bonus)) in sharing.into_iter().zip(bonuses) {
        let outcome = shared.clone().and_then(|()| {
            case.plan.adjustments.apply_some(true, &case, &mut earned)?;
            finish(&case, &earned, &bonus)
        });
        done.push(Paid { person, outcome });
    }
    done.sort_by(|a, b| a.person.cmp(&b.person));
    done
}

/// Rounds the total once, lets the parts share it, and settles.
fn finish(case: &Case<'_>, earned: &Earned, bonus: &BonusAmount) -> Checked<Payout> {
    let rounding = case.plan.rounding.in_currency(case.currency);
    let lines = round(earned, rounding).ok_or_else(|| vec![report::too_large(case)])?;
    let mut account = Account::new(case, earned, lines, rounding);
    account.settle(&case.plan.settlement)?;
    let rewards = reward::given(&case.plan.rewards, case, earned.score.as_ref())?;
    account.beside.extend(rewards);
    let fixed = match &bonus.fixed {
        Some(fixed) => {
            let rate = case.plan.adjustments.exchange_rate(case)?;
            Some(account.round(&(fixed * &rate))?)
        }
        None => None,
    };
    let score = earned.score.as_ref().map(|score| {
        let rounded = score.round(RATIO_DECIMALS, RoundMode::HalfEven);
        rounded.ok_or_else(|| vec![report::too_large(case)])
    });
    Ok(Payout {
        total: account.round(&account.total())?,
        score: score.transpose()?,
        fixed,
        lines: account.lines,
        beside: account.beside,
        account: account.steps,
    })
}

fn round(earned: &Earned, rounding: Rounding) -> Option<Vec<PayoutLine>> {
    let exact: Vec<Exact> = earned
        .parts
        .iter()
        .map(|part| part.amount.clone())
        .collect();
    let total = rounding.round(&earned.total())?;
    let amounts = spread(total, &exact, rounding)?;
    let line = |(part, amount): (&super::method::Part, _)| PayoutLine {
        id: part.id.clone(),
        amount,
    };
    Some(earned.parts.iter().zip(amounts).map(line).collect())
}
