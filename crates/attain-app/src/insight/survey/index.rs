//! Indexes of indirect indicators by unit, and where they disagree with direct KPIs.

use super::groups::{Node, Tree};
use super::results::Published;
use crate::error::AppError;
use crate::insight::history::{Need, float_of, values};
use crate::insight::past::Outcome;
use crate::insight::statistics::mean;
use crate::insight::{Cell, Report};
use crate::source::FactSource;
use attain_core::calculate::{Subject, window_of};
use attain_core::model::{CreditScope, KpiKind, Model};
use attain_core::organisation::Organisation;
use attain_core::period::Period;
use attain_core::survey::{Index, IndexPart, IndexSource};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// An index of a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexValue {
    /// The unit with all its parts, or the company.
    pub unit: Node,
    /// From 0 to 100.
    pub value: f64,
    /// Its standard error, from the answers; KPIs and turnover have none.
    pub error: f64,
    /// Which part of the weights is known; the rest was shared among what is.
    pub known: f64,
}

/// An index by unit. Units of which less than half of the weights is known have none.
///
/// # Errors
/// If facts cannot be read.
pub async fn index(
    model: &Model,
    organisation: &Organisation,
    source: &dyn FactSource,
    index: &Index,
    results: &BTreeMap<String, Vec<Published>>,
    period: Period,
) -> Result<Vec<IndexValue>, AppError> {
    let tree = Tree::new(organisation);
    let units = units(organisation, &tree, period.to);
    let kpis = kpi_values(model, organisation, source, index, &units, period).await?;
    let mut found = Vec::new();
    for unit in units {
        let parts = index.parts.iter().filter_map(|part| {
            let (value, error) = match &part.source {
                IndexSource::Question { survey, question } => {
                    let of = results.get(survey)?.iter();
                    let mut of = of.filter(|one| one.unit == unit && one.question == *question);
                    of.next().map(|one| (one.score, one.error))?
                }
                IndexSource::Turnover => {
                    let value = turnover(organisation, &tree, &unit, period)?;
                    (ranged(part, value)?, 0.0)
                }
                IndexSource::Kpi(kpi) => {
                    let value = kpis.get(&(kpi.clone(), unit.clone()))?;
                    (ranged(part, *value)?, 0.0)
                }
            };
            Some((float_of(part.weight)?, value, error))
        });
        let parts: Vec<(f64, f64, f64)> = parts.collect();
        let known: f64 = parts.iter().map(|(weight, ..)| weight).sum();
        if known >= 0.5 {
            let sum: f64 = parts.iter().map(|(weight, value, _)| weight * value).sum();
            let squares: f64 = parts
                .iter()
                .map(|(weight, _, error)| (weight * error).powi(2))
                .sum();
            found.push(IndexValue {
                unit,
                value: sum / known,
                error: squares.sqrt() / known,
                known,
            });
        }
    }
    Ok(found)
}

/// A value between what stands for 0 and what stands for 100.
fn ranged(part: &IndexPart, value: f64) -> Option<f64> {
    let (worst, best) = part.range?;
    let (worst, best) = (float_of(worst)?, float_of(best)?);
    Some((100.0 * (value - worst) / (best - worst)).clamp(0.0, 100.0))
}

/// The company and every unit that somebody is in, with all above it.
fn units(organisation: &Organisation, tree: &Tree, day: Date) -> BTreeSet<Node> {
    let people = organisation.people();
    let of = people.filter_map(|person| person.assignment_on(day));
    let mut units: BTreeSet<Node> = of.flat_map(|one| tree.chain(&one.unit)).collect();
    units.insert(None);
    units
}

/// Who left in the period, as a part of the mean of those who were there on its first and last day.
fn turnover(organisation: &Organisation, tree: &Tree, unit: &Node, period: Period) -> Option<f64> {
    let (mut left, mut there) = (0.0, 0.0);
    for person in organisation.people() {
        let on = |day: Date| {
            let here = person.left.is_none_or(|left| left >= day);
            let assignment = person.assignment_on(day).filter(|_| here);
            assignment.is_some_and(|one| tree.chain(&one.unit).contains(unit))
        };
        let leaves = person.left.filter(|day| period.contains(*day));
        left += f64::from(u8::from(leaves.is_some_and(on)));
        there += f64::from(u8::from(on(period.from))) / 2.0;
        there += f64::from(u8::from(on(period.to))) / 2.0;
    }
    (there > 0.0).then(|| left / there)
}

async fn kpi_values(
    model: &Model,
    organisation: &Organisation,
    source: &dyn FactSource,
    index: &Index,
    units: &BTreeSet<Node>,
    period: Period,
) -> Result<BTreeMap<(attain_core::id::KpiId, Node), f64>, AppError> {
    let mut asked: BTreeMap<Need, (attain_core::id::KpiId, Node)> = BTreeMap::new();
    for part in &index.parts {
        let IndexSource::Kpi(id) = &part.source else {
            continue;
        };
        let Some(kpi) = model.kpis.get(id) else {
            continue;
        };
        for unit in units {
            let subject = match unit {
                Some(unit) if kpi.credit != CreditScope::Company => Subject::Unit(unit.clone()),
                _ => Subject::Company,
            };
            let window = window_of(model, kpi, period);
            if unit.is_none() || subject != Subject::Company {
                asked.insert((id.clone(), subject, window), (id.clone(), unit.clone()));
            }
        }
    }
    let needs: BTreeSet<Need> = asked.keys().cloned().collect();
    let known = values(model, organisation, source, &needs).await?;
    let value = |(need, place)| Some((place, known.get(&need)?));
    Ok(asked.into_iter().filter_map(value).collect())
}

/// The index by unit, as a table.
#[must_use]
pub fn index_report(index: &Index, period: Period, found: &[IndexValue]) -> Report {
    let row = |one: &IndexValue| {
        vec![
            Cell::text(one.unit.as_ref().map_or("company", |unit| unit.as_str())),
            Cell::Number(one.value),
            Cell::Number((one.value - 1.96 * one.error).max(0.0)),
            Cell::Number((one.value + 1.96 * one.error).min(100.0)),
            Cell::Share(one.known),
        ]
    };
    Report {
        title: format!("{}, {period}: 0 worst, 100 best", index.title),
        columns: vec!["unit", "index", "low", "high", "known"],
        rows: found.iter().map(row).collect(),
        notes: vec![
            "Low and high: 95 %, from the spread of the answers. Known: the part of the weights \
             that could be had; below one half there is no index."
                .to_owned(),
        ],
    }
}

/// A unit whose direct KPIs and index say different things.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement {
    /// The unit.
    pub unit: Node,
    /// The mean attainment of the direct KPIs of its people.
    pub direct: f64,
    /// Its index.
    pub index: f64,
    /// What it may mean.
    pub meaning: &'static str,
}

/// Direct results at or above it are good; below [`POOR`] they are poor.
const GOOD: f64 = 1.0;
const POOR: f64 = 0.8;
/// An index below it is low; at or above [`HIGH`] it is high.
const LOW: f64 = 50.0;
const HIGH: f64 = 70.0;

/// Units whose people reach their targets while the index is low, and the reverse.
#[must_use]
pub fn disagreements(
    model: &Model,
    organisation: &Organisation,
    outcomes: &[Outcome],
    found: &[IndexValue],
) -> Vec<Disagreement> {
    let tree = Tree::new(organisation);
    let mut direct: BTreeMap<Node, Vec<f64>> = BTreeMap::new();
    for one in outcomes {
        let indirect = |kpi: &attain_core::model::Kpi| kpi.kind == KpiKind::Indirect;
        if model.kpis.get(&one.kpi).is_some_and(indirect) {
            continue;
        }
        if let Some(attained) = one.attainment {
            for unit in tree.chain(&one.unit) {
                direct.entry(unit).or_default().push(attained);
            }
        }
    }
    let judged = found.iter().filter_map(|one| {
        let direct = mean(direct.get(&one.unit)?)?;
        let meaning = if direct >= GOOD && one.value < LOW {
            "results are good and people are not: look at what the results cost"
        } else if direct < POOR && one.value >= HIGH {
            "people are content and results are poor: look at targets and at what is measured"
        } else {
            return None;
        };
        Some(Disagreement {
            unit: one.unit.clone(),
            direct,
            index: one.value,
            meaning,
        })
    });
    judged.collect()
}

/// Disagreements as a table.
#[must_use]
pub fn disagreements_report(title: String, found: &[Disagreement]) -> Report {
    let row = |one: &Disagreement| {
        vec![
            Cell::text(one.unit.as_ref().map_or("company", |unit| unit.as_str())),
            Cell::Share(one.direct),
            Cell::Number(one.index),
            Cell::text(one.meaning),
        ]
    };
    Report {
        title,
        columns: vec!["unit", "direct", "index", "meaning"],
        rows: found.iter().map(row).collect(),
        notes: vec![format!(
            "Pointed out: direct results of {:.0} % and more with an index below {LOW}, and results \
             below {:.0} % with an index of {HIGH} and more.",
            GOOD * 100.0,
            POOR * 100.0
        )],
    }
}
