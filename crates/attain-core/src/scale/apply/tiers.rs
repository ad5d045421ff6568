//! Tiers: rates and flat amounts between upper bounds.

use super::super::{
    Account, AtBound, Negative, Scale, ScaleError, ScaleProblem, Tier, TierLine, TierMode, Tiers,
};
use super::ScaleResult;
use crate::num::{Decimal, Exact};

/// What tiers give, and how it came about.
type Given = (Exact, Account);

pub(super) fn tiers(scale: &Scale, tiers: &Tiers, value: &Exact) -> Result<Given, ScaleError> {
    if value.is_negative() {
        return negative(scale, tiers, value);
    }
    let lines = match tiers.mode {
        TierMode::Marginal => marginal(tiers, value),
        TierMode::Whole => vec![whole(scale, tiers, value)?],
    };
    let amount = lines.iter().map(|line| line.amount.clone()).sum();
    let account = Account::Tiers {
        mode: tiers.mode,
        at_bound: tiers.at_bound,
        lines,
    };
    Ok((amount, account))
}

/// Below 0 no tier is entered: there is a rate at most, and never a flat amount.
fn negative(scale: &Scale, tiers: &Tiers, value: &Exact) -> Result<Given, ScaleError> {
    let span = tiers.tiers.first().map_or(&scale.span, |tier| &tier.span);
    let rate = match tiers.negative {
        Negative::Refuse => {
            let problem = ScaleProblem::BelowZero(value.clone());
            return Err(ScaleError::new(scale, problem, span));
        }
        Negative::Zero => None,
        Negative::FirstRate => tiers.tiers.first().map(|tier| tier.rate),
    };
    let amount = rate.map_or_else(Exact::zero, |rate| value.clone() * Exact::from(rate));
    let span = span.clone();
    Ok((amount, Account::Negative { rate, span }))
}

/// The tiers with their numbers and lower bounds.
fn numbered(tiers: &Tiers) -> impl Iterator<Item = (usize, Decimal, &Tier)> {
    let bounds = tiers
        .tiers
        .iter()
        .map(|tier| tier.up_to.as_ref().map_or(Decimal::ZERO, |to| to.value));
    let lower = std::iter::once(Decimal::ZERO).chain(bounds);
    (1..)
        .zip(lower)
        .zip(&tiers.tiers)
        .map(|((number, from), tier)| (number, from, tier))
}

/// Every tier that was entered, with the part of the value that lies in it. The first always is.
fn marginal(tiers: &Tiers, value: &Exact) -> Vec<TierLine> {
    numbered(tiers)
        .take_while(|(number, from, _)| {
            let from = Exact::from(*from);
            let entered = match tiers.at_bound {
                AtBound::Lower => *value > from,
                AtBound::Upper => *value >= from,
            };
            *number == 1 || entered
        })
        .map(|(number, from, tier)| {
            let top = match &tier.up_to {
                Some(bound) if Exact::from(bound.value) < *value => Exact::from(bound.value),
                _ => value.clone(),
            };
            line(number, from, tier, top - Exact::from(from))
        })
        .collect()
}

/// The tier that holds the value, with all of it.
fn whole(scale: &Scale, tiers: &Tiers, value: &Exact) -> Result<TierLine, ScaleError> {
    let holds = |tier: &Tier| match (&tier.up_to, tiers.at_bound) {
        (None, _) => true,
        (Some(bound), AtBound::Lower) => *value <= Exact::from(bound.value),
        (Some(bound), AtBound::Upper) => *value < Exact::from(bound.value),
    };
    let reached = numbered(tiers).find(|(_, _, tier)| holds(tier));
    if let Some((number, from, tier)) = reached {
        return Ok(line(number, from, tier, value.clone()));
    }
    let last = tiers.tiers.last();
    let bound = last.and_then(|tier| tier.up_to.as_ref());
    let problem = ScaleProblem::AboveLastTier {
        value: value.clone(),
        bound: bound.map_or(Decimal::ZERO, |bound| bound.value),
    };
    let span = last.map_or(&scale.span, |tier| &tier.span);
    Err(ScaleError::new(scale, problem, span))
}

fn line(number: usize, from: Decimal, tier: &Tier, quantity: Exact) -> TierLine {
    let amount = Exact::from(tier.rate) * quantity.clone() + Exact::from(tier.flat);
    TierLine {
        number,
        from,
        up_to: tier.up_to.as_ref().map(|bound| bound.value),
        quantity,
        rate: tier.rate,
        flat: tier.flat,
        entered: 1,
        amount,
        span: tier.span.clone(),
    }
}

/// Results of single rows, added up tier by tier.
#[derive(Debug)]
pub(super) struct RowSum {
    input: Exact,
    value: Exact,
    rows: u64,
    negative: u64,
    negative_amount: Exact,
    lines: Vec<TierLine>,
}

impl Default for RowSum {
    fn default() -> Self {
        Self {
            input: Exact::zero(),
            value: Exact::zero(),
            rows: 0,
            negative: 0,
            negative_amount: Exact::zero(),
            lines: Vec::new(),
        }
    }
}

impl RowSum {
    pub(super) fn add(&mut self, row: &Exact, result: ScaleResult) {
        self.input = &self.input + row;
        self.value = &self.value + &result.value;
        self.rows = self.rows.saturating_add(1);
        match result.account {
            Account::Tiers { lines, .. } => lines.into_iter().for_each(|line| self.add_line(line)),
            Account::Negative { .. } => {
                self.negative = self.negative.saturating_add(1);
                self.negative_amount = &self.negative_amount + &result.value;
            }
            _ => {}
        }
    }

    fn add_line(&mut self, line: TierLine) {
        match self.lines.iter_mut().find(|sum| sum.number == line.number) {
            Some(sum) => {
                sum.quantity = &sum.quantity + &line.quantity;
                sum.amount = &sum.amount + &line.amount;
                sum.entered = sum.entered.saturating_add(line.entered);
            }
            None => {
                self.lines.push(line);
                self.lines.sort_by_key(|line| line.number);
            }
        }
    }

    pub(super) fn finish(self) -> (Exact, Exact, Account) {
        let account = Account::Rows {
            rows: self.rows,
            negative: self.negative,
            negative_amount: self.negative_amount,
            lines: self.lines,
        };
        (self.input, self.value, account)
    }
}
