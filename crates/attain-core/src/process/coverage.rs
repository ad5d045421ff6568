//! What has no owner, no KPI, or nobody responsible.

use super::raci::controls;
use super::{RaciRow, measured_row, raci};
use crate::id::{KpiId, PositionId, ProcessId, ResponsibilityId, ScorecardId};
use crate::model::{Kpi, Model};
use std::collections::BTreeSet;

/// How far processes, responsibilities and KPIs cover each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The RACI matrix.
    pub rows: Vec<RaciRow>,
    /// The positions that the matrix names, in order.
    pub positions: Vec<PositionId>,
    /// Processes that nobody owns.
    pub without_owner: Vec<ProcessId>,
    /// Processes that no KPI measures.
    pub without_kpi: Vec<ProcessId>,
    /// Responsibilities that no KPI measures, neither by themselves nor through their process.
    pub unmeasured: Vec<ResponsibilityId>,
    /// KPIs of scorecards that measure no responsibility and no process.
    pub without_responsibility: Vec<KpiId>,
    /// Positions measured on what they do not control.
    pub uncontrolled: Vec<Uncontrolled>,
    /// Tasks that nobody does: process and task.
    pub without_responsible: Vec<(ProcessId, String)>,
    /// For each line of the matrix the KPIs that measure it.
    pub kpis: Vec<Vec<KpiId>>,
}

/// A position measured on what it neither does nor answers for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uncontrolled {
    /// The scorecard.
    pub scorecard: ScorecardId,
    /// The position.
    pub position: PositionId,
    /// The KPI.
    pub kpi: KpiId,
}

impl Coverage {
    /// How many things are not covered.
    #[must_use]
    pub fn gaps(&self) -> usize {
        [
            self.without_owner.len(),
            self.without_kpi.len(),
            self.without_responsibility.len(),
            self.uncontrolled.len(),
            self.without_responsible.len(),
            self.unmeasured.len(),
        ]
        .into_iter()
        .fold(0, usize::saturating_add)
    }
}

/// Holds processes, responsibilities, KPIs and scorecards against each other.
#[must_use]
pub fn coverage(model: &Model) -> Coverage {
    let rows = raci(model);
    let used: BTreeSet<&KpiId> = model
        .scorecards
        .values()
        .flat_map(|card| &card.lines)
        .map(|line| &line.kpi.value)
        .collect();
    let measured = |kpi: &Kpi| measured_row(model, &rows, kpi);
    let kpis: Vec<Vec<KpiId>> = rows
        .iter()
        .map(|row| {
            let of = |kpi: &&Kpi| is_about(kpi, row);
            model
                .kpis
                .values()
                .filter(of)
                .map(|kpi| kpi.id.clone())
                .collect()
        })
        .collect();
    let has_kpi: BTreeSet<&ProcessId> = model
        .kpis
        .values()
        .flat_map(measured)
        .map(|row| &row.process)
        .collect();
    let positions: BTreeSet<PositionId> = rows
        .iter()
        .flat_map(|row| row.cells.keys().cloned())
        .collect();
    let without_owner = model.processes.values().filter(|one| one.owner.is_none());
    let without_kpi = model.processes.keys().filter(|id| !has_kpi.contains(id));
    let unassigned = model
        .kpis
        .values()
        .filter(|kpi| used.contains(&kpi.id) && measured(kpi).is_empty());
    let nobody = rows.iter().filter(|row| row.lacks_responsible());
    Coverage {
        positions: positions.into_iter().collect(),
        without_owner: without_owner.map(|one| one.id.clone()).collect(),
        without_kpi: without_kpi.cloned().collect(),
        unmeasured: unmeasured(model),
        without_responsibility: unassigned.map(|kpi| kpi.id.clone()).collect(),
        uncontrolled: uncontrolled(model, &rows),
        without_responsible: nobody
            .map(|row| (row.process.clone(), row.title.clone()))
            .collect(),
        kpis,
        rows,
    }
}

/// Whether a KPI is about this very line: the task of its responsibility, or the process's own
/// line where it measures the process.
fn is_about(kpi: &Kpi, row: &RaciRow) -> bool {
    match (&kpi.measures, &kpi.process) {
        (Some(name), _) => row.responsibilities.contains(&name.value),
        (None, Some(process)) => row.task.is_none() && row.process == process.value,
        (None, None) => false,
    }
}

fn unmeasured(model: &Model) -> Vec<ResponsibilityId> {
    let is_measured = |id: &ResponsibilityId, process: &ProcessId| {
        model.kpis.values().any(|kpi| {
            kpi.measures.as_ref().is_some_and(|one| one.value == *id)
                || kpi
                    .process
                    .as_ref()
                    .is_some_and(|one| one.value == *process)
        })
    };
    let open = model
        .responsibilities
        .values()
        .filter(|one| !is_measured(&one.id, &one.process.value));
    open.map(|one| one.id.clone()).collect()
}

/// Positions that are paid by what they neither do nor answer for.
pub(crate) fn uncontrolled(model: &Model, rows: &[RaciRow]) -> Vec<Uncontrolled> {
    let mut found = Vec::new();
    for card in model.scorecards.values() {
        for line in card.lines.iter().filter(|line| line.weight.is_some()) {
            let Some(kpi) = model.kpis.get(&line.kpi.value) else {
                continue;
            };
            let measured = measured_row(model, rows, kpi);
            if measured.is_empty() {
                continue;
            }
            let outside = card
                .positions
                .iter()
                .filter(|one| !controls(&measured, one));
            found.extend(outside.map(|position| Uncontrolled {
                scorecard: card.id.clone(),
                position: position.clone(),
                kpi: kpi.id.clone(),
            }));
        }
    }
    found
}
