//! A period computed from the facts.

use crate::error::AppError;
use crate::source::FactSource;
use attain_core::calculate::{
    Calculation, FactInput, Opening, Requirement, calculate, earlier_periods, require,
};
use attain_core::diag::{Diagnostic, Diagnostics};
use attain_core::id::PersonId;
use attain_core::model::{Model, drafts_from_rows, people_query};
use attain_core::organisation::Organisation;
use attain_core::period::Period;
use attain_core::rules;
use attain_core::transcript::Booked;
use std::collections::BTreeMap;

/// How far a computation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// People are read.
    People,
    /// A dataset is scanned: this one of so many.
    Scan {
        /// From 1.
        number: usize,
        /// All scans.
        of: usize,
    },
    /// Targets are read.
    Targets,
    /// Results are computed.
    Calculate,
}

/// A period, computed, with all that it was computed from.
#[derive(Debug)]
pub struct PeriodRun {
    /// The organisation.
    pub organisation: Organisation,
    /// What was asked of the facts.
    pub requirement: Requirement,
    /// What they answered.
    pub facts: FactInput,
    /// The results.
    pub calculation: Calculation,
}

/// The organisation: from the model, or from the people dataset that it names.
///
/// # Errors
/// If the facts cannot be read, or the people contradict themselves.
pub async fn organisation(
    model: &Model,
    source: &dyn FactSource,
) -> Result<Organisation, AppError> {
    let diagnostics = Diagnostics::new();
    let organisation = match &model.company.people {
        None => model.organisation(&diagnostics),
        Some(people) => {
            let Some(dataset) = model.datasets.get(&people.dataset) else {
                return Err(AppError::Refused(Vec::new()));
            };
            let rows = source.rows(&people_query(people, dataset)).await?;
            if rows.is_empty() {
                let message = format!("no people: nothing has been imported into `{}`", dataset.id);
                diagnostics.push(
                    Diagnostic::error(rules::NO_PARTICIPANTS, message)
                        .at(&people.span, "people come from it")
                        .with_help(format!("run `attain import {} FILE`", dataset.id)),
                );
            }
            let drafts = drafts_from_rows(people, &model.positions, &rows);
            Organisation::build(drafts, model.units.clone(), &diagnostics)
        }
    };
    let diagnostics = diagnostics.into_sorted();
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(AppError::Refused(diagnostics));
    }
    Ok(organisation)
}

/// Computes a period. People with errors are blocked, the others computed.
///
/// # Errors
/// If the facts cannot be read, or the people contradict themselves.
pub async fn compute(
    model: &Model,
    source: &dyn FactSource,
    period: Period,
    progress: &(dyn Fn(Step) + Send + Sync),
) -> Result<PeriodRun, AppError> {
    compute_with(model, source, period, BTreeMap::new(), progress).await
}

/// The same with the corrections of closed periods that this one pays.
///
/// # Errors
/// If the facts cannot be read, or the people contradict themselves.
pub async fn compute_with(
    model: &Model,
    source: &dyn FactSource,
    period: Period,
    booked: BTreeMap<PersonId, Booked>,
    progress: &(dyn Fn(Step) + Send + Sync),
) -> Result<PeriodRun, AppError> {
    progress(Step::People);
    let organisation = organisation(model, source).await?;
    let mut opening = Opening::default();
    for earlier in earlier_periods(model, period) {
        let requirement = require(model, &organisation, earlier);
        let facts = answered(source, &requirement, opening, progress).await?;
        opening = calculate(model, &organisation, &requirement, &facts).closing(&facts.opening);
    }
    let requirement = require(model, &organisation, period);
    let mut facts = answered(source, &requirement, opening, progress).await?;
    facts.booked = booked;
    progress(Step::Calculate);
    let calculation = calculate(model, &organisation, &requirement, &facts);
    Ok(PeriodRun {
        organisation,
        requirement,
        facts,
        calculation,
    })
}

/// The facts that a period needs, with what people bring into it.
async fn answered(
    source: &dyn FactSource,
    requirement: &Requirement,
    opening: Opening,
    progress: &(dyn Fn(Step) + Send + Sync),
) -> Result<FactInput, AppError> {
    let mut facts = FactInput {
        opening,
        ..FactInput::default()
    };
    let of = requirement.queries.len();
    for (index, query) in requirement.queries.iter().enumerate() {
        progress(Step::Scan {
            number: index.saturating_add(1),
            of,
        });
        facts.answers.push(source.scan(query).await?);
    }
    progress(Step::Targets);
    for rows in &requirement.target_rows {
        facts.target_rows.push(source.rows(&rows.query).await?);
    }
    for rows in &requirement.scaled_rows {
        facts.scaled_rows.push(source.rows(&rows.query).await?);
    }
    for rows in &requirement.shares {
        facts.shares.push(source.rows(&rows.query).await?);
    }
    Ok(facts)
}
