//! `method = "weighted"`: bonus = X x sum(weight x score) / sum(weight).

use super::Earned;
use crate::diag::Diagnostic;
use crate::num::Exact;
use crate::plan::bonus::BonusAmount;
use crate::plan::entrant::Case;
use crate::plan::{report, score};

pub(super) fn earn(case: &Case<'_>, bonus: &BonusAmount) -> Result<Earned, Vec<Diagnostic>> {
    let Some(x) = &bonus.bonus else {
        return Err(vec![report::amount_missing(
            case,
            "bonus",
            case.plan.bonus.span(),
        )]);
    };
    let parts = score::weighted(case, |_| true)?;
    let weights: Exact = parts.iter().map(|part| part.weight.clone()).sum();
    let mut earned = Earned::default();
    for part in &parts {
        let product = &(x * &part.weight) * &part.score;
        let amount = product.checked_div(&weights).unwrap_or_else(Exact::zero);
        earned.push(&part.line.kpi, amount);
    }
    earned.score = score::mean(&parts);
    let terms: Vec<String> = parts
        .iter()
        .map(|part| format!("{} x {}", part.weight.plain(), part.score.plain()))
        .collect();
    let shown = earned.score.as_ref().map(Exact::plain).unwrap_or_default();
    let formula = format!("({}) / {}", terms.join(" + "), weights.plain());
    earned.note("score", shown.clone(), formula, None);
    let total = earned.total();
    earned.note(
        "earned",
        total.plain(),
        format!("{} x {shown}", x.plain()),
        None,
    );
    Ok(earned)
}
