//! Weights and scores of a person, and what is done where a score is missing.

use super::entrant::{Case, EntrantLine};
use super::{Checked, MissingPolicy, refuse, report};
use crate::diag::Diagnostic;
use crate::num::Exact;

/// What weights that do not add up to 100 % mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WeightRule {
    /// A mistake.
    #[default]
    Exact,
    /// Points: each counts in proportion to their sum.
    Normalize,
}

impl WeightRule {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 2] =
        [("exact", Self::Exact), ("normalize", Self::Normalize)];
}

/// A part that counts, with its weight and score.
#[derive(Debug, Clone)]
pub(super) struct Weighted<'a> {
    pub(super) line: &'a EntrantLine,
    pub(super) weight: Exact,
    pub(super) score: Exact,
}

/// The parts that count with their weights, in order: those with a weight, or, where no part has
/// one, all of them equally. Results that only multiply do not count.
pub(super) fn weights<'a>(case: &Case<'a>) -> Checked<Vec<(&'a EntrantLine, Exact)>> {
    let entrant: &'a super::Entrant = case.entrant;
    let multiplies = |line: &EntrantLine| case.plan.adjustments.multiplies(&line.kpi);
    let lines: Vec<&EntrantLine> = entrant
        .lines
        .iter()
        .filter(|line| (line.counts || line.weight.is_some()) && !multiplies(line))
        .collect();
    if lines.iter().all(|line| line.weight.is_none()) {
        return Ok(lines.into_iter().map(|line| (line, Exact::one())).collect());
    }
    let lines: Vec<(&EntrantLine, Exact)> = lines
        .into_iter()
        .filter_map(|line| Some((line, Exact::from(line.weight?))))
        .collect();
    match check_weights(case, &lines) {
        Some(problem) => refuse(problem),
        None => Ok(lines),
    }
}

fn check_weights(case: &Case<'_>, lines: &[(&EntrantLine, Exact)]) -> Option<Diagnostic> {
    if case.plan.weights == WeightRule::Normalize {
        return None;
    }
    let sum: Exact = lines.iter().map(|(_, weight)| weight.clone()).sum();
    (sum != Exact::one()).then(|| report::weights_do_not_sum(case, lines, &sum))
}

/// The parts that count with weight and score; every problem at once.
pub(super) fn weighted<'a>(case: &Case<'a>) -> Checked<Vec<Weighted<'a>>> {
    let lines = weights(case)?;
    let mut found = Vec::new();
    let mut parts = Vec::new();
    for (line, weight) in lines {
        match score_of(case, line) {
            Ok(Some(score)) => parts.push(Weighted {
                line,
                weight,
                score,
            }),
            Ok(None) => {}
            Err(problems) => found.extend(problems),
        }
    }
    let sum: Exact = parts.iter().map(|part| part.weight.clone()).sum();
    if found.is_empty() && !sum.is_positive() {
        found.push(report::nothing_counts(case));
    }
    if found.is_empty() {
        Ok(parts)
    } else {
        Err(found)
    }
}

/// The score of a part; none: it is dropped.
pub(super) fn score_of(case: &Case<'_>, line: &EntrantLine) -> Checked<Option<Exact>> {
    match (line.score, line.missing) {
        (Some(score), _) => Ok(Some(Exact::from(score))),
        (None, _) if line.amount.is_some() => refuse(report::amount_for_score(case, line)),
        (None, MissingPolicy::Zero) => Ok(Some(Exact::zero())),
        (None, MissingPolicy::Ignore) => Ok(None),
        (None, MissingPolicy::Block | MissingPolicy::Carry) => {
            refuse(report::score_missing(case, line))
        }
    }
}

/// `sum(weight x score) / sum(weight)`, divided once, last.
pub(super) fn mean(parts: &[Weighted<'_>]) -> Option<Exact> {
    let sum: Exact = parts.iter().map(|part| part.weight.clone()).sum();
    let product: Exact = parts.iter().map(|part| &part.weight * &part.score).sum();
    product.checked_div(&sum)
}

/// `(0.3 x 5 + 0.7 x 3) / 1`.
pub(super) fn formula(parts: &[Weighted<'_>]) -> String {
    let sum: Exact = parts.iter().map(|part| part.weight.clone()).sum();
    let terms: Vec<String> = parts
        .iter()
        .map(|part| format!("{} x {}", part.weight.plain(), part.score.plain()))
        .collect();
    format!("({}) / {}", terms.join(" + "), sum.plain())
}
