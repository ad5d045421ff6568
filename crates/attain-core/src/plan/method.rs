//! What is earned, before anything adjusts it. One file a method.

mod weighted;

use super::Step;
use super::bonus::BonusAmount;
use super::entrant::Case;
use crate::diag::{Diagnostic, Span};
use crate::num::Exact;

/// How results become money.
#[derive(Debug, Clone)]
pub enum Method {
    /// bonus = X x sum(weight x score).
    Weighted,
}

/// What is earned so far, exact.
#[derive(Debug, Clone, Default)]
pub(super) struct Earned {
    /// The parts in order.
    pub(super) parts: Vec<Part>,
    /// The weighted score, where there is one.
    pub(super) score: Option<Exact>,
    /// The bonus at 100 %.
    pub(super) bonus: Option<Exact>,
    /// How it came about.
    pub(super) account: Vec<Step>,
}

/// A part of what is earned.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) id: String,
    pub(super) amount: Exact,
}

impl Earned {
    pub(super) fn push(&mut self, id: &str, amount: Exact) {
        self.parts.push(Part {
            id: id.to_owned(),
            amount,
        });
    }

    pub(super) fn total(&self) -> Exact {
        self.parts.iter().map(|part| part.amount.clone()).sum()
    }

    /// Multiplies every part.
    pub(super) fn scale_by(&mut self, factor: &Exact) {
        for part in &mut self.parts {
            part.amount = &part.amount * factor;
        }
    }

    pub(super) fn note(
        &mut self,
        name: &str,
        value: impl Into<String>,
        remark: impl Into<String>,
        span: Option<&Span>,
    ) {
        self.account.push(Step {
            name: name.to_owned(),
            value: value.into(),
            remark: remark.into(),
            span: span.cloned(),
        });
    }
}

impl Method {
    /// What a person earns.
    pub(super) fn earn(
        &self,
        case: &Case<'_>,
        bonus: &BonusAmount,
    ) -> Result<Earned, Vec<Diagnostic>> {
        let mut earned = match self {
            Self::Weighted => weighted::earn(case, bonus)?,
        };
        earned.bonus.clone_from(&bonus.bonus);
        Ok(earned)
    }
}
