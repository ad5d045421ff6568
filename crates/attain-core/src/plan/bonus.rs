//! The bonus at 100 %: the X of the formulas.

use super::entrant::Case;
use super::{Checked, Limit, report};
use crate::diag::{Span, Spanned};
use crate::num::{Decimal, Exact};
use crate::period::PeriodKind;
use crate::text::Table;

/// What a person gets when everything is at 100 %.
#[derive(Debug, Clone)]
pub struct Bonus {
    /// Where it comes from.
    pub source: BonusSource,
    /// It is stated for one period and paid for another: so much of it is paid at a time.
    pub part: Option<(PeriodKind, PeriodKind)>,
}

/// Where the bonus at 100 % comes from.
#[derive(Debug, Clone)]
pub enum BonusSource {
    /// The plan says.
    Stated(Spanned<Limit>),
    /// The part of an income that is not fixed.
    Mix(PayMix),
    /// The person's amount `bonus`, if he has one.
    Person(Span),
}

/// Income = fixed + variable.
#[derive(Debug, Clone)]
pub struct PayMix {
    /// The income at 100 %.
    pub income: Spanned<Limit>,
    /// The share of it that is fixed.
    pub fixed: Decimal,
}

/// The X of a person.
#[derive(Debug, Clone)]
pub(super) struct BonusAmount {
    /// What is paid at 100 %; none: the plan has none, as a commission.
    pub(super) bonus: Option<Exact>,
    /// The fixed part of the income.
    pub(super) fixed: Option<Exact>,
    /// How it came about.
    pub(super) remark: String,
}

impl Bonus {
    /// The X of a person.
    pub(super) fn of(&self, case: &Case<'_>) -> Checked<BonusAmount> {
        let part = self.part();
        let mut found = match &self.source {
            BonusSource::Stated(limit) => {
                let bonus = limit.value.resolve(case, None, &limit.span)?;
                BonusAmount {
                    bonus: Some(bonus),
                    fixed: None,
                    remark: limit.value.to_string(),
                }
            }
            BonusSource::Mix(mix) => mix.of(case)?,
            BonusSource::Person(_) => BonusAmount {
                bonus: case.entrant.amount("bonus").map(Exact::from),
                fixed: None,
                remark: "the person's `bonus`".to_owned(),
            },
        };
        let changed = case
            .plan
            .adjustments
            .proration()
            .map(|rule| rule.mean_bonus(case));
        if let (BonusSource::Person(_), Some(bonus)) =
            (&self.source, changed.transpose()?.flatten())
        {
            found.bonus = Some(bonus);
            "the person's bonuses, each by its time".clone_into(&mut found.remark);
        }
        if let Some((stated, paid)) = self.part {
            found.bonus = found.bonus.map(|bonus| &bonus * &part);
            found.fixed = found.fixed.map(|fixed| &fixed * &part);
            let (stated, paid) = (stated.name(), paid.name());
            found.remark = format!("{}, a {paid}'s part of a {stated}", found.remark);
        }
        Ok(found)
    }

    fn part(&self) -> Exact {
        let months = |kind: PeriodKind| match kind {
            PeriodKind::Month => 1u64,
            PeriodKind::Quarter => 3,
            PeriodKind::Year => 12,
        };
        self.part
            .and_then(|(stated, paid)| {
                Exact::from(months(paid)).checked_div(&Exact::from(months(stated)))
            })
            .unwrap_or_else(Exact::one)
    }

    /// Where it is written.
    pub(super) fn span(&self) -> &Span {
        match &self.source {
            BonusSource::Stated(limit) => &limit.span,
            BonusSource::Mix(mix) => &mix.income.span,
            BonusSource::Person(span) => span,
        }
    }

    /// Reads `bonus`, `income`, `fixed`, `bonus_per` and `paid_per` of a plan.
    pub(super) fn parse(table: &Table<'_>, name: &Span) -> Self {
        let stated = Limit::parse(table, "bonus");
        let income = Limit::parse(table, "income");
        let fixed = table.number("fixed");
        for share in [stated.as_ref(), income.as_ref()].into_iter().flatten() {
            if let Limit::Share(_) = share.value {
                table.diagnostics().push(report::share_of_nothing(share));
            }
        }
        let source = match (stated, fixed) {
            (Some(stated), None) => BonusSource::Stated(stated),
            (None, Some(fixed)) => mix(table, income, &fixed),
            (Some(_), Some(fixed)) => {
                table
                    .diagnostics()
                    .push(report::two_bonuses("fixed", &fixed.span));
                BonusSource::Person(name.clone())
            }
            (None, None) => {
                if let Some(income) = income {
                    table
                        .diagnostics()
                        .push(report::income_without_fixed(&income.span));
                }
                BonusSource::Person(name.clone())
            }
        };
        Self {
            source,
            part: part(table),
        }
    }
}

impl PayMix {
    fn of(&self, case: &Case<'_>) -> Checked<BonusAmount> {
        let income = self.income.value.resolve(case, None, &self.income.span)?;
        let fixed = &income * &Exact::from(self.fixed);
        let bonus = &income - &fixed;
        let remark = format!("income {} - fixed {}", income.plain(), fixed.plain());
        Ok(BonusAmount {
            bonus: Some(bonus),
            fixed: Some(fixed),
            remark,
        })
    }
}

fn mix(table: &Table<'_>, income: Option<Spanned<Limit>>, fixed: &Spanned<Decimal>) -> BonusSource {
    if fixed.value < Decimal::ZERO || fixed.value > Decimal::ONE {
        table
            .diagnostics()
            .push(report::out_of_range("fixed", fixed, "0 % to 100 %"));
    }
    let income = income.unwrap_or_else(|| Spanned {
        value: Limit::Of(Decimal::ONE, "income".to_owned()),
        span: fixed.span.clone(),
    });
    BonusSource::Mix(PayMix {
        income,
        fixed: fixed.value,
    })
}

/// `bonus_per = "year"` and `paid_per = "quarter"`.
fn part(table: &Table<'_>) -> Option<(PeriodKind, PeriodKind)> {
    let stated = table.choice("bonus_per", &PeriodKind::NAMES);
    let paid = table.choice("paid_per", &PeriodKind::NAMES);
    match (stated, paid) {
        (Some(stated), Some(paid)) => Some((stated, paid)),
        (None, None) => None,
        _ => {
            let field = if stated.is_some() {
                "bonus_per"
            } else {
                "paid_per"
            };
            table
                .diagnostics()
                .push(report::half_a_pair(field, &table.key_span(field)));
            None
        }
    }
}
