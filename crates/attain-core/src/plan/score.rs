//! Weights and scores of a person, and what is done where a score is missing.

use super::entrant::{Case, EntrantLine};
use super::{MissingPolicy, report};
use crate::diag::Diagnostic;
use crate::num::{Decimal, Exact};

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

/// The parts that count, in order; every problem at once.
pub(super) fn weighted<'a>(
    case: &Case<'a>,
    counts: impl Fn(&EntrantLine) -> bool,
) -> Result<Vec<Weighted<'a>>, Vec<Diagnostic>> {
    let entrant: &'a super::Entrant = case.entrant;
    let lines: Vec<&EntrantLine> = entrant.lines.iter().filter(|line| counts(line)).collect();
    let equal = lines.iter().all(|line| line.weight.is_none());
    let lines: Vec<(&EntrantLine, Decimal)> = lines
        .into_iter()
        .filter_map(|line| match line.weight {
            Some(weight) => Some((line, weight)),
            None => equal.then_some((line, Decimal::ONE)),
        })
        .collect();
    let mut found = Vec::new();
    if !equal {
        found.extend(check_weights(case, &lines));
    }
    let mut parts = Vec::new();
    for (line, weight) in lines {
        match score_of(case, line) {
            Ok(Some(score)) => {
                parts.push(Weighted {
                    line,
                    weight: Exact::from(weight),
                    score,
                });
            }
            Ok(None) => {}
            Err(problem) => found.push(problem),
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

fn check_weights(case: &Case<'_>, lines: &[(&EntrantLine, Decimal)]) -> Option<Diagnostic> {
    if case.plan.weights == WeightRule::Normalize {
        return None;
    }
    let sum: Exact = lines.iter().map(|(_, weight)| Exact::from(*weight)).sum();
    (sum != Exact::one()).then(|| report::weights_do_not_sum(case, lines, &sum))
}

/// The score of a part; none: it is dropped.
fn score_of(case: &Case<'_>, line: &EntrantLine) -> Result<Option<Exact>, Diagnostic> {
    match (line.score, line.missing) {
        (Some(score), _) => Ok(Some(Exact::from(score))),
        (None, MissingPolicy::Zero) => Ok(Some(Exact::zero())),
        (None, MissingPolicy::Ignore) => Ok(None),
        (None, MissingPolicy::Block | MissingPolicy::Carry) => {
            Err(report::score_missing(case, line))
        }
    }
}

/// `sum(weight x score) / sum(weight)`, divided once, last.
pub(super) fn mean(parts: &[Weighted<'_>]) -> Option<Exact> {
    let sum: Exact = parts.iter().map(|part| part.weight.clone()).sum();
    let product: Exact = parts.iter().map(|part| &part.weight * &part.score).sum();
    product.checked_div(&sum)
}
