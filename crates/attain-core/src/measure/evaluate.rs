//! What measures and formulas give, once their parts are known.

use super::{Arithmetic, Formula, Measure, Operator};
use crate::id::KpiId;
use crate::num::{Decimal, Exact};
use std::collections::BTreeMap;

/// The measure's value, exact; `values` are those of its aggregates, in order.
///
/// Missing is `None`: whatever is computed from a missing value, and a division by zero. Only
/// `coalesce` puts another value in its place.
#[must_use]
pub fn evaluate(measure: &Measure, values: &[Option<Decimal>]) -> Option<Exact> {
    let value = |index: usize| values.get(index).copied().flatten().map(Exact::from);
    arithmetic(&measure.expression, &value)
}

/// The formula's value, exact; `values` are those of its KPIs. Missing as in [`evaluate`].
#[must_use]
pub fn evaluate_formula(
    formula: &Formula,
    values: &BTreeMap<KpiId, Option<Exact>>,
) -> Option<Exact> {
    let value = |index: usize| values.get(formula.inputs.get(index)?)?.clone();
    arithmetic(&formula.expression, &value)
}

fn arithmetic(expression: &Arithmetic, value: &impl Fn(usize) -> Option<Exact>) -> Option<Exact> {
    match expression {
        Arithmetic::Number(number) => Some(Exact::from(*number)),
        Arithmetic::Aggregate(index) => value(*index),
        Arithmetic::Negate(inner) => Some(-arithmetic(inner, value)?),
        Arithmetic::Binary(operator, left, right) => {
            let (left, right) = (arithmetic(left, value)?, arithmetic(right, value)?);
            match operator {
                Operator::Add => Some(left + right),
                Operator::Subtract => Some(left - right),
                Operator::Multiply => Some(left * right),
                Operator::Divide => left.checked_div(&right),
            }
        }
        Arithmetic::NullIf(left, right) => {
            let left = arithmetic(left, value)?;
            if arithmetic(right, value).as_ref() == Some(&left) {
                None
            } else {
                Some(left)
            }
        }
        Arithmetic::Coalesce(choices) => {
            choices.iter().find_map(|choice| arithmetic(choice, value))
        }
    }
}
