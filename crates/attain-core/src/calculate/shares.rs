//! Checks of who is credited: the shares of a fact make up the whole, and lists name people.

use super::Context;
use super::require::{Requirement, ShareRows, Subject, Window};
use crate::dataset::{CreditRows, CreditRule, Dataset};
use crate::diag::Diagnostic;
use crate::facts::{FactRow, FactValue, RowQuery};
use crate::id::DatasetId;
use crate::model::{Kpi, Model, column_scalar, text_of};
use crate::num::Exact;
use crate::organisation::Organisation;
use crate::rules;
use std::collections::{BTreeMap, BTreeSet};

/// Asks for the shares of every dataset with a row for each credit.
pub(super) fn add_shares(requirement: &mut Requirement, model: &Model) {
    let asked: BTreeSet<(DatasetId, Window)> = requirement
        .queries
        .iter()
        .map(|query| {
            let window = Window {
                from: query.from,
                to: query.to,
            };
            (query.dataset.clone(), window)
        })
        .collect();
    for (id, window) in asked {
        let Some(dataset) = model.datasets.get(&id) else {
            continue;
        };
        if let CreditRule::Rows(rows) = &dataset.credit {
            let query = share_query(dataset, rows, window);
            requirement.shares.push(ShareRows { dataset: id, query });
        }
    }
}

fn share_query(dataset: &Dataset, rows: &CreditRows, window: Window) -> RowQuery {
    let scalar = |name: &String| column_scalar(dataset, name);
    let owner = dataset.owner.as_ref().unwrap_or(&rows.share);
    let names = [owner, &rows.share]
        .into_iter()
        .chain(&rows.overlay)
        .chain(&rows.fact);
    RowQuery {
        dataset: dataset.id.clone(),
        days: Some((window.from, window.to)),
        conditions: Vec::new(),
        credits: Vec::new(),
        columns: names.map(scalar).collect(),
        page: None,
    }
}

/// A fact whose shares do not make up the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrongShares {
    /// The dataset.
    pub(crate) dataset: DatasetId,
    /// Who is credited with a share of it.
    pub(crate) owners: BTreeSet<String>,
    /// What is wrong.
    pub(crate) diagnostic: Diagnostic,
}

/// What is known of one fact.
#[derive(Default)]
struct Fact {
    owners: BTreeSet<String>,
    sum: Option<Exact>,
}

/// The facts whose shares do not make up the whole.
pub(crate) fn wrong_shares(
    model: &Model,
    requirement: &Requirement,
    answers: &[Vec<FactRow>],
) -> Vec<WrongShares> {
    let mut wrong = Vec::new();
    for (asked, rows) in requirement.shares.iter().zip(answers) {
        let Some(dataset) = model.datasets.get(&asked.dataset) else {
            continue;
        };
        let CreditRule::Rows(credit) = &dataset.credit else {
            continue;
        };
        let mut facts: BTreeMap<Vec<FactValue>, Fact> = BTreeMap::new();
        for row in rows {
            read(row, credit.overlay.is_some(), &mut facts);
        }
        wrong.extend(facts.into_iter().filter_map(|(key, fact)| {
            let sum = fact.sum?;
            let name: Vec<String> = key.iter().map(text_of).collect();
            let diagnostic = judge(dataset, &name.join(", "), &sum, credit)?;
            Some(WrongShares {
                dataset: dataset.id.clone(),
                owners: fact.owners,
                diagnostic,
            })
        }));
    }
    wrong
}

fn read(row: &FactRow, has_overlay: bool, facts: &mut BTreeMap<Vec<FactValue>, Fact>) {
    let mut values = row.values.iter();
    let (Some(owner), Some(share)) = (values.next(), values.next()) else {
        return;
    };
    let overlay = has_overlay && values.next() == Some(&FactValue::Boolean(true));
    let fact = facts.entry(values.cloned().collect()).or_default();
    fact.owners.insert(text_of(owner));
    if overlay {
        return;
    }
    let share = match share {
        FactValue::Number(share) => Exact::from(*share),
        // A share that is not stated is not the whole, whatever the others are.
        _ => Exact::zero(),
    };
    fact.sum = Some(fact.sum.take().unwrap_or_else(Exact::zero) + share);
}

fn judge(dataset: &Dataset, fact: &str, sum: &Exact, credit: &CreditRows) -> Option<Diagnostic> {
    if *sum == Exact::one() {
        return None;
    }
    let message = format!(
        "the shares of fact `{fact}` in `{}` add up to {}, not 100 %",
        dataset.id,
        sum.percent()
    );
    Some(
        Diagnostic::error(rules::CREDIT_SHARES, message)
            .at(&credit.span, "they are stated by this column")
            .with_help("correct the rows of the fact and import them again"),
    )
}

/// What is wrong with the shares of facts that a subject's actual is made of.
pub(super) fn shared_wrongly(
    context: &Context<'_>,
    kpi: &Kpi,
    subject: &Subject,
    window: Window,
) -> Vec<Diagnostic> {
    if context.wrong_shares.is_empty() {
        return Vec::new();
    }
    let requirement = context.requirement;
    let inputs = requirement.inputs_of(context.model, &kpi.id);
    let places = inputs
        .into_iter()
        .filter_map(|kpi| requirement.places.get(&(kpi, window)));
    let queries: BTreeSet<usize> = places.flatten().map(|place| place.query).collect();
    let concerned = |wrong: &&WrongShares| {
        queries.iter().any(|query| {
            let dataset = requirement.queries.get(*query).map(|query| &query.dataset);
            let claims = requirement
                .claims
                .get(*query)
                .and_then(|claims| claims.get(subject));
            let mut credits = claims
                .into_iter()
                .flatten()
                .flat_map(|claim| &claim.credits);
            dataset == Some(&wrong.dataset)
                && (*subject == Subject::Company
                    || credits.any(|credit| wrong.owners.contains(&credit.owner)))
        })
    };
    let wrong = context.wrong_shares.iter().filter(concerned);
    wrong.map(|wrong| wrong.diagnostic.clone()).collect()
}

/// Lines of `data/credits.csv` that name nobody whom the company knows.
pub(super) fn report_strangers(
    requirement: &mut Requirement,
    model: &Model,
    organisation: &Organisation,
) {
    let strangers = model
        .credits
        .iter()
        .filter(|line| organisation.person(&line.person).is_none());
    for line in strangers {
        let message = format!(
            "a credit names `{}`, who is in no list of people",
            line.person
        );
        let found = Diagnostic::error(rules::UNKNOWN_NAME, message);
        requirement.diagnostics.push(
            found
                .at(&line.span, "")
                .with_help("name a key of a person, or take the line away"),
        );
    }
}
