//! `method = "weighted"`: bonus = X x sum(weight x score) / sum(weight).

use super::Earned;
use crate::num::Exact;
use crate::plan::bonus::BonusAmount;
use crate::plan::entrant::Case;
use crate::plan::score::{formula, mean, weighted, weights};
use crate::plan::{Checked, Method};

pub(super) fn earn(case: &Case<'_>, bonus: &BonusAmount) -> Checked<Earned> {
    let x = super::bonus_of(case, bonus)?;
    let mut earned = Earned::default();
    // Where only factors are measured, they multiply the bonus itself.
    if matches!(case.plan.method, Method::Multiplier) && weights(case)?.is_empty() {
        earned.push("bonus", x);
        return Ok(earned);
    }
    let parts = weighted(case)?;
    let weights: Exact = parts.iter().map(|part| part.weight.clone()).sum();
    for part in &parts {
        let product = &(&x * &part.weight) * &part.score;
        let amount = product.checked_div(&weights).unwrap_or_else(Exact::zero);
        earned.push(&part.line.kpi, amount);
    }
    earned.score = mean(&parts);
    let shown = earned.score.as_ref().map(Exact::plain).unwrap_or_default();
    earned.note("score", shown.clone(), formula(&parts), None);
    let total = earned.total();
    earned.note(
        "earned",
        total.plain(),
        format!("{} x {shown}", x.plain()),
        None,
    );
    Ok(earned)
}
