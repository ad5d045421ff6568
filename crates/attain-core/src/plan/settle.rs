//! After rounding: corrections, clawbacks, draws, advances, and what is owed.
//!
//! The order is fixed: correction, clawback, repayment of what is owed, draw, advance, and last
//! what is done where too much was paid. Each is a line of its own, rounded by itself.

use super::entrant::Case;
use super::method::Earned;
use super::{Checked, Limit, PayoutLine, Step, refuse, report};
use crate::diag::{Span, Spanned};
use crate::num::{Decimal, Exact, Rounding, plain};
use crate::text::Table;

/// How a payout is settled.
#[derive(Debug, Clone, Default)]
pub struct Settlement {
    /// A guaranteed minimum.
    pub draw: Option<Draw>,
    /// What was paid in advance, where the inputs do not say.
    pub advance: Option<Spanned<Limit>>,
    /// What happens with a total below 0. Where the plan does not say, it is carried if something
    /// was taken off, and else stays what was earned.
    pub overpaid: Option<Overpaid>,
    /// The most that a clawback takes, as a share of the payout.
    pub clawback_limit: Option<Decimal>,
}

impl Settlement {
    /// Whether something may pass from one period to the next.
    #[must_use]
    pub fn carries(&self) -> bool {
        let draws = self.draw.as_ref().is_some_and(|draw| draw.recoverable);
        draws
            || self.clawback_limit.is_some()
            || self.advance.is_some()
            || self.overpaid == Some(Overpaid::Carry)
    }

    /// Whether the plan settles nothing by itself.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.draw.is_none()
            && self.advance.is_none()
            && self.overpaid.is_none()
            && self.clawback_limit.is_none()
    }
}

/// A guaranteed minimum.
#[derive(Debug, Clone)]
pub struct Draw {
    /// The minimum.
    pub minimum: Spanned<Limit>,
    /// Whether it is paid back out of later earnings.
    pub recoverable: bool,
    /// The highest balance.
    pub limit: Option<Spanned<Limit>>,
    /// The share of what is earned above the minimum that pays it back.
    pub recover: Decimal,
}

/// What happens where more was paid than earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overpaid {
    /// Nothing is paid, and the rest is owed in the next period.
    Carry,
    /// It is paid back now: the total is below 0.
    Claim,
    /// It is forgiven.
    Waive,
}

impl Overpaid {
    const NAMES: [(&'static str, Self); 3] = [
        ("carry", Self::Carry),
        ("claim", Self::Claim),
        ("waive", Self::Waive),
    ];
}

/// Reads `draw`, `advance`, `overpaid` and `clawback` of a plan.
pub(super) fn parse(table: &Table<'_>) -> Settlement {
    let clawback = table.table("clawback").and_then(|table| {
        let limit = share_of_one(&table, "limit");
        table.finish(&["note"]);
        limit
    });
    Settlement {
        draw: table.table("draw").and_then(|table| draw(&table)),
        advance: Limit::parse(table, "advance"),
        overpaid: table.choice("overpaid", &Overpaid::NAMES),
        clawback_limit: clawback,
    }
}

fn draw(table: &Table<'_>) -> Option<Draw> {
    let minimum = table
        .required("minimum")
        .and_then(|value| Limit::read(&value));
    let draw = Draw {
        recoverable: table.boolean("recoverable").is_none_or(|yes| yes.value),
        limit: Limit::parse(table, "limit"),
        recover: share_of_one(table, "recover").unwrap_or(Decimal::ONE),
        minimum: minimum?,
    };
    table.finish(&["note"]);
    Some(draw)
}

fn share_of_one(table: &Table<'_>, field: &str) -> Option<Decimal> {
    let share = table.number(field)?;
    if share.value < Decimal::ZERO || share.value > Decimal::ONE {
        table
            .diagnostics()
            .push(report::out_of_range(field, &share, "0 % to 100 %"));
    }
    Some(share.value)
}

/// A payout on its way: lines, and what stands beside them.
#[derive(Debug)]
pub(super) struct Account<'a> {
    pub(super) lines: Vec<PayoutLine>,
    pub(super) beside: Vec<PayoutLine>,
    pub(super) steps: Vec<Step>,
    case: &'a Case<'a>,
    rounding: Rounding,
    bonus: Option<Exact>,
}

impl<'a> Account<'a> {
    pub(super) fn new(
        case: &'a Case<'a>,
        earned: &Earned,
        lines: Vec<PayoutLine>,
        rounding: Rounding,
    ) -> Self {
        Self {
            lines,
            beside: Vec::new(),
            steps: earned.account.clone(),
            case,
            rounding,
            bonus: earned.bonus.clone(),
        }
    }

    pub(super) fn total(&self) -> Exact {
        self.lines.iter().map(|line| Exact::from(line.amount)).sum()
    }

    /// Settles, in the fixed order.
    pub(super) fn settle(&mut self, rule: &Settlement) -> Checked<()> {
        self.correct()?;
        let mut owed = self.claw_back(rule)?;
        owed = owed + self.repay()?;
        if let Some(draw) = &rule.draw {
            self.draw(draw)?;
        }
        self.take_advance(rule)?;
        owed = owed + self.overpaid(rule.overpaid)?;
        if owed.is_positive() {
            let owed = self.round(&owed)?;
            self.beside.push(PayoutLine {
                id: "owed".to_owned(),
                amount: owed,
            });
        }
        Ok(())
    }

    fn correct(&mut self) -> Checked<()> {
        let corrections = &self.case.entrant.corrections;
        if !corrections.is_empty() {
            let sum: Exact = corrections.iter().map(|one| Exact::from(one.amount)).sum();
            let amount = self.round(&sum)?;
            self.lines.push(PayoutLine {
                id: "correction".to_owned(),
                amount,
            });
            self.steps.extend(corrections.iter().map(|one| Step {
                name: "correction".to_owned(),
                value: plain(one.amount),
                remark: one.remark(),
                span: one.span.clone(),
            }));
        }
        let Some(correction) = self.case.entrant.amount("correction") else {
            return Ok(());
        };
        if correction.is_zero() {
            return Ok(());
        }
        let Some(reason) = self.case.entrant.correction_reason.clone() else {
            return refuse(report::correction_without_reason(self.case));
        };
        self.add("correction", &Exact::from(correction), &reason, None)
    }

    /// Takes back; gives what the limit leaves for later.
    fn claw_back(&mut self, rule: &Settlement) -> Checked<Exact> {
        let Some(back) = self.positive("clawback")? else {
            return Ok(Exact::zero());
        };
        let most = match rule.clawback_limit {
            Some(limit) => (self.total() * Exact::from(limit)).max(Exact::zero()),
            None => back.clone(),
        };
        let taken = self.round(&back.clone().min(most))?;
        let taken = Exact::from(taken);
        self.add(
            "clawback",
            &-taken.clone(),
            &format!("of {}", back.plain()),
            None,
        )?;
        Ok(back - taken)
    }

    /// Pays back what is owed from earlier periods, out of what there is.
    fn repay(&mut self) -> Checked<Exact> {
        let Some(owed) = self.positive("owed")? else {
            return Ok(Exact::zero());
        };
        let paid = owed.clone().min(self.total().max(Exact::zero()));
        self.add(
            "repaid",
            &-paid.clone(),
            &format!("of {} owed", owed.plain()),
            None,
        )?;
        Ok(owed - paid)
    }

    fn draw(&mut self, rule: &Draw) -> Checked<()> {
        let minimum = self.resolve(&rule.minimum)?;
        let earned = self.total();
        let before = self.positive("balance")?.unwrap_or_else(Exact::zero);
        let mut balance = before.clone();
        if earned < minimum {
            let mut draw = &minimum - &earned;
            if let Some(limit) = rule.limit.as_ref().filter(|_| rule.recoverable) {
                let room = self.resolve(limit)? - before.clone();
                draw = draw.min(room.max(Exact::zero()));
            }
            let draw = Exact::from(self.round(&draw)?);
            let remark = format!("earned {}, minimum {}", earned.plain(), minimum.plain());
            self.add("draw", &draw, &remark, Some(&rule.minimum.span))?;
            if rule.recoverable {
                balance = balance + draw;
            }
        } else if before.is_positive() {
            let most = (&earned - &minimum) * Exact::from(rule.recover);
            let back = Exact::from(self.round(&before.clone().min(most))?);
            let remark = format!("balance {}, above the minimum", before.plain());
            self.add(
                "recovered",
                &-back.clone(),
                &remark,
                Some(&rule.minimum.span),
            )?;
            balance = balance - back;
        }
        if rule.recoverable {
            let balance = self.round(&balance)?;
            self.beside.push(PayoutLine {
                id: "balance".to_owned(),
                amount: balance,
            });
        }
        Ok(())
    }

    fn take_advance(&mut self, rule: &Settlement) -> Checked<()> {
        let advance = match (self.positive("advance")?, &rule.advance) {
            (Some(paid), _) => paid,
            (None, Some(stated)) => self.resolve(stated)?,
            (None, None) => return Ok(()),
        };
        let span = rule.advance.as_ref().map(|advance| advance.span.clone());
        self.add("advance", &-advance, "already paid", span.as_ref())
    }

    /// What is done with a total below 0; gives what is owed.
    fn overpaid(&mut self, rule: Option<Overpaid>) -> Checked<Exact> {
        let taken = ["correction", "clawback", "repaid", "advance"];
        let taken = self.lines.iter().any(|line| taken.contains(&&*line.id));
        let otherwise = if taken {
            Overpaid::Carry
        } else {
            Overpaid::Claim
        };
        let rule = rule.unwrap_or(otherwise);
        let total = self.total();
        if !total.is_negative() || rule == Overpaid::Claim {
            return Ok(Exact::zero());
        }
        let missing = -total;
        match rule {
            Overpaid::Waive => {
                self.add("waived", &missing, "more was paid than earned", None)?;
                Ok(Exact::zero())
            }
            _ => {
                self.add("carried", &missing, "more was paid than earned", None)?;
                Ok(missing)
            }
        }
    }

    /// A line; nothing where it is 0, except what was computed on purpose.
    fn add(&mut self, id: &str, amount: &Exact, remark: &str, span: Option<&Span>) -> Checked<()> {
        let amount = self.round(amount)?;
        self.lines.push(PayoutLine {
            id: id.to_owned(),
            amount,
        });
        self.steps.push(Step {
            name: id.to_owned(),
            value: plain(amount),
            remark: remark.to_owned(),
            span: span.cloned(),
        });
        Ok(())
    }

    pub(super) fn round(&self, amount: &Exact) -> Checked<Decimal> {
        let rounded = self.rounding.round(amount);
        rounded.ok_or_else(|| vec![report::too_large(self.case)])
    }

    fn resolve(&self, limit: &Spanned<Limit>) -> Checked<Exact> {
        let exact = limit
            .value
            .resolve(self.case, self.bonus.as_ref(), &limit.span)?;
        Ok(Exact::from(self.round(&exact)?))
    }

    /// An amount of the person that cannot be below 0; none where it is 0.
    fn positive(&self, name: &str) -> Checked<Option<Exact>> {
        match self.case.entrant.amount(name) {
            Some(amount) if amount.is_sign_negative() && !amount.is_zero() => {
                refuse(report::amount_below_zero(self.case, name, amount))
            }
            Some(amount) if amount.is_zero() => Ok(None),
            Some(amount) => Ok(Some(Exact::from(self.round(&Exact::from(amount))?))),
            None => Ok(None),
        }
    }
}
