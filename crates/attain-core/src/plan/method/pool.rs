//! `method = "pool"`: an amount is shared by score x points, and every cent of it is placed.
//!
//! What adjusts by a factor (a gate, proration) changes a person's share of the pool, so that the
//! others get what he does not; limits in money come after the sharing.

use super::Earned;
use crate::diag::{Diagnostic, Spanned};
use crate::num::allocate::spread;
use crate::num::{Decimal, Exact, RoundMode, Rounding};
use crate::plan::entrant::Case;
use crate::plan::score::{formula, mean, weighted};
use crate::plan::{Adjustment, Checked, Limit, refuse, report};
use crate::text::Table;

/// A pool.
#[derive(Debug, Clone)]
pub struct Pool {
    /// How much there is: an amount, or a share of a KPI's actual.
    pub amount: Spanned<Limit>,
    /// The amount of a person that multiplies his score; none: `points`, or 1.
    pub points_of: Option<Spanned<String>>,
    /// What lies above somebody's cap goes to those who have not reached theirs.
    pub redistribute: bool,
}

pub(super) fn parse(table: &Table<'_>) -> Option<Pool> {
    let amount = Limit::read(&table.required("pool")?)?;
    if let Limit::Share(_) = amount.value {
        table.diagnostics().push(report::share_of_nothing(&amount));
    }
    Some(Pool {
        amount,
        points_of: table.text("points_of"),
        redistribute: table.boolean("redistribute").is_some_and(|yes| yes.value),
    })
}

/// A person's share of the pool in points: points x weight x score for each part.
pub(super) fn points(pool: &Pool, case: &Case<'_>) -> Checked<Earned> {
    let points = match &pool.points_of {
        Some(name) => {
            let amount = case.entrant.amount(&name.value);
            amount.ok_or_else(|| vec![report::amount_missing(case, &name.value, &name.span)])?
        }
        None => case.entrant.amount("points").unwrap_or(Decimal::ONE),
    };
    let points = Exact::from(points);
    let mut earned = Earned::default();
    let scored = case
        .entrant
        .lines
        .iter()
        .any(|line| line.counts || line.weight.is_some());
    if !scored {
        earned.push("pool", points);
        return Ok(earned);
    }
    let parts = weighted(case)?;
    let weights: Exact = parts.iter().map(|part| part.weight.clone()).sum();
    for part in &parts {
        let product = &(&points * &part.weight) * &part.score;
        earned.push(
            &part.line.kpi,
            product.checked_div(&weights).unwrap_or_else(Exact::zero),
        );
    }
    earned.score = mean(&parts);
    let score = earned.score.as_ref().map(Exact::plain).unwrap_or_default();
    earned.note("score", score.clone(), formula(&parts), None);
    earned.note(
        "points",
        earned.total().plain(),
        format!("{} x {score}", points.plain()),
        None,
    );
    Ok(earned)
}

impl Pool {
    /// How much there is to share.
    fn size(&self, case: &Case<'_>) -> Checked<Exact> {
        let Limit::Of(share, kpi) = &self.amount.value else {
            return self.amount.value.resolve(case, None, &self.amount.span);
        };
        let of_kpi = case.entrant.line(kpi).and_then(|line| line.actual.clone());
        let of_person = || case.entrant.amount(kpi).map(Exact::from);
        match of_kpi.or_else(of_person) {
            Some(amount) => Ok(&Exact::from(*share) * &amount),
            None => refuse(report::amount_missing(case, kpi, &self.amount.span)),
        }
    }
}

/// Turns the points of all people, in the order of their ids, into money.
pub(in crate::plan) fn share(
    pool: &Pool,
    people: &mut [(Case<'_>, Earned)],
    rounding: Rounding,
) -> Checked<()> {
    let size = common_size(pool, people)?;
    let points: Vec<Exact> = people.iter().map(|(_, earned)| earned.total()).collect();
    let sum: Exact = points.iter().cloned().sum();
    if !sum.is_positive() || points.iter().any(Exact::is_negative) {
        return refuse(not_placed(people, pool));
    }
    let caps = match pool.redistribute {
        true => caps(people, rounding)?,
        false => vec![None; people.len()],
    };
    let exact = filled(&size, &points, &caps);
    let placed = match pool.redistribute {
        true => rounding.round(&exact.iter().cloned().sum()),
        false => rounding.round(&size),
    };
    let amounts = placed.and_then(|placed| spread(placed, &exact, rounding));
    let Some(amounts) = amounts else {
        return refuse(not_placed(people, pool));
    };
    for (((_, earned), points), amount) in people.iter_mut().zip(points).zip(amounts) {
        let amount = Exact::from(amount);
        earned.scale_by(&amount.checked_div(&points).unwrap_or_else(Exact::zero));
        let formula = format!("{} x {} / {}", size.plain(), points.plain(), sum.plain());
        earned.note(
            "share of the pool",
            amount.plain(),
            formula,
            Some(&pool.amount.span),
        );
    }
    Ok(())
}

/// What each person is paid at most, in whole steps; none: as much as there is.
fn caps(people: &[(Case<'_>, Earned)], rounding: Rounding) -> Checked<Vec<Option<Exact>>> {
    let down = Rounding {
        mode: RoundMode::Floor,
        ..rounding
    };
    let cap = |(case, earned): &(Case<'_>, Earned)| {
        let limits = case
            .plan
            .adjustments
            .0
            .iter()
            .find_map(|adjustment| match adjustment {
                Adjustment::Cap(cap) => cap.limit(),
                _ => None,
            });
        let Some(limit) = limits else { return Ok(None) };
        let cap = limit
            .value
            .resolve(case, earned.bonus.as_ref(), &limit.span)?;
        Ok(down.round(&cap).map(Exact::from))
    };
    people.iter().map(cap).collect()
}

/// The pool by points. Who would have more than his cap has the cap, and the rest is shared by the
/// others in the same way, until nobody is above his.
fn filled(size: &Exact, points: &[Exact], caps: &[Option<Exact>]) -> Vec<Exact> {
    let mut fixed: Vec<Option<Exact>> = vec![None; points.len()];
    loop {
        let taken: Exact = fixed.iter().flatten().cloned().sum();
        let free = || {
            fixed
                .iter()
                .zip(points)
                .filter(|(fixed, _)| fixed.is_none())
        };
        let sum: Exact = free().map(|(_, points)| points.clone()).sum();
        let rest = size - &taken;
        let share = |points: &Exact| {
            (&rest * points)
                .checked_div(&sum)
                .unwrap_or_else(Exact::zero)
        };
        let amounts: Vec<Exact> = fixed
            .iter()
            .zip(points)
            .map(|(fixed, points)| fixed.clone().unwrap_or_else(|| share(points)))
            .collect();
        let mut again = false;
        for ((fixed, amount), cap) in fixed.iter_mut().zip(&amounts).zip(caps) {
            if let Some(cap) = cap
                .as_ref()
                .filter(|cap| fixed.is_none() && *amount > **cap)
            {
                *fixed = Some(cap.clone());
                again = true;
            }
        }
        if !again {
            return amounts;
        }
    }
}

/// The size that everybody's results give; they must agree.
fn common_size(pool: &Pool, people: &[(Case<'_>, Earned)]) -> Checked<Exact> {
    let mut found: Option<Exact> = None;
    for (case, _) in people {
        let size = pool.size(case)?;
        if found.as_ref().is_some_and(|found| *found != size) {
            return refuse(report::two_pools(case, &size, &pool.amount.span));
        }
        found = Some(size);
    }
    Ok(found.unwrap_or_else(Exact::zero))
}

fn not_placed(people: &[(Case<'_>, Earned)], pool: &Pool) -> Diagnostic {
    let plan = people
        .first()
        .map(|(case, _)| case.plan.id.to_string())
        .unwrap_or_default();
    report::pool_not_placed(&plan, &pool.amount.span)
}
