//! How a KPI that is measured for shorter periods makes up a longer one.
//!
//! ```toml
//! [kpi.headcount]
//! every = "month"          # measured each month
//! rollup = "last"          # a quarter has the headcount of its last month
//! ```
//!
//! Without `rollup` the longer period is computed from the facts of all its days: a ratio is then
//! the ratio of the sums, never a mean of ratios.

use super::kpi::KpiSource;
use crate::diag::{Diagnostic, Spanned};
use crate::id::KpiId;
use crate::measure::{Arithmetic, Measure, Operator};
use crate::num::Exact;
use crate::rules;
use crate::text::Table;

/// How the actuals of parts make up the actual of the whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Rollup {
    /// They do not: the whole is computed from the facts.
    #[default]
    Facts,
    /// They are added up.
    Sum,
    /// Their mean.
    Mean,
    /// Their mean, weighted by another KPI.
    WeightedMean(Spanned<KpiId>),
    /// The smallest.
    Min,
    /// The largest.
    Max,
    /// The last one.
    Last,
}

/// The words that models write.
const NAMES: [&str; 7] = [
    "facts",
    "sum",
    "mean",
    "weighted_mean",
    "min",
    "max",
    "last",
];

/// Reads `rollup` and `rollup_weight`, and refuses to add up what does not add up.
pub(super) fn parse(table: &Table<'_>, source: Option<&KpiSource>) -> Rollup {
    let choices = NAMES.map(|name| (name, name));
    let word = table.choice("rollup", &choices);
    let weight = table.text("rollup_weight");
    match word {
        Some("sum") => {
            if let Some(KpiSource::Measure { measure, .. }) = source
                && !adds_up(measure)
            {
                table.diagnostics().push(
                    Diagnostic::error(
                        rules::NON_ADDITIVE_SUM,
                        format!("`{}` does not add up over periods", measure.text.value),
                    )
                    .at(&table.key_span("rollup"), "")
                    .with_help("leave `rollup` out, so that it is computed from the facts"),
                );
            }
            Rollup::Sum
        }
        Some("mean") => Rollup::Mean,
        Some("weighted_mean") => match weight {
            Some(weight) => Rollup::WeightedMean(weight.map(KpiId::from)),
            None => {
                let _ = table.required("rollup_weight");
                Rollup::Facts
            }
        },
        Some("min") => Rollup::Min,
        Some("max") => Rollup::Max,
        Some("last") => Rollup::Last,
        _ => Rollup::Facts,
    }
}

/// Whether values of a measure over disjoint rows add up to its value over all of them.
#[must_use]
pub fn adds_up(measure: &Measure) -> bool {
    additive(&measure.expression, measure)
}

fn additive(node: &Arithmetic, measure: &Measure) -> bool {
    match node {
        Arithmetic::Aggregate(index) => {
            let aggregate = measure.aggregates.get(*index);
            aggregate.is_some_and(|aggregate| aggregate.function.adds_up())
        }
        Arithmetic::Negate(inner) => additive(inner, measure),
        Arithmetic::Binary(Operator::Add | Operator::Subtract, left, right) => {
            additive(left, measure) && additive(right, measure)
        }
        Arithmetic::Binary(Operator::Multiply, left, right) => {
            (constant(left) && additive(right, measure))
                || (additive(left, measure) && constant(right))
        }
        Arithmetic::Binary(Operator::Divide, left, right) => {
            additive(left, measure) && constant(right)
        }
        _ => false,
    }
}

fn constant(node: &Arithmetic) -> bool {
    match node {
        Arithmetic::Number(_) => true,
        Arithmetic::Negate(inner) => constant(inner),
        Arithmetic::Binary(_, left, right) => constant(left) && constant(right),
        _ => false,
    }
}

impl Rollup {
    /// The whole from its parts, each with its weight where there is one. Missing if a part is:
    /// a part that nobody knows cannot be left out silently.
    ///
    /// ```
    /// use attain_core::{model::Rollup, num::Exact};
    /// let parts = [1, 2, 6].map(|part| (Some(Exact::from_integer(part)), None));
    /// assert_eq!(Rollup::Mean.of(&parts), Some(Exact::from_integer(3)));
    /// assert_eq!(Rollup::Last.of(&parts), Some(Exact::from_integer(6)));
    /// assert_eq!(Rollup::Sum.of(&[(None, None)]), None);
    /// ```
    #[must_use]
    pub fn of(&self, parts: &[(Option<Exact>, Option<Exact>)]) -> Option<Exact> {
        let values: Vec<Exact> = parts
            .iter()
            .map(|(value, _)| value.clone())
            .collect::<Option<_>>()?;
        let count = Exact::from_integer(values.len());
        match self {
            Self::Facts => None,
            Self::Sum => (!values.is_empty()).then(|| values.into_iter().sum()),
            Self::Mean => values.into_iter().sum::<Exact>().checked_div(&count),
            Self::WeightedMean(_) => {
                let weights: Vec<Exact> = parts
                    .iter()
                    .map(|(_, weight)| weight.clone())
                    .collect::<Option<_>>()?;
                let products = values
                    .iter()
                    .zip(&weights)
                    .map(|(value, weight)| value * weight);
                let total: Exact = weights.iter().cloned().sum();
                products.sum::<Exact>().checked_div(&total)
            }
            Self::Min => values.into_iter().min(),
            Self::Max => values.into_iter().max(),
            Self::Last => values.into_iter().next_back(),
        }
    }

    /// The KPI that weighs the parts.
    #[must_use]
    pub fn weight(&self) -> Option<&Spanned<KpiId>> {
        match self {
            Self::WeightedMean(weight) => Some(weight),
            _ => None,
        }
    }
}

/// A number as exact, for tests of roll-ups.
#[cfg(test)]
fn exact(value: i64) -> Exact {
    Exact::from_integer(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_make_up_the_whole() {
        let weight = crate::text::Document::new("a", "w").span(0..1);
        let weighted = Rollup::WeightedMean(Spanned {
            value: "w".into(),
            span: weight,
        });
        let parts: Vec<(Option<Exact>, Option<Exact>)> = [(4, 1), (1, 3), (7, 2)]
            .map(|(v, w)| (Some(exact(v)), Some(exact(w))))
            .to_vec();
        for (rollup, expected) in [
            (Rollup::Sum, "12"),
            (Rollup::Mean, "4"),
            (weighted, "3.5"),
            (Rollup::Min, "1"),
            (Rollup::Max, "7"),
            (Rollup::Last, "7"),
        ] {
            assert_eq!(
                rollup.of(&parts).unwrap().to_string(),
                expected,
                "{rollup:?}"
            );
            let mut missing = parts.clone();
            missing[1].0 = None;
            assert_eq!(rollup.of(&missing), None, "{rollup:?}");
        }
    }
}
