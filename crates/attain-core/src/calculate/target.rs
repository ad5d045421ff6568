//! A KPI's target for one participant.

use super::Context;
use super::actual::gather;
use super::participant::Participant;
use super::require::{Subject, TargetRows, Window};
use super::target_table::from_table;
use crate::attainment::Target;
use crate::diag::{Diagnostic, Span};
use crate::facts::{Credit, FactRow, FactValue};
use crate::model::{DuplicatePolicy, FactTarget, Kpi, TargetMean, TargetSource, text_of};
use crate::num::{Decimal, Exact, RATIO_DECIMALS, RoundMode, plain};
use crate::organisation::RowOrigin;
use crate::plan::days_between;
use crate::rules;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A target and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedTarget {
    /// The levels.
    pub target: Target,
    /// Where they were found.
    pub origin: TargetOrigin,
}

/// Where a target was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetOrigin {
    /// In the model: the KPI itself, or a line of `data/targets.csv`.
    Model(Span),
    /// In rows of a dataset, with the amount of each.
    Facts(Vec<(RowOrigin, Decimal)>),
    /// In several lines of `data/targets.csv` or rows of a dataset, each for some days: the target
    /// is their mean.
    Pieces(TargetMean, Vec<TargetPiece>),
}

/// A target that holds on some days of the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetPiece {
    /// The days.
    pub window: Window,
    /// The target.
    pub target: Option<Decimal>,
    /// Where it is written.
    pub span: Span,
}

/// The target of a KPI for a participant; diagnostics say why there is none.
pub(crate) fn resolve(
    context: &Context<'_>,
    kpi: &Kpi,
    participant: &Participant,
    subject: &Subject,
    window: Window,
) -> Result<Option<ResolvedTarget>, Vec<Diagnostic>> {
    match &kpi.target {
        TargetSource::Fixed { target, span } => {
            let origin = TargetOrigin::Model(span.clone());
            Ok(Some(ResolvedTarget {
                target: target.clone(),
                origin,
            }))
        }
        TargetSource::Table => from_table(context, kpi, participant, window),
        TargetSource::Facts(source) => {
            from_facts(context, kpi, source, participant, subject, window)
        }
    }
}

/// One target row of a subject.
struct Found {
    owner: String,
    date: Option<Date>,
    amount: Decimal,
    origin: RowOrigin,
}

fn from_facts(
    context: &Context<'_>,
    kpi: &Kpi,
    source: &FactTarget,
    participant: &Participant,
    subject: &Subject,
    window: Window,
) -> Result<Option<ResolvedTarget>, Vec<Diagnostic>> {
    let asked = context
        .requirement
        .target_rows
        .iter()
        .zip(&context.facts.target_rows);
    let days = Some((window.from, window.to));
    let Some((question, rows)) = asked
        .into_iter()
        .find(|(rows, _)| rows.kpi == kpi.id && rows.query.days == days)
    else {
        return Ok(None);
    };
    let found = rows_of(context, question.owned, rows, subject, window);
    let mut problems = missing_amounts(kpi, participant, question, rows, &found);
    if source.on_duplicate == DuplicatePolicy::Refuse {
        problems.extend(duplicates(context, kpi, source, participant, &found));
    }
    if source.same_dates && !found.is_empty() {
        problems.extend(other_dates(
            context,
            kpi,
            source,
            participant,
            subject,
            window,
            &found,
        ));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    if found.is_empty() {
        return Ok(None);
    }
    let total = match source.on_duplicate {
        DuplicatePolicy::Change => changing(&found, window),
        _ => found
            .iter()
            .try_fold(Decimal::ZERO, |sum, row| sum.checked_add(row.amount)),
    };
    let Some(total) = total else {
        let message = format!(
            "the targets of `{}` for `{}` add up to too much",
            kpi.id, participant.person
        );
        return Err(vec![
            Diagnostic::error(rules::OVERFLOW, message).at(&source.span, ""),
        ]);
    };
    let target = Target {
        target: Some(total),
        ..Target::default()
    };
    let rows = found
        .into_iter()
        .map(|row| (row.origin, row.amount))
        .collect();
    Ok(Some(ResolvedTarget {
        target,
        origin: TargetOrigin::Facts(rows),
    }))
}

/// The sum over owners of their mean targets: each row holds from its day until the owner's next,
/// the first one from the first day.
fn changing(found: &[Found], window: Window) -> Option<Decimal> {
    let mut by_owner: BTreeMap<&str, BTreeMap<Option<Date>, Exact>> = BTreeMap::new();
    for row in found {
        let targets = by_owner.entry(&row.owner).or_default();
        let target = targets.entry(row.date).or_insert_with(Exact::zero);
        *target = &*target + &Exact::from(row.amount);
    }
    let whole = days_between(window.from, window.to);
    let mut sum = Exact::zero();
    for targets in by_owner.values() {
        let later = targets
            .keys()
            .skip(1)
            .map(|day| day.and_then(|day| day.yesterday().ok()));
        let ends = later.map(|day| day.unwrap_or(window.to)).chain([window.to]);
        let mut from = window.from;
        for (target, to) in targets.values().zip(ends) {
            sum = sum + target * &days_between(from, to);
            from = to.tomorrow().unwrap_or(to);
        }
    }
    sum.checked_div(&whole)?
        .round(RATIO_DECIMALS, RoundMode::HalfEven)
}

/// The target rows that are credited to a subject.
fn rows_of(
    context: &Context<'_>,
    owned: bool,
    rows: &[FactRow],
    subject: &Subject,
    window: Window,
) -> Vec<Found> {
    let group = context.requirement.groups.get(subject).copied();
    let credits: &[Credit] = group
        .and_then(|group| context.requirement.credits.get(&(group, window)))
        .map_or(&[], Vec::as_slice);
    let all = *subject == Subject::Company || !owned;
    credited(owned, rows, (!all).then_some(credits))
}

/// The rows that credits name, or all rows.
fn credited(owned: bool, rows: &[FactRow], credits: Option<&[Credit]>) -> Vec<Found> {
    let found = rows.iter().filter_map(|row| read(owned, row));
    let Some(credits) = credits else {
        return found.collect();
    };
    let mut by_owner: BTreeMap<&str, Vec<&Credit>> = BTreeMap::new();
    for credit in credits {
        by_owner.entry(&credit.owner).or_default().push(credit);
    }
    found
        .filter(|row| {
            let credits = by_owner.get(row.owner.as_str());
            credits.into_iter().flatten().any(|credit| {
                row.date
                    .is_none_or(|date| credit.from <= date && date <= credit.to)
            })
        })
        .collect()
}

/// The values of a KPI's rows that are credited to a subject, for a scale that applies to each.
/// `None`: its rows were not asked for, since it is no plain sum.
pub(crate) fn row_values(
    context: &Context<'_>,
    kpi: &Kpi,
    subject: &Subject,
    window: Window,
) -> Option<Vec<Exact>> {
    let asked = context
        .requirement
        .scaled_rows
        .iter()
        .zip(&context.facts.scaled_rows)
        .filter(|(question, _)| question.kpi == kpi.id);
    let mut values = None;
    for (question, rows) in asked {
        let values = values.get_or_insert_with(Vec::new);
        let Some(place) = &question.place else {
            let found = rows_of(context, question.owned, rows, subject, window);
            values.extend(found.into_iter().map(|row| Exact::from(row.amount)));
            continue;
        };
        let claims = context.requirement.claims.get(place.query)?.get(subject);
        for claim in claims
            .into_iter()
            .flatten()
            .filter(|_| place.includes(subject))
        {
            let all = *subject == Subject::Company || !question.owned;
            let share = &place.share * &claim.share;
            let found = credited(question.owned, rows, (!all).then_some(&claim.credits));
            values.extend(
                found
                    .into_iter()
                    .map(|row| &Exact::from(row.amount) * &share),
            );
        }
    }
    values
}

/// A row that has an amount.
fn read(owned: bool, row: &FactRow) -> Option<Found> {
    let mut values = row.values.iter();
    let owner = if owned {
        text_of(values.next()?)
    } else {
        String::new()
    };
    let FactValue::Number(amount) = row.values.last()? else {
        return None;
    };
    let date = row.values.iter().find_map(|value| match value {
        FactValue::Date(date) => Some(*date),
        _ => None,
    });
    let origin = RowOrigin {
        batch: row.batch.clone(),
        row: row.row,
    };
    Some(Found {
        owner,
        date,
        amount: *amount,
        origin,
    })
}

/// A row of the subject without an amount is not a target of nothing.
fn missing_amounts(
    kpi: &Kpi,
    participant: &Participant,
    question: &TargetRows,
    rows: &[FactRow],
    found: &[Found],
) -> Vec<Diagnostic> {
    let owners: BTreeSet<&str> = found.iter().map(|row| row.owner.as_str()).collect();
    let empty = rows.iter().filter(|row| {
        let owner = if question.owned {
            row.values.first().map(text_of)
        } else {
            None
        };
        let ours = !question.owned || owner.is_some_and(|owner| owners.contains(owner.as_str()));
        ours && row.values.last() == Some(&FactValue::Missing)
    });
    empty
        .map(|row| {
            Diagnostic::error(
                rules::MISSING_TARGET,
                format!(
                    "the target of `{}` for `{}` is empty in row {} of batch {}",
                    kpi.id, participant.person, row.row, row.batch
                ),
            )
            .with_help("correct the file and import it again")
        })
        .collect()
}

/// Two targets of one owner in one period: nobody has said which one counts.
fn duplicates(
    context: &Context<'_>,
    kpi: &Kpi,
    source: &FactTarget,
    participant: &Participant,
    found: &[Found],
) -> Vec<Diagnostic> {
    let mut by_person: BTreeMap<String, Vec<&Found>> = BTreeMap::new();
    for row in found {
        let person = context.organisation.person(&row.owner);
        let name = person.map_or_else(|| row.owner.clone(), |person| person.id.to_string());
        by_person.entry(name).or_default().push(row);
    }
    by_person
        .into_iter()
        .filter(|(_, rows)| rows.len() > 1)
        .map(|(owner, rows)| {
            let list: Vec<String> = rows
                .iter()
                .map(|row| match row.date {
                    Some(date) => format!("{} on {date}", plain(row.amount)),
                    None => plain(row.amount),
                })
                .collect();
            let whose = if owner == participant.person.as_str() {
                format!("`{owner}` has")
            } else {
                format!(
                    "`{owner}`, whose results count for `{}`, has",
                    participant.person
                )
            };
            Diagnostic::error(
                rules::DUPLICATE_TARGET,
                format!(
                    "{whose} {} targets for `{}` in {}: {}",
                    rows.len(),
                    kpi.id,
                    context.requirement.period,
                    list.join(", ")
                ),
            )
            .at(&source.span, "duplicates are refused here")
            .with_help("retract the wrong one, or write `on_duplicate = \"sum\"` if both are meant")
        })
        .collect()
}

/// Actual and target must lie on the same days.
fn other_dates(
    context: &Context<'_>,
    kpi: &Kpi,
    source: &FactTarget,
    participant: &Participant,
    subject: &Subject,
    window: Window,
    found: &[Found],
) -> Option<Diagnostic> {
    let gathered = gather(context, &kpi.id, subject, window);
    let actual: BTreeSet<Date> = gathered
        .cells
        .iter()
        .flat_map(|part| part.cell.dates.iter().copied())
        .collect();
    let target: BTreeSet<Date> = found.iter().filter_map(|row| row.date).collect();
    let list = |days: Vec<&Date>| {
        days.iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let only_actual: Vec<&Date> = actual.difference(&target).collect();
    let only_target: Vec<&Date> = target.difference(&actual).collect();
    if only_actual.is_empty() && only_target.is_empty() {
        return None;
    }
    let mut parts = Vec::new();
    if !only_actual.is_empty() {
        parts.push(format!("no target on {}", list(only_actual)));
    }
    if !only_target.is_empty() {
        parts.push(format!("no actual on {}", list(only_target)));
    }
    let message = format!(
        "`{}` for `{}` in {} has actuals and targets on different days: {}",
        kpi.id,
        participant.person,
        context.requirement.period,
        parts.join("; ")
    );
    Some(
        Diagnostic::error(rules::TARGET_ON_OTHER_DATES, message)
            .at(&source.span, "`same_dates` is asked for here")
            .with_help("import the missing days, or take `same_dates` away if a part is enough"),
    )
}
