//! The tests of signals, over a model's periods, facts and records.

use super::input::{Booking, Edit, Ratio, TargetChange};
use super::report::Collected;
use super::{bunching, late_changes, own_edits, pull_forward, reversals, shrinking, splitting};
use crate::error::AppError;
use crate::insight::history::float_of;
use crate::insight::past::{Outcome, Past};
use crate::insight::workdays::Workdays;
use crate::run::PeriodRun;
use crate::source::FactSource;
use attain_core::calculate::{Place, Subject, Window, window_of};
use attain_core::dataset::Dataset;
use attain_core::facts::{FactRow, FactValue, Group, RowQuery};
use attain_core::id::{KpiId, PersonId};
use attain_core::json::Json;
use attain_core::measure::{
    AggregateFunction, Arithmetic, Condition, Measure, Operator, Scalar, evaluate,
};
use attain_core::model::{CreditScope, Kpi, KpiSource, Model, column_scalar};
use attain_core::num::Decimal;
use attain_core::organisation::Organisation;
use attain_core::scale::{Basis, Shape};
use attain_core::watch::SplitLimit;
use attain_store::Store;
use jiff::ToSpan;
use std::collections::{BTreeMap, BTreeSet};

/// All tests over the periods of `past`.
///
/// # Errors
/// If facts or records cannot be read.
pub async fn collect(
    model: &Model,
    source: &dyn FactSource,
    store: &Store,
    past: &Past,
) -> Result<Collected, AppError> {
    let mut collected = Collected::default();
    let outcomes = past.outcomes(model);
    for ((kpi, threshold), results) in at_thresholds(model, &outcomes) {
        let threshold = float_of(threshold).unwrap_or(0.0);
        let found = bunching(&results, threshold);
        collected.bunching(kpi.as_str(), found, threshold);
    }
    for kpi in paid_kpis(model, &outcomes) {
        add_ends(model, source, past, kpi, &mut collected).await?;
    }
    for limit in model.limits.values() {
        let bookings = split_bookings(model, source, past, limit).await?;
        let at = float_of(limit.limit).unwrap_or(0.0);
        collected.splitting(&limit.id, at, splitting(&bookings, at));
    }
    collected.shrinking(shrinking(&ratios(model, past)));
    add_records(store, model, past, &mut collected).await?;
    Ok(collected)
}

fn paid_kpis<'a>(model: &'a Model, outcomes: &[Outcome]) -> Vec<&'a Kpi> {
    let ids: BTreeSet<&KpiId> = outcomes
        .iter()
        .filter(|one| one.weight.is_some())
        .map(|one| &one.kpi)
        .collect();
    ids.into_iter()
        .filter_map(|id| model.kpis.get(id))
        .collect()
}

/// The attainments of each KPI at each threshold at which its scale pays more.
fn at_thresholds(model: &Model, outcomes: &[Outcome]) -> BTreeMap<(KpiId, Decimal), Vec<f64>> {
    let mut found: BTreeMap<(KpiId, Decimal), Vec<f64>> = BTreeMap::new();
    for card in model.scorecards.values() {
        for line in card.lines.iter().filter(|line| line.weight.is_some()) {
            let scale = line
                .scale
                .as_ref()
                .and_then(|id| model.scales.get(&id.value));
            let mut at = vec![Decimal::ONE];
            if let Some(scale) = scale.filter(|scale| scale.on == Basis::Attainment) {
                at.extend(jumps(&scale.shape));
            }
            for threshold in at {
                let _ = found
                    .entry((line.kpi.value.clone(), threshold))
                    .or_default();
            }
        }
    }
    for ((kpi, _), results) in &mut found {
        let of = outcomes.iter().filter(|one| one.kpi == *kpi);
        results.extend(of.filter_map(|one| one.attainment));
    }
    found
}

/// Where a scale begins to pay, or pays more at once.
fn jumps(shape: &Shape) -> Vec<Decimal> {
    match shape {
        Shape::Linear(linear) => linear.threshold.iter().map(|at| at.value).collect(),
        Shape::Step(shape) => shape.steps.iter().map(|step| step.at).collect(),
        Shape::Points(points) => points.first().iter().map(|point| point.at).collect(),
        Shape::Tiers(tiers) => {
            let bounds = tiers.tiers.iter().filter_map(|tier| tier.up_to.as_ref());
            bounds.map(|bound| bound.value).collect()
        }
        Shape::Levels(levels) => levels.levels.minimum.into_iter().collect(),
    }
}

/// The one sum of a KPI, with all that a row must meet.
fn single_sum(kpi: &Kpi) -> Option<(&Scalar, Vec<Condition>)> {
    let KpiSource::Measure {
        measure,
        conditions,
        ..
    } = &kpi.source
    else {
        return None;
    };
    let [only] = measure.aggregates.as_slice() else {
        return None;
    };
    let AggregateFunction::Sum(value) = &only.function else {
        return None;
    };
    let all = conditions.iter().chain(&only.filter);
    Some((value, all.cloned().collect()))
}

/// Pull-forward and reversals of a KPI that is a sum of own facts.
async fn add_ends(
    model: &Model,
    source: &dyn FactSource,
    past: &Past,
    kpi: &Kpi,
    collected: &mut Collected,
) -> Result<(), AppError> {
    let Some((value, conditions)) = single_sum(kpi).filter(|_| kpi.credit == CreditScope::Own)
    else {
        return Ok(());
    };
    let periods: Vec<Window> = past
        .runs
        .iter()
        .map(|run| window_of(model, kpi, run.calculation.period))
        .collect();
    let (Some(first), Some(last), KpiSource::Measure { dataset, .. }) =
        (periods.first(), past.runs.last(), &kpi.source)
    else {
        return Ok(());
    };
    let definition = model.datasets.get(dataset);
    let Some((owner, date)) = definition.and_then(|of| of.owner.clone().zip(of.date.clone()))
    else {
        return Ok(());
    };
    let query = RowQuery {
        dataset: dataset.clone(),
        days: Some((
            first.from.saturating_sub(14.days()),
            last.calculation.period.to.saturating_add(14.days()),
        )),
        conditions,
        credits: Vec::new(),
        columns: column(definition, &owner)
            .into_iter()
            .chain(column(definition, &date))
            .chain([value.clone()])
            .collect(),
        page: None,
    };
    let rows = source.rows(&query).await?;
    let bookings: Vec<Booking> = rows
        .iter()
        .filter_map(|row| booking(&last.organisation, row))
        .collect();
    let ends = pull_forward(&bookings, &periods);
    collected.pull_forward(kpi.id.as_str(), ends);
    let workdays = Workdays::new(model.company.holidays.clone());
    collected.reversals(kpi.id.as_str(), reversals(&bookings, &periods, &workdays));
    Ok(())
}

/// A column as a question asks for it.
fn column(dataset: Option<&Dataset>, name: &str) -> Option<Scalar> {
    let dataset = dataset?;
    dataset.column(name)?;
    Some(column_scalar(dataset, name))
}

/// A row of owner, date, amount, and perhaps party.
fn booking(organisation: &Organisation, row: &FactRow) -> Option<Booking> {
    let text = |value: &FactValue| match value {
        FactValue::Text(text) => Some(text.clone()),
        FactValue::Number(number) => Some(number.normalize().to_string()),
        _ => None,
    };
    let mut values = row.values.iter();
    let owner = text(values.next()?)?;
    let (Some(FactValue::Date(day)), Some(FactValue::Number(amount))) =
        (values.next(), values.next())
    else {
        return None;
    };
    let person = organisation
        .person(&owner)
        .map(|person| person.id.to_string());
    Some(Booking {
        person: person.unwrap_or(owner),
        day: *day,
        amount: float_of(*amount)?,
        party: values.next().and_then(text).unwrap_or_default(),
    })
}

async fn split_bookings(
    model: &Model,
    source: &dyn FactSource,
    past: &Past,
    limit: &SplitLimit,
) -> Result<Vec<Booking>, AppError> {
    let (Some(first), Some(last)) = (past.runs.first(), past.runs.last()) else {
        return Ok(Vec::new());
    };
    let definition = model.datasets.get(&limit.dataset.value);
    let Some((owner, date)) = definition.and_then(|of| of.owner.clone().zip(of.date.clone()))
    else {
        return Ok(Vec::new());
    };
    let columns = [
        owner,
        date,
        limit.amount.value.clone(),
        limit.party.value.clone(),
    ];
    let query = RowQuery {
        dataset: limit.dataset.value.clone(),
        days: Some((first.calculation.period.from, last.calculation.period.to)),
        conditions: Vec::new(),
        credits: Vec::new(),
        columns: columns
            .iter()
            .filter_map(|name| column(definition, name))
            .collect(),
        page: None,
    };
    let rows = source.rows(&query).await?;
    Ok(rows
        .iter()
        .filter_map(|row| booking(&last.organisation, row))
        .collect())
}

/// Numerator and denominator of each person's own ratios, by period.
fn ratios(model: &Model, past: &Past) -> Vec<Ratio> {
    let mut found: BTreeMap<(KpiId, PersonId), Vec<(f64, f64)>> = BTreeMap::new();
    for run in &past.runs {
        for ((kpi, window), places) in &run.requirement.places {
            let Some(of) = model.kpis.get(kpi) else {
                continue;
            };
            if window_of(model, of, run.calculation.period) != *window {
                continue;
            }
            let Some((above, below)) = quotient(of) else {
                continue;
            };
            for (subject, group) in &run.requirement.groups {
                let Subject::Own(person) = subject else {
                    continue;
                };
                let values = |measure: &Measure| value_of(run, places, (subject, *group), measure);
                if let Some(parts) = values(&above).zip(values(&below)) {
                    found
                        .entry((kpi.clone(), person.clone()))
                        .or_default()
                        .push(parts);
                }
            }
        }
    }
    let ratio = |((kpi, person), parts): ((KpiId, PersonId), Vec<(f64, f64)>)| Ratio {
        person: person.to_string(),
        kpi: kpi.to_string(),
        parts,
    };
    found.into_iter().map(ratio).collect()
}

/// The value of a measure for somebody, over all places where his facts are, each by its share.
fn value_of(
    run: &PeriodRun,
    places: &[Place],
    (subject, group): (&Subject, Group),
    measure: &Measure,
) -> Option<f64> {
    let of_place = |place: &Place| {
        let answer = run.facts.answers.get(place.query)?;
        let cell = answer.cells.get(&(group, place.measure))?;
        let value = evaluate(measure, &cell.values)? * place.share.clone();
        crate::insight::history::float(&value)
    };
    let meant = places.iter().filter(|place| place.includes(subject));
    let values: Vec<f64> = meant.filter_map(of_place).collect();
    (!values.is_empty()).then(|| values.iter().sum())
}

/// What a measure divides, and by what; `None` if it is no quotient.
fn quotient(kpi: &Kpi) -> Option<(Measure, Measure)> {
    let KpiSource::Measure { measure, .. } = &kpi.source else {
        return None;
    };
    let Arithmetic::Binary(Operator::Divide, above, below) = &measure.expression else {
        return None;
    };
    let part = |expression: &Arithmetic| Measure {
        expression: expression.clone(),
        ..measure.clone()
    };
    Some((part(above), part(below)))
}

/// Edits by those who profit, and targets that became easier late, from the records.
async fn add_records(
    store: &Store,
    model: &Model,
    past: &Past,
    collected: &mut Collected,
) -> Result<(), AppError> {
    let users = store.user_list().await?;
    let person_of = |user: &str| {
        let found = users.iter().find(|kept| kept.value.id == user);
        found
            .and_then(|kept| kept.value.person.as_ref())
            .map_or_else(|| user.to_owned(), ToString::to_string)
    };
    let mut edits = Vec::new();
    for run in &past.runs {
        let period = run.calculation.period;
        for kept in store.adjustment_list(&period.to_string()).await? {
            let one = kept.value;
            edits.push(Edit {
                by: person_of(&one.proposed_by),
                about: one.person.to_string(),
                what: format!(
                    "adjustment {} of {} in {period}: {}",
                    one.id, one.amount, one.reason
                ),
                day: period.to,
                gain: float_of(one.amount),
            });
        }
    }
    let changes = target_changes(store, model).await?;
    edits.extend(changes.iter().map(|(by, change)| Edit {
        by: person_of(by),
        about: change.person.clone(),
        what: format!("target of {}", change.kpi),
        day: change.day,
        gain: None,
    }));
    collected.signals.extend(own_edits(&edits));
    let changes: Vec<TargetChange> = changes.into_iter().map(|(_, change)| change).collect();
    collected.signals.extend(late_changes(&changes));
    Ok(())
}

/// Lines of the audit trail that are read at once.
const PAGE: u64 = 1000;

/// Targets whose figure was changed, with the user who changed it, from the audit trail.
async fn target_changes(
    store: &Store,
    model: &Model,
) -> Result<Vec<(String, TargetChange)>, AppError> {
    let mut known: BTreeMap<String, Json> = BTreeMap::new();
    let mut found = Vec::new();
    let mut after = 0;
    loop {
        let lines = store.audit_list(after, PAGE).await?;
        let Some(last) = lines.last() else {
            return Ok(found);
        };
        after = last.stamp.sequence;
        for line in lines
            .iter()
            .filter(|line| line.subject.starts_with("target:"))
        {
            let details = Json::parse(&line.details).ok();
            let records = details.as_ref().and_then(|details| details.get("records"));
            let Some(record) = records.and_then(|all| all.get(&line.subject)) else {
                continue;
            };
            let before = known.insert(line.subject.clone(), record.clone());
            let change = before.and_then(|before| changed(model, &before, record));
            if let Some(mut change) = change {
                let at = line.stamp.at;
                change.day = jiff::tz::TimeZone::UTC.to_datetime(at).date();
                found.push((line.stamp.by.clone(), change));
            }
        }
    }
}

fn changed(model: &Model, before: &Json, after: &Json) -> Option<TargetChange> {
    let text = |json: &Json, name: &str| json.get(name)?.as_text().map(ToOwned::to_owned);
    let figure = |json: &Json| text(json, "target")?.parse::<f64>().ok();
    let (old, new) = (figure(before)?, figure(after)?);
    let either = |name: &str| text(after, name).or_else(|| text(before, name));
    let kpi = either("kpi")?;
    let period = model.company.calendar.parse(&either("period")?).ok()?;
    let lower = model
        .kpis
        .get(&KpiId::from(kpi.as_str()))
        .is_some_and(|kpi| kpi.rule.direction() == attain_core::attainment::Direction::Lower);
    (old != new).then(|| TargetChange {
        person: either("subject").unwrap_or_default(),
        kpi,
        period: (period.from, period.to),
        day: period.from,
        easier: (new < old) != lower,
    })
}
