//! Facts that belong to nobody whom the company knows.

use super::require::{FactInput, Requirement};
use crate::diag::Diagnostic;
use crate::facts::{FactAnswer, FactQuery};
use crate::id::DatasetId;
use crate::model::Model;
use crate::rules;
use std::collections::BTreeMap;

/// For each dataset of which people are credited: how many rows name nobody. Of several stretches
/// of days the one with the most counts, since they overlap.
pub(super) fn unowned(
    model: &Model,
    requirement: &Requirement,
    facts: &FactInput,
) -> Vec<Diagnostic> {
    let mut most: BTreeMap<(DatasetId, String), (&FactQuery, &FactAnswer)> = BTreeMap::new();
    let asked = requirement.queries.iter().zip(&facts.answers).enumerate();
    for (index, (query, answer)) in asked {
        let Some(dataset) = model.datasets.get(&query.dataset) else {
            continue;
        };
        let Some(column) = query.credited_by.clone().or_else(|| dataset.owner.clone()) else {
            continue;
        };
        if !requirement.owned.contains(&index) || answer.uncredited == 0 {
            continue;
        }
        let known = most
            .entry((query.dataset.clone(), column))
            .or_insert((query, answer));
        if known.1.uncredited < answer.uncredited {
            *known = (query, answer);
        }
    }
    let note = |((dataset, column), (query, answer)): (_, (&FactQuery, &FactAnswer))| {
        let rows = match answer.uncredited {
            1 => "1 row".to_owned(),
            many => format!("{many} rows"),
        };
        let message = format!(
            "{rows} of `{dataset}` from {} to {} belong to nobody whom the company knows by \
             `{column}`; they count for the company only",
            query.from, query.to
        );
        Diagnostic::note(rules::FACTS_OF_NOBODY, message)
            .with_help("add the owner to the people or units, or his key to a person")
    };
    most.into_iter().map(note).collect()
}
