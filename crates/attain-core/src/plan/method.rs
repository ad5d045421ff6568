//! What is earned, before anything adjusts it. One file a method.

mod commission;
mod funds;
mod given;
mod head_on;
mod matrix;
mod milestones;
mod per_unit;
pub(super) mod pool;
mod weighted;

pub use funds::{Fund, Funds};
pub use matrix::{Axis, Between, Matrix};
pub use pool::Pool;

use super::bonus::BonusAmount;
use super::entrant::{Case, EntrantLine};
use super::gate::in_unit;
use super::{Checked, MissingPolicy, Step, refuse, report};
use crate::diag::Span;
use crate::num::{Decimal, Exact};
use crate::text::Table;

/// How results become money.
#[derive(Debug, Clone)]
pub enum Method {
    /// bonus = X x sum(weight x score).
    Weighted,
    /// bonus = X x sum(f x C x D) x D of the whole.
    Funds(Funds),
    /// The full condition pays the weight, a partial one a part of it.
    HeadOn,
    /// A scale or a rate pays an amount.
    Commission,
    /// So much for each unit.
    PerUnit,
    /// An amount is shared.
    Pool(Pool),
    /// A two-way table.
    Matrix(Matrix),
    /// bonus = X x sum(weight x score) x factors.
    Multiplier,
    /// Each milestone pays its amount.
    Milestones,
    /// The amounts are known.
    Given,
}

/// The words of `method`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Weighted,
    Funds,
    HeadOn,
    Commission,
    PerUnit,
    Pool,
    Matrix,
    Multiplier,
    Milestones,
    Given,
}

impl Kind {
    pub(super) const NAMES: [(&'static str, Self); 10] = [
        ("weighted", Self::Weighted),
        ("funds", Self::Funds),
        ("head_on", Self::HeadOn),
        ("commission", Self::Commission),
        ("per_unit", Self::PerUnit),
        ("pool", Self::Pool),
        ("matrix", Self::Matrix),
        ("multiplier", Self::Multiplier),
        ("milestones", Self::Milestones),
        ("given", Self::Given),
    ];

    /// The fields that belong to some methods only.
    const OWN_FIELDS: [(&'static str, &'static [Self]); 15] = [
        ("funds", &[Self::Funds]),
        ("block", &[Self::Funds]),
        ("full", &[Self::HeadOn]),
        ("partial", &[Self::HeadOn]),
        ("on", &[Self::HeadOn]),
        ("rate", &[Self::Commission, Self::PerUnit]),
        ("of", &[Self::Commission]),
        ("above", &[Self::PerUnit]),
        ("up_to", &[Self::PerUnit]),
        ("whole", &[Self::PerUnit]),
        ("pool", &[Self::Pool]),
        ("points_of", &[Self::Pool]),
        ("redistribute", &[Self::Pool]),
        ("matrix", &[Self::Matrix]),
        ("amount", &[Self::Milestones]),
    ];

    pub(super) fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("", |(name, _)| name)
    }

    /// Reads what belongs to the method, and reports what belongs to another.
    pub(super) fn parse(self, table: &Table<'_>) -> Option<Method> {
        for (field, owners) in Self::OWN_FIELDS {
            if table.has(field) && !owners.contains(&self) {
                // Asking for it keeps it from being reported as unknown too.
                let _ = table.value(field);
                let owner = owners.first().map_or("", |kind| kind.name());
                let span = table.key_span(field);
                table
                    .diagnostics()
                    .push(report::field_of_method(field, owner, self.name(), &span));
            }
        }
        Some(match self {
            Self::Weighted => Method::Weighted,
            Self::Funds => Method::Funds(funds::parse(table)),
            Self::HeadOn => Method::HeadOn,
            Self::Commission => Method::Commission,
            Self::PerUnit => Method::PerUnit,
            Self::Pool => Method::Pool(pool::parse(table)?),
            Self::Matrix => Method::Matrix(matrix::parse(table)?),
            Self::Multiplier => {
                let _ = table.required("multipliers");
                Method::Multiplier
            }
            Self::Milestones => Method::Milestones,
            Self::Given => Method::Given,
        })
    }
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
    /// Nothing may be paid: a gate on everything is shut, or the person is not eligible. No floor
    /// or guarantee brings it back. (A missed threshold leaves the floor, as in scales.)
    pub(super) shut: bool,
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
    /// What a person earns; of a pool, his points.
    pub(super) fn earn(&self, case: &Case<'_>, bonus: &BonusAmount) -> Checked<Earned> {
        let mut earned = match self {
            Self::Weighted | Self::Multiplier => weighted::earn(case, bonus),
            Self::Funds(funds) => funds::earn(funds, case, bonus),
            Self::HeadOn => head_on::earn(case, bonus),
            Self::Commission => each(case, |line| commission::amount(case, bonus, line)),
            Self::PerUnit => each(case, |line| per_unit::amount(case, line)),
            Self::Pool(pool) => pool::points(pool, case),
            Self::Matrix(matrix) => matrix::earn(matrix, case, bonus),
            Self::Milestones => milestones::earn(case, bonus),
            Self::Given => each(case, |line| given::amount(case, line)),
        }?;
        earned.bonus.clone_from(&bonus.bonus);
        Ok(earned)
    }
}

/// An amount and how it came about; none: the part is dropped, or the plan says nothing of it.
type Amount = Option<(Exact, String)>;

/// What each part pays by itself; all problems at once.
fn each(
    case: &Case<'_>,
    mut amount: impl FnMut(&EntrantLine) -> Checked<Amount>,
) -> Checked<Earned> {
    let mut earned = Earned::default();
    let mut found = Vec::new();
    for line in case.entrant.lines.iter().filter(|line| line.counts) {
        match amount(line) {
            Ok(Some((amount, remark))) => {
                let rule = case.plan.part(&line.kpi);
                earned.note(&line.kpi, amount.plain(), remark, rule.span());
                earned.push(&line.kpi, amount);
            }
            Ok(None) => {}
            Err(problems) => found.extend(problems),
        }
    }
    if found.is_empty() && earned.parts.is_empty() {
        found.push(report::nothing_counts(case));
    }
    if found.is_empty() {
        Ok(earned)
    } else {
        Err(found)
    }
}

/// Whether a part without a rate is only looked at: the plan names others.
fn only_looked_at(case: &Case<'_>, line: &EntrantLine) -> bool {
    let others = !case.plan.parts.each.is_empty() && !case.plan.parts.names(&line.kpi);
    others || case.plan.adjustments.multiplies(&line.kpi)
}

/// What a missing value of a part does.
fn missing(case: &Case<'_>, line: &EntrantLine, what: &str) -> Checked<Amount> {
    match line.missing {
        MissingPolicy::Zero => Ok(Some((Exact::zero(), "missing counts as 0".to_owned()))),
        MissingPolicy::Ignore => Ok(None),
        MissingPolicy::Block | MissingPolicy::Carry => {
            let span = line.span.as_ref().unwrap_or(&case.plan.span);
            refuse(report::number_missing(case, &line.kpi, what, span))
        }
    }
}

/// The bonus at 100 %, which the method needs.
fn bonus_of(case: &Case<'_>, bonus: &BonusAmount) -> Checked<Exact> {
    match &bonus.bonus {
        Some(bonus) => Ok(bonus.clone()),
        None => refuse(report::amount_missing(
            case,
            "bonus",
            case.plan.bonus.span(),
        )),
    }
}

/// A blocking factor from the inputs, which must lie in 0..1.
fn blocking(case: &Case<'_>, factor: Decimal, what: &str) -> Checked<Exact> {
    let exact = Exact::from(factor);
    if in_unit(&exact) {
        Ok(exact)
    } else {
        refuse(report::blocking_out_of_range(case, what, &exact))
    }
}
