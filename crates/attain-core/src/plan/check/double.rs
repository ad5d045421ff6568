//! One fact that counts in two KPIs of a scorecard.

use crate::diag::Diagnostic;
use crate::measure::Aggregate;
use crate::model::{Kpi, KpiSource, Model, Scorecard};
use crate::rules;
use std::collections::BTreeSet;

/// Pairs of weighted KPIs that add up the same column, of rows of which one has all of the other.
pub(super) fn check(model: &Model, card: &Scorecard) -> Vec<Diagnostic> {
    let paid: Vec<&Kpi> = card
        .lines
        .iter()
        .filter(|line| {
            line.weight
                .as_ref()
                .is_some_and(|weight| !weight.value.is_zero())
        })
        .filter_map(|line| model.kpis.get(&line.kpi.value))
        .collect();
    let mut found = Vec::new();
    for (index, first) in paid.iter().enumerate() {
        for second in paid.iter().skip(index.saturating_add(1)) {
            if counts_twice(first, second) {
                found.push(report(card, first, second));
            }
        }
    }
    found
}

fn counts_twice(first: &Kpi, second: &Kpi) -> bool {
    let (Some(a), Some(b)) = (plain_aggregate(first), plain_aggregate(second)) else {
        return false;
    };
    let same = a.0 == b.0 && a.1.function == b.1.function;
    same && (a.2.is_subset(&b.2) || b.2.is_subset(&a.2))
}

/// The dataset, the one aggregate, and all conditions of a KPI that is nothing but an aggregate.
fn plain_aggregate(kpi: &Kpi) -> Option<(&str, &Aggregate, BTreeSet<&str>)> {
    let KpiSource::Measure {
        dataset,
        conditions,
        measure,
    } = &kpi.source
    else {
        return None;
    };
    let aggregate = measure.sole_aggregate()?;
    let all = conditions.iter().chain(&aggregate.filter);
    Some((
        dataset.as_str(),
        aggregate,
        all.map(|condition| condition.text.as_str()).collect(),
    ))
}

fn report(card: &Scorecard, first: &Kpi, second: &Kpi) -> Diagnostic {
    let message = format!(
        "the same facts count in `{}` and in `{}` of scorecard `{}`",
        first.id, second.id, card.id
    );
    Diagnostic::warning(rules::FACT_COUNTED_TWICE, message)
        .at(&second.span, "this one")
        .at(&first.span, "and this one")
        .with_help("if it is meant (his own sales and those of his unit), leave it; else drop one")
}
