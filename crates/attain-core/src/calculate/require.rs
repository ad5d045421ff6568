//! Which facts a period needs.

use super::claim::Claim;
use super::opening::Opening;
use super::participant::{Participant, participants};
use super::queries::{Place, add_queries, add_scaled_rows};
use super::shares::{add_shares, report_strangers};
use crate::diag::{Diagnostic, Diagnostics};
use crate::facts::{Credit, FactAnswer, FactQuery, FactRow, Group, RowQuery};
use crate::id::{DatasetId, KpiId, PersonId, UnitId};
use crate::model::{
    CreditScope, Kpi, KpiSource, Model, Rollup, Scorecard, ScorecardLine, TargetSource,
    column_scalar,
};
use crate::organisation::{Membership, Organisation};
use crate::period::{Calendar, Period, PeriodKind};
use crate::plan::MissingPolicy;
use crate::rules;
use crate::scale::{Applies, Scale};
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
    /// Where a KPI's answer is: several places where facts are shared.
    pub places: BTreeMap<(KpiId, Window), Vec<Place>>,
    /// For each query whose facts are shared: who is credited with what. Of any other, the groups
    /// of [`groups`](Self::groups) hold.
    pub claims: Vec<BTreeMap<Subject, Vec<Claim>>>,
    /// The queries in which each row should belong to somebody.
    pub owned: BTreeSet<usize>,
    /// The shares of facts that datasets state, to be checked.
    pub shares: Vec<ShareRows>,
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
    /// Where it is said who is credited, and by which share; none where facts are not shared.
    pub place: Option<Place>,
}

/// A question for the shares that the rows of a dataset state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareRows {
    /// The dataset.
    pub dataset: DatasetId,
    /// The question; its columns are the owner, the share, the overlay (if the dataset has that
    /// column), and those that name the fact.
    pub query: RowQuery,
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
    /// One for each of [`Requirement::shares`].
    pub shares: Vec<Vec<FactRow>>,
    /// What people bring from the periods before.
    pub opening: Opening,
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
        claims: Vec::new(),
        owned: BTreeSet::new(),
        shares: Vec::new(),
        diagnostics: diagnostics.into_sorted(),
    };
    add_credits(&mut requirement, organisation, &needs);
    add_queries(&mut requirement, model, organisation, &needs);
    add_target_rows(&mut requirement, model, &needs);
    add_scaled_rows(&mut requirement, model);
    add_shares(&mut requirement, model);
    report_strangers(&mut requirement, model, organisation);
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
pub(super) type Need = (KpiId, Subject, Window);

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
            let scales = scales_of(model, scorecard, line);
            let yearly = scales
                .iter()
                .any(|scale| scale.applies == Applies::YearToDate);
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

/// The scales that a line may go through: the scorecard's, and the plan's own for the part.
pub(super) fn scales_of<'a>(
    model: &'a Model,
    scorecard: &Scorecard,
    line: &ScorecardLine,
) -> Vec<&'a Scale> {
    let plan = scorecard.plan.as_ref();
    let plan = plan.and_then(|plan| model.plans.get(&plan.value));
    let of_plan = plan.and_then(|plan| plan.part(line.kpi.value.as_str()).scale);
    let names = line.scale.iter().chain(&of_plan);
    names
        .filter_map(|scale| model.scales.get(&scale.value))
        .collect()
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
#[must_use]
pub fn subject_of(kpi: &Kpi, participant: &Participant) -> Option<Subject> {
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

/// Whose facts belong to a subject in a window; empty for the company, to which all belong.
/// `teams` are those of the window's days.
#[must_use]
pub fn credits_of(
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
        let scalar = |name| column_scalar(dataset, name);
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
