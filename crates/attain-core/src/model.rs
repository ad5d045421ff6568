//! The model: all definitions of a company, read from its files and checked as a whole.
//!
//! [`load`] takes the texts of a workspace and gives a [`Model`] and *all* diagnostics. A model
//! with errors is still returned where it could be read, so that later checks can add theirs;
//! nothing is computed with it.

mod company;
pub(crate) mod credit;
mod dataset;
mod goal;
mod kpi;
mod load;
mod people;
mod reference;
mod rollup;
mod scorecard;
mod settlement;
mod target;

pub use company::{Approval, Company, PeopleSource};
pub use goal::{Goal, Perspective};
pub use kpi::{CreditScope, Kpi, KpiKind, KpiSource, Timing};
pub use load::load;
pub use people::{column_scalar, drafts_from_rows, people_query, scalar_kind, text_of};
pub(crate) use reference::check_name;
pub use rollup::{Rollup, adds_up};
pub use scorecard::{Scorecard, ScorecardLine};
pub use settlement::{AmountLine, CorrectionLine};
pub use target::{DuplicatePolicy, FactTarget, TargetMean, TargetRow, TargetScope, TargetSource};

use crate::attainment::Target;
use crate::cascade::Cascade;
use crate::dataset::{CreditLine, Dataset};
use crate::diag::Span;
use crate::id::{
    DatasetId, GoalId, KpiId, PlanId, PositionId, ProcessId, ResponsibilityId, ScaleId, ScorecardId,
};
use crate::organisation::{AssignmentDraft, Organisation, Unit};
use crate::plan::Plan;
use crate::process::{Process, Responsibility};
use crate::scale::Scale;
use crate::stage::{Decision, PilotRecord, Stage, StageSettings};
use std::collections::BTreeMap;

/// All definitions, checked.
#[derive(Debug, Clone)]
pub struct Model {
    /// Company, calendar, where things are kept.
    pub company: Company,
    /// The goals of the strategy.
    pub goals: BTreeMap<GoalId, Goal>,
    /// Datasets.
    pub datasets: BTreeMap<DatasetId, Dataset>,
    /// KPIs and plan indicators.
    pub kpis: BTreeMap<KpiId, Kpi>,
    /// Scales.
    pub scales: BTreeMap<ScaleId, Scale>,
    /// Incentive plans.
    pub plans: BTreeMap<PlanId, Plan>,
    /// Scorecards.
    pub scorecards: BTreeMap<ScorecardId, Scorecard>,
    /// Positions with their titles.
    pub positions: BTreeMap<PositionId, String>,
    /// Units.
    pub units: Vec<Unit>,
    /// The lines of `data/people.csv`; empty where people come from a dataset.
    pub people: Vec<AssignmentDraft>,
    /// The lines of `data/targets.csv`.
    pub targets: Vec<TargetRow>,
    /// The lines of `data/amounts.csv`.
    pub amounts: Vec<AmountLine>,
    /// The lines of `data/corrections.csv`.
    pub corrections: Vec<CorrectionLine>,
    /// The lines of `data/credits.csv`.
    pub credits: Vec<CreditLine>,
    /// How targets are split over parts.
    pub cascades: BTreeMap<String, Cascade>,
    /// Business processes.
    pub processes: BTreeMap<ProcessId, Process>,
    /// What the model says of the stages of introduction.
    pub stages: BTreeMap<Stage, StageSettings>,
    /// The lines of `data/decisions.csv`, in order.
    pub decisions: Vec<Decision>,
    /// The lines of `data/pilots.csv`, in order.
    pub pilots: Vec<PilotRecord>,
    /// Who does what in them.
    pub responsibilities: BTreeMap<ResponsibilityId, Responsibility>,
    /// What raises an alert.
    pub alerts: BTreeMap<String, crate::watch::Alert>,
    /// Limits below which things may be split.
    pub limits: BTreeMap<String, crate::watch::SplitLimit>,
    /// Questionnaires.
    pub surveys: BTreeMap<String, crate::survey::Survey>,
    /// Indexes of indirect indicators.
    pub indexes: BTreeMap<String, crate::survey::Index>,
}

impl Model {
    /// The targets that the model itself states, by a KPI or a line of `data/targets.csv`, each
    /// with its place. Those that datasets hold are not among them.
    pub fn stated_targets(&self) -> impl Iterator<Item = (&Kpi, &Target, &Span)> {
        let fixed = self.kpis.values().filter_map(|kpi| match &kpi.target {
            TargetSource::Fixed { target, span } => Some((kpi, target, span)),
            _ => None,
        });
        let rows = self.targets.iter();
        let rows = rows.filter_map(|row| Some((self.kpis.get(&row.kpi)?, &row.target, &row.span)));
        fixed.chain(rows)
    }

    /// The organisation of `data/people.csv`. Where people come from a dataset, pass its rows
    /// through [`drafts_from_rows`] instead.
    #[must_use]
    pub fn organisation(&self, diagnostics: &crate::diag::Diagnostics) -> Organisation {
        Organisation::build(self.people.clone(), self.units.clone(), diagnostics)
    }
}
