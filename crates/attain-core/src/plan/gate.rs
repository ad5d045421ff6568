//! Gates: a condition that must hold, or some of the pay is lost.

use super::condition::{On, number_of, subject};
use super::entrant::Case;
use super::{Checked, Condition, refuse, report};
use crate::diag::{Span, Spanned};
use crate::id::ScaleId;
use crate::num::{Decimal, Exact, plain};
use crate::scale::Levels;
use crate::text::{Table, Value};

/// A gate.
#[derive(Debug, Clone)]
pub struct Gate {
    /// How its factor is found.
    pub rule: GateRule,
    /// The parts that it holds for; empty: all.
    pub parts: Vec<Spanned<String>>,
    /// Where it is written.
    pub span: Span,
}

/// How the factor of a gate is found.
#[derive(Debug, Clone)]
pub enum GateRule {
    /// 1 if the condition holds, else a stated factor.
    Condition(Condition, Decimal),
    /// What a scale gives for a number of a KPI, kept in 0..1.
    Scale {
        /// The KPI; none: the weighted score.
        kpi: Option<String>,
        /// Which of its numbers.
        on: On,
        /// The scale.
        scale: Spanned<ScaleId>,
    },
    /// The factor of the highest step that a number of a KPI reaches; below the first: 0.
    Steps {
        /// The KPI; none: the weighted score.
        kpi: Option<String>,
        /// Which of its numbers.
        on: On,
        /// From where on, and the factor, rising.
        steps: Vec<(Decimal, Decimal)>,
    },
}

impl Gate {
    /// Reads a gate; `default_kpi` is the KPI if it names none.
    pub(super) fn parse(table: &Table<'_>, default_kpi: Option<&str>) -> Option<Self> {
        let parts = table.texts("for");
        let rule = match table.text("scale") {
            Some(scale) => Some(GateRule::Scale {
                kpi: table
                    .text("kpi")
                    .map(|k| k.value)
                    .or_else(|| default_kpi.map(Into::into)),
                on: table.choice("on", &On::NAMES).unwrap_or_default(),
                scale: scale.map(ScaleId::from),
            }),
            None if table.has("steps") => stepped(table, default_kpi),
            None => condition(table, default_kpi),
        };
        table.finish(&["note"]);
        Some(Self {
            rule: rule?,
            parts,
            span: table.span().clone(),
        })
    }

    /// The factor for a person, and why.
    pub(super) fn factor(
        &self,
        case: &Case<'_>,
        score: Option<&Exact>,
    ) -> Checked<(Exact, String)> {
        match &self.rule {
            GateRule::Condition(condition, otherwise) => {
                let (holds, value) = condition.check(case, score)?;
                let what = condition.subject();
                let verb = if holds { "is" } else { "is not" };
                let remark = format!("{what} {} {verb} {}", value.plain(), condition.bound);
                let factor = if holds {
                    Exact::one()
                } else {
                    Exact::from(*otherwise)
                };
                Ok((factor, remark))
            }
            GateRule::Steps { kpi, on, steps } => {
                let value = number_of(case, kpi.as_deref(), *on, score, &self.span)?;
                let reached = steps.iter().rev().find(|step| Exact::from(step.0) <= value);
                let what = subject(kpi.as_deref(), *on);
                Ok(match reached {
                    Some((at, factor)) => {
                        let remark = format!("{what} {} is at least {}", value.plain(), plain(*at));
                        (Exact::from(*factor), remark)
                    }
                    None => {
                        let remark = format!("{what} {} is below every step", value.plain());
                        (Exact::zero(), remark)
                    }
                })
            }
            GateRule::Scale { kpi, on, scale } => {
                let value = number_of(case, kpi.as_deref(), *on, score, &self.span)?;
                let factor = by_scale(case, scale, *on, &value)?;
                let what = subject(kpi.as_deref(), *on);
                let remark = format!("{what} {}, scale `{}`", value.plain(), scale.value);
                Ok((factor, remark))
            }
        }
    }
}

/// `steps = [["70 %", "0.5"], ["90 %", "1"]]`: from where on, and the factor.
fn stepped(table: &Table<'_>, default_kpi: Option<&str>) -> Option<GateRule> {
    let mut steps: Vec<(Decimal, Decimal)> = Vec::new();
    for value in table.list("steps")? {
        let pair: Vec<Spanned<Decimal>> = value.list()?.iter().filter_map(Value::number).collect();
        let [at, factor] = pair.as_slice() else {
            table
                .diagnostics()
                .push(report::malformed_step(&value.span()));
            return None;
        };
        if !in_unit(&Exact::from(factor.value)) {
            let found = report::out_of_range("steps", factor, "0 to 1");
            table.diagnostics().push(found);
        }
        if steps.last().is_some_and(|last| last.0 >= at.value) {
            table.diagnostics().push(report::steps_order(&at.span));
        }
        steps.push((at.value, factor.value));
    }
    Some(GateRule::Steps {
        kpi: table
            .text("kpi")
            .map(|kpi| kpi.value)
            .or_else(|| default_kpi.map(Into::into)),
        on: table.choice("on", &On::NAMES).unwrap_or_default(),
        steps,
    })
}

fn condition(table: &Table<'_>, default_kpi: Option<&str>) -> Option<GateRule> {
    let condition = Condition::parse(table, default_kpi);
    let otherwise = table.number("otherwise");
    if let Some(factor) = otherwise
        .as_ref()
        .filter(|f| !in_unit(&Exact::from(f.value)))
    {
        table
            .diagnostics()
            .push(report::out_of_range("otherwise", factor, "0 to 1"));
    }
    let factor = otherwise.map_or(Decimal::ZERO, |factor| factor.value);
    Some(GateRule::Condition(condition?, factor))
}

/// What a scale of the model gives for a number, which must lie in 0..1.
fn by_scale(case: &Case<'_>, name: &Spanned<ScaleId>, on: On, value: &Exact) -> Checked<Exact> {
    let Some(scale) = case.scales.get(&name.value) else {
        return refuse(report::unknown_scale(case, &name.value, &name.span));
    };
    let result = scale
        .at(value, &Levels::default())
        .map_err(|error| vec![error.diagnostic(&case.whom()).at(&name.span, on.name())])?;
    if in_unit(&result.value) {
        Ok(result.value)
    } else {
        refuse(report::factor_out_of_range(case, &result.value, &name.span))
    }
}

/// Whether a factor lies in 0..1.
pub(super) fn in_unit(factor: &Exact) -> bool {
    !factor.is_negative() && *factor <= Exact::one()
}

/// The product of the factors of gates.
pub(super) fn factor_of(case: &Case<'_>, gates: &[Gate], score: Option<&Exact>) -> Checked<Exact> {
    let mut product = Exact::one();
    for gate in gates {
        product = product * gate.factor(case, score)?.0;
    }
    Ok(product)
}
