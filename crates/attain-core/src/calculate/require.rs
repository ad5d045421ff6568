//! Which facts a period needs.

use super::participant::{Participant, participants};
use crate::diag::{Diagnostic, Diagnostics};
use crate::facts::{Credit, FactAnswer, FactQuery, FactRow, Group, MeasureQuery, RowQuery};
use crate::id::{DatasetId, KpiId, PersonId, UnitId};
use crate::measure::{Aggregate, AggregateFunction, Arithmetic, Measure, Scalar, ScalarKind};
use crate::model::{
    CreditScope, FactTarget, Kpi, KpiSource, Model, Rollup, TargetSource, scalar_kind,
};
use crate::organisation::{Membership, Organisation};
use crate::period::{Calendar, Period, PeriodKind};
use crate::plan::MissingPolicy;
use crate::rules;
use crate::scale::Applies;
use crate::transcript::Booked;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A stretch of days that facts are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// Whose facts a group holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A person's own.
    Own(PersonId),
    /// A person's and those of everybody below him.
    Team(PersonId),
    /// A unit's, with the units that are part of it.
    Unit(UnitId),
    /// Everybody's.
    Company,
}

/// Which facts a period needs, and who takes part in it.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// The period.
    pub period: Period,
    /// Who takes part.
    pub participants: Vec<Participant>,
    /// One query for each dataset and stretch of days.
    pub queries: Vec<FactQuery>,
    /// The rows of targets that datasets hold.
    pub target_rows: Vec<TargetRows>,
    /// The rows that scales apply to one by one.
    pub scaled_rows: Vec<ScaledRows>,
    /// The groups of the queries.
    pub groups: BTreeMap<Subject, Group>,
    /// Whose facts belong to a group, for targets and explanations.
    pub credits: BTreeMap<(Group, Window), Vec<Credit>>,
    /// Where a KPI's answer is: the query, and the measure in it.
    pub places: BTreeMap<(KpiId, Window), (usize, usize)>,
    /// What is wrong with the period itself.
    pub diagnostics: Vec<Diagnostic>,
}

/// A question for the rows of a KPI's target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetRows {
    /// The KPI.
    pub kpi: KpiId,
    /// The question; its columns are owner (if the dataset has one), date, target.
    pub query: RowQuery,
    /// Whether the first column is the owner.
    pub owned: bool,
}

/// A question for the rows of a KPI whose scale applies to each row by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaledRows {
    /// The KPI.
    pub kpi: KpiId,
    /// The question; its columns are owner (if the dataset has one), date, value.
    pub query: RowQuery,
    /// Whether the first column is the owner.
    pub owned: bool,
}

/// The answers, in the order of the questions.
#[derive(Debug, Clone, Default)]
pub struct FactInput {
    /// One for each of [`Requirement::queries`].
    pub answers: Vec<FactAnswer>,
    /// One for each of [`Requirement::target_rows`].
    pub target_rows: Vec<Vec<FactRow>>,
    /// One for each of [`Requirement::scaled_rows`].
    pub scaled_rows: Vec<Vec<FactRow>>,
    /// Corrections of closed periods that this one pays. They are asked of nobody: the records
    /// know them.
    pub booked: BTreeMap<PersonId, Booked>,
}

impl Requirement {
    /// The KPIs with facts that a KPI is computed from: itself, or what its formula uses.
    #[must_use]
    pub fn inputs_of(&self, model: &Model, kpi: &KpiId) -> Vec<KpiId> {
        let Some(kpi) = model.kpis.get(kpi) else {
            return Vec::new();
        };
        let measured = |kpi: &&Kpi| matches!(kpi.source, KpiSource::Measure { .. });
        with_inputs(model, kpi)
            .into_iter()
            .filter(measured)
            .map(|kpi| kpi.id.clone())
            .collect()
    }
}

/// The days that a KPI is measured over in a period.
#[must_use]
pub fn window_of(model: &Model, kpi: &Kpi, period: Period) -> Window {
    window(kpi, model.company.calendar, period)
}

/// Which facts a period needs.
#[must_use]
pub fn require(model: &Model, organisation: &Organisation, period: Period) -> Requirement {
    let participants = participants(model, organisation, period);
    let diagnostics = Diagnostics::new();
    if participants.is_empty() {
        report_nobody(model, period, &diagnostics);
    }
    let needs = needs(model, &participants, period);
    let groups = number_subjects(&needs);
    let mut requirement = Requirement {
        period,
        participants,
        queries: Vec::new(),
        target_rows: Vec::new(),
        scaled_rows: Vec::new(),
        groups,
        credits: BTreeMap::new(),
        places: BTreeMap::new(),
        diagnostics: diagnostics.into_sorted(),
    };
    add_credits(&mut requirement, organisation, &needs);
    add_queries(&mut requirement, model, &needs);
    add_target_rows(&mut requirement, model, &needs);
    add_scaled_rows(&mut requirement, model);
    requirement
}

fn report_nobody(model: &Model, period: Period, diagnostics: &Diagnostics) {
    let kinds: BTreeSet<PeriodKind> = model.scorecards.values().map(|card| card.every).collect();
    let message = format!("nobody has a scorecard in {period}");
    let diagnostic = Diagnostic::error(rules::NO_PARTICIPANTS, message);
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    diagnostics.push(if kinds.contains(&period.kind) {
        diagnostic.with_help("check the positions of the scorecards and the dates of the people")
    } else {
        let every = names.join(" and every ");
        diagnostic.with_help(format!(
            "scorecards are computed every {every}; name such a period"
        ))
    });
}

/// A KPI of a subject over some days.
type Need = (KpiId, Subject, Window);

/// Every KPI that a scorecard line needs: itself, what its formula uses, its plan indicator is a
/// line of its own; for `carry` also the period before.
fn needs(model: &Model, participants: &[Participant], period: Period) -> BTreeSet<Need> {
    let mut needs = BTreeSet::new();
    for participant in participants {
        let Some(scorecard) = model.scorecards.get(&participant.scorecard) else {
            continue;
        };
        for line in &scorecard.lines {
            let Some(kpi) = model.kpis.get(&line.kpi.value) else {
                continue;
            };
            let scale = line
                .scale
                .as_ref()
                .and_then(|scale| model.scales.get(&scale.value));
            let yearly = scale.is_some_and(|scale| scale.applies == Applies::YearToDate);
            let calendar = model.company.calendar;
            for kpi in with_inputs(model, kpi) {
                let Some(subject) = subject_of(kpi, participant) else {
                    continue;
                };
                for window in year_windows(calendar, period).into_iter().flatten() {
                    if yearly {
                        needs.insert((kpi.id.clone(), subject.clone(), window));
                    }
                }
                needs.insert((
                    kpi.id.clone(),
                    subject.clone(),
                    window(kpi, calendar, period),
                ));
                for part in parts(kpi, calendar, window(kpi, calendar, period)) {
                    let weight = kpi.rollup.weight().map(|weight| weight.value.clone());
                    for id in std::iter::once(kpi.id.clone()).chain(weight) {
                        needs.insert((id, subject.clone(), part));
                    }
                }
                let previous = calendar
                    .previous(period)
                    .filter(|_| kpi.missing == MissingPolicy::Carry);
                if let Some(previous) = previous {
                    needs.insert((kpi.id.clone(), subject, window(kpi, calendar, previous)));
                }
            }
        }
    }
    needs
}

/// A KPI and all KPIs that its formula uses, however deep.
fn with_inputs<'a>(model: &'a Model, kpi: &'a Kpi) -> Vec<&'a Kpi> {
    let mut all = vec![kpi];
    let mut seen: BTreeSet<&KpiId> = [&kpi.id].into();
    let mut next = 0usize;
    while let Some(kpi) = all.get(next).copied() {
        next = next.saturating_add(1);
        let KpiSource::Formula(formula) = &kpi.source else {
            continue;
        };
        for id in formula.kpis() {
            if let Some(input) = model.kpis.get(id)
                && seen.insert(&input.id)
            {
                all.push(input);
            }
        }
    }
    all
}

/// Whose facts a KPI takes for a participant; `None` if it takes his unit's and he has none.
pub(crate) fn subject_of(kpi: &Kpi, participant: &Participant) -> Option<Subject> {
    Some(match kpi.credit {
        CreditScope::Own => Subject::Own(participant.person.clone()),
        CreditScope::Team => Subject::Team(participant.person.clone()),
        CreditScope::Unit => Subject::Unit(participant.unit.clone()?),
        CreditScope::Company => Subject::Company,
    })
}

/// The days that a KPI is measured over: the period, or from the start of the KPI's own longer
/// period to the end of this one.
pub(crate) fn window(kpi: &Kpi, calendar: Calendar, period: Period) -> Window {
    let longer = kpi
        .every
        .filter(|every| *every > period.kind)
        .and_then(|every| calendar.containing(every, period.to));
    Window {
        from: longer.map_or(period.from, |longer| longer.from),
        to: period.to,
    }
}

/// The fiscal year up to the end of a period, and up to the day before it (none if the period is
/// the first of its year).
pub(crate) fn year_windows(calendar: Calendar, period: Period) -> [Option<Window>; 2] {
    let Some(year) = calendar.containing(PeriodKind::Year, period.to) else {
        return [None, None];
    };
    let after = Window {
        from: year.from,
        to: period.to,
    };
    let before = period
        .from
        .yesterday()
        .ok()
        .filter(|day| *day >= year.from)
        .map(|to| Window {
            from: year.from,
            to,
        });
    [Some(after), before]
}

/// The shorter periods that make up the days of a KPI with a roll-up; none if it has none.
pub(crate) fn parts(kpi: &Kpi, calendar: Calendar, whole: Window) -> Vec<Window> {
    let mut parts = Vec::new();
    let Some(every) = kpi.every.filter(|_| kpi.rollup != Rollup::Facts) else {
        return parts;
    };
    let mut next = calendar.containing(every, whole.from);
    while let Some(part) = next.filter(|part| part.from <= whole.to) {
        let window = Window {
            from: part.from.max(whole.from),
            to: part.to.min(whole.to),
        };
        if window != whole {
            parts.push(window);
        }
        next = calendar.next(part);
    }
    parts
}

fn number_subjects(needs: &BTreeSet<Need>) -> BTreeMap<Subject, Group> {
    let subjects: BTreeSet<&Subject> = needs.iter().map(|(_, subject, _)| subject).collect();
    let numbered = subjects.into_iter().zip(0u32..);
    numbered
        .map(|(subject, number)| (subject.clone(), Group(number)))
        .collect()
}

/// Whose facts belong to each group in each window.
fn add_credits(requirement: &mut Requirement, organisation: &Organisation, needs: &BTreeSet<Need>) {
    let windows: BTreeSet<Window> = needs.iter().map(|(_, _, window)| *window).collect();
    for window in windows {
        let teams = organisation.teams(window.from, window.to);
        let subjects: BTreeSet<&Subject> = needs
            .iter()
            .filter(|need| need.2 == window)
            .map(|(_, subject, _)| subject)
            .collect();
        for subject in subjects {
            let Some(group) = requirement.groups.get(subject).copied() else {
                continue;
            };
            let credits = credits_of(organisation, &teams, subject, window, group);
            requirement.credits.insert((group, window), credits);
        }
    }
}

fn credits_of(
    organisation: &Organisation,
    teams: &BTreeMap<PersonId, Vec<Membership>>,
    subject: &Subject,
    window: Window,
    group: Group,
) -> Vec<Credit> {
    let whole = |person: &PersonId| Membership {
        person: person.clone(),
        from: window.from,
        to: window.to,
    };
    match subject {
        Subject::Own(person) => organisation.credits(&[whole(person)], group),
        Subject::Team(person) => {
            let mut members = teams.get(person).cloned().unwrap_or_default();
            members.push(whole(person));
            organisation.credits(&members, group)
        }
        Subject::Unit(unit) => {
            let members = organisation.unit_members(unit, window.from, window.to);
            let mut credits = organisation.credits(&members, group);
            let (from, to) = (window.from, window.to);
            credits.extend(
                organisation
                    .unit_parts(unit)
                    .into_iter()
                    .map(|part| Credit {
                        owner: part.to_string(),
                        from,
                        to,
                        group,
                    }),
            );
            credits
        }
        Subject::Company => Vec::new(),
    }
}

/// One query for each dataset and window.
fn add_queries(requirement: &mut Requirement, model: &Model, needs: &BTreeSet<Need>) {
    let mut scans: BTreeMap<(DatasetId, Window), Scan> = BTreeMap::new();
    for (id, subject, window) in needs {
        let Some(kpi) = model.kpis.get(id) else {
            continue;
        };
        let KpiSource::Measure { dataset, .. } = &kpi.source else {
            continue;
        };
        let scan = scans.entry((dataset.clone(), *window)).or_default();
        scan.kpis.insert(id.clone());
        scan.subjects.insert(subject.clone());
    }
    for ((dataset, window), scan) in scans {
        let query = requirement.queries.len();
        let mut measures = Vec::new();
        for id in &scan.kpis {
            let Some(kpi) = model.kpis.get(id) else {
                continue;
            };
            requirement
                .places
                .insert((id.clone(), window), (query, measures.len()));
            measures.extend(measure_query(kpi));
        }
        let group = |subject: &Subject| requirement.groups.get(subject).copied();
        let credits = scan
            .subjects
            .iter()
            .filter_map(|subject| requirement.credits.get(&(group(subject)?, window)))
            .flatten()
            .cloned()
            .collect();
        let everything = scan
            .subjects
            .contains(&Subject::Company)
            .then(|| group(&Subject::Company));
        requirement.queries.push(FactQuery {
            dataset,
            from: window.from,
            to: window.to,
            credits,
            everything: everything.flatten(),
            measures,
        });
    }
}

/// What one scan must answer.
#[derive(Default)]
struct Scan {
    kpis: BTreeSet<KpiId>,
    subjects: BTreeSet<Subject>,
}

/// The question for a KPI's measure: its aggregates, and for each sum the number of its rows, to
/// tell "no rows" from "no value".
pub(crate) fn measure_query(kpi: &Kpi) -> Option<MeasureQuery> {
    let KpiSource::Measure {
        conditions,
        measure,
        ..
    } = &kpi.source
    else {
        return None;
    };
    let same_dates = matches!(
        &kpi.target,
        TargetSource::Facts(FactTarget {
            same_dates: true,
            ..
        })
    );
    let mut aggregates = measure.aggregates.clone();
    aggregates.extend(sum_filters(measure));
    Some(MeasureQuery {
        conditions: conditions.clone(),
        aggregates,
        dates: same_dates,
    })
}

/// For each sum of a measure, in order, the count of the rows that it adds up.
fn sum_filters(measure: &Measure) -> impl Iterator<Item = Aggregate> + '_ {
    let sums = measure
        .aggregates
        .iter()
        .filter(|aggregate| matches!(aggregate.function, AggregateFunction::Sum(_)));
    sums.map(|sum| Aggregate {
        function: AggregateFunction::CountRows,
        filter: sum.filter.clone(),
    })
}

fn add_target_rows(requirement: &mut Requirement, model: &Model, needs: &BTreeSet<Need>) {
    let kpis: BTreeSet<(&KpiId, Window)> = needs
        .iter()
        .map(|(kpi, _, window)| (kpi, *window))
        .collect();
    for (id, window) in kpis {
        let Some(TargetSource::Facts(target)) = model.kpis.get(id).map(|kpi| &kpi.target) else {
            continue;
        };
        let Some(dataset) = model.datasets.get(&target.dataset) else {
            continue;
        };
        let scalar = |name: &str| Scalar::Column {
            name: name.to_owned(),
            kind: dataset
                .column(name)
                .map_or(ScalarKind::Text, |column| scalar_kind(column.kind)),
        };
        let names = dataset
            .owner
            .iter()
            .chain(&dataset.date)
            .chain([&target.column]);
        let query = RowQuery {
            dataset: target.dataset.clone(),
            days: Some((window.from, window.to)),
            conditions: target.conditions.clone(),
            credits: Vec::new(),
            columns: names.map(|name| scalar(name)).collect(),
            page: None,
        };
        let owned = dataset.owner.is_some();
        requirement.target_rows.push(TargetRows {
            kpi: id.clone(),
            query,
            owned,
        });
    }
}

/// The rows of every KPI that a scorecard of this period pays by a scale for single rows.
fn add_scaled_rows(requirement: &mut Requirement, model: &Model) {
    let mut asked: BTreeSet<&KpiId> = BTreeSet::new();
    let cards: BTreeSet<_> = requirement
        .participants
        .iter()
        .map(|participant| &participant.scorecard)
        .collect();
    let lines = cards
        .iter()
        .filter_map(|id| model.scorecards.get(id))
        .flat_map(|card| &card.lines);
    for line in lines {
        let scale = line
            .scale
            .as_ref()
            .and_then(|scale| model.scales.get(&scale.value));
        let Some(kpi) = model.kpis.get(&line.kpi.value) else {
            continue;
        };
        if !scale.is_some_and(|scale| scale.applies == Applies::Row) || !asked.insert(&kpi.id) {
            continue;
        }
        if let Some(question) = scaled_rows(model, kpi, requirement.period) {
            requirement.scaled_rows.push(question);
        }
    }
}

/// The rows of a KPI that is a plain sum; `None` for any other.
fn scaled_rows(model: &Model, kpi: &Kpi, period: Period) -> Option<ScaledRows> {
    let KpiSource::Measure {
        dataset,
        conditions,
        measure,
    } = &kpi.source
    else {
        return None;
    };
    let [
        Aggregate {
            function: AggregateFunction::Sum(value),
            filter,
        },
    ] = measure.aggregates.as_slice()
    else {
        return None;
    };
    if measure.expression != Arithmetic::Aggregate(0) {
        return None;
    }
    let dataset = model.datasets.get(dataset)?;
    let window = window(kpi, model.company.calendar, period);
    let names = dataset.owner.iter().chain(&dataset.date);
    let mut columns: Vec<Scalar> = names
        .map(|name| Scalar::Column {
            name: name.clone(),
            kind: dataset
                .column(name)
                .map_or(ScalarKind::Text, |column| scalar_kind(column.kind)),
        })
        .collect();
    columns.push(value.clone());
    let query = RowQuery {
        dataset: dataset.id.clone(),
        days: Some((window.from, window.to)),
        conditions: conditions.iter().chain(filter).cloned().collect(),
        credits: Vec::new(),
        columns,
        page: None,
    };
    Some(ScaledRows {
        kpi: kpi.id.clone(),
        query,
        owned: dataset.owner.is_some(),
    })
}
