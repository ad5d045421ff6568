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

/// As [`evaluate`], of values that are no decimals: parts of sums.
#[must_use]
pub fn evaluate_exact(measure: &Measure, values: &[Option<Exact>]) -> Option<Exact> {
    let value = |index: usize| values.get(index)?.clone();
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
        Arithmetic::Binary(..) => {
            let (first, rest) = expression.chain();
            let mut total = arithmetic(first, value)?;
            for (operator, operand) in rest {
                total = operate(operator, total, arithmetic(operand, value)?)?;
            }
            Some(total)
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

impl Arithmetic {
    /// The first operand of a chain of operations, and what follows it. A chain leans to the left
    /// and may be long: it is walked, not called into.
    fn chain(&self) -> (&Self, Vec<(Operator, &Self)>) {
        let mut first = self;
        let mut rest = Vec::new();
        while let Self::Binary(operator, left, right) = first {
            rest.push((*operator, &**right));
            first = left;
        }
        rest.reverse();
        (first, rest)
    }
}

fn operate(operator: Operator, left: Exact, right: Exact) -> Option<Exact> {
    match operator {
        Operator::Add => Some(left + right),
        Operator::Subtract => Some(left - right),
        Operator::Multiply => Some(left * right),
        Operator::Divide => left.checked_div(&right),
    }
}

#[cfg(test)]
mod tests {
    use super::{evaluate, evaluate_formula};
    use crate::measure::parse::tests::{formula, measure};
    use crate::num::{Decimal, Exact, parse_number};

    fn values(text: &str) -> Vec<Option<Decimal>> {
        text.split_whitespace()
            .map(|value| parse_number(value).ok())
            .collect()
    }

    /// A measure, the values of its aggregates (`-`: missing), and what it gives.
    const TABLE: &[(&str, &str, &str)] = &[
        ("sum(amount)", "5", "5"),
        ("sum(amount)", "-", "-"),
        ("sum(amount) / count(*)", "2 3", "0.666666666667"),
        ("sum(amount) / count(*)", "2 0", "-"),
        ("sum(amount) / count(*)", "0 0", "-"),
        ("sum(amount) / count(*)", "- 3", "-"),
        ("sum(amount) * 0", "-", "-"),
        ("sum(amount) - sum(cost)", "0.1 0.3", "-0.2"),
        ("-sum(amount)", "5", "-5"),
        ("1 - 2 * sum(amount) - 3", "5", "-12"),
        ("(1 - 2) * (sum(amount) - 3)", "5", "-2"),
        ("12 / sum(amount) / 2", "3", "2"),
        ("12 / (sum(amount) / 2)", "3", "8"),
        ("avg(amount)", "10 4", "2.5"),
        ("avg(amount)", "- 0", "-"),
        ("nullif(sum(amount), 0)", "0", "-"),
        ("nullif(sum(amount), 0)", "0.00", "-"),
        ("nullif(sum(amount), 0)", "5", "5"),
        ("nullif(sum(amount), sum(cost))", "5 -", "5"),
        ("nullif(sum(amount), sum(cost))", "- 5", "-"),
        ("nullif(sum(amount), sum(cost))", "- -", "-"),
        ("coalesce(sum(amount), 7)", "-", "7"),
        ("coalesce(sum(amount), 7)", "0", "0"),
        ("coalesce(sum(amount), sum(cost), 7)", "- 3", "3"),
        ("coalesce(sum(amount), sum(cost))", "- -", "-"),
        ("coalesce(sum(amount) / count(*), 0)", "5 0", "0"),
        ("sum(amount) / nullif(count(*), 0)", "5 0", "-"),
    ];

    fn shown(value: Option<Exact>) -> String {
        value.map_or_else(|| "-".to_owned(), |value| value.plain())
    }

    #[test]
    fn missing_stays_missing_unless_coalesced() {
        for (text, given, expected) in TABLE {
            let value = evaluate(&measure(text).unwrap(), &values(given));
            assert_eq!(shown(value), *expected, "{text} of {given}");
        }
    }

    #[test]
    fn too_few_values_are_missing_ones() {
        assert_eq!(evaluate(&measure("sum(amount)").unwrap(), &[]), None);
    }

    #[test]
    fn nothing_is_rounded_in_between() {
        let third = evaluate(&measure("sum(amount) / 3 * 3").unwrap(), &values("1"));
        assert_eq!(third, Some(Exact::one()));
    }

    #[test]
    fn formulas_take_the_values_of_their_kpis() {
        let ratio = formula("profit / nullif(turnover, 0)").unwrap();
        let of = |profit: Option<u64>, turnover: Option<u64>| {
            let values = [("profit", profit), ("turnover", turnover)];
            let values = values.map(|(id, value)| (id.into(), value.map(Exact::from)));
            shown(evaluate_formula(&ratio, &values.into()))
        };
        assert_eq!(of(Some(1), Some(4)), "0.25");
        assert_eq!(of(Some(1), Some(0)), "-");
        assert_eq!(of(None, Some(4)), "-");
        assert_eq!(of(Some(1), None), "-");
        assert_eq!(shown(evaluate_formula(&ratio, &[].into())), "-");
    }
}
