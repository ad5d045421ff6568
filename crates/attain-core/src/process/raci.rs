//! The RACI matrix that follows from diagrams, owners and responsibilities.

use super::{Process, ProcessTask, Responsibility};
use crate::id::{PositionId, ProcessId, ResponsibilityId};
use crate::model::{Kpi, Model};
use std::collections::{BTreeMap, BTreeSet};

/// What a position has to do with a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Does it.
    Responsible,
    /// Answers for it.
    Accountable,
    /// Is asked before.
    Consulted,
    /// Is told after.
    Informed,
}

impl Role {
    /// `R`, `A`, `C`, `I`.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Responsible => 'R',
            Self::Accountable => 'A',
            Self::Consulted => 'C',
            Self::Informed => 'I',
        }
    }
}

/// A line of the matrix: a process as a whole, or one of its tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaciRow {
    /// The process.
    pub process: ProcessId,
    /// The id of the task; none: the whole process.
    pub task: Option<String>,
    /// For people.
    pub title: String,
    /// Whether a machine does it.
    pub automatic: bool,
    /// The responsibilities of the model that say so.
    pub responsibilities: Vec<ResponsibilityId>,
    /// Who has what to do with it.
    pub cells: BTreeMap<PositionId, BTreeSet<Role>>,
}

impl RaciRow {
    /// The letters of a position: `AR`, or nothing.
    #[must_use]
    pub fn letters(&self, position: &PositionId) -> String {
        let roles = self.cells.get(position).into_iter().flatten();
        roles.map(|role| role.letter()).collect()
    }

    /// Everybody in a role.
    pub fn who(&self, role: Role) -> impl Iterator<Item = &PositionId> {
        let has = move |(_, roles): &(&PositionId, &BTreeSet<Role>)| roles.contains(&role);
        self.cells.iter().filter(has).map(|(position, _)| position)
    }

    /// Whether nobody does it, though somebody must.
    #[must_use]
    pub fn lacks_responsible(&self) -> bool {
        self.task.is_some() && !self.automatic && self.who(Role::Responsible).next().is_none()
    }

    fn add(&mut self, position: &PositionId, role: Role) {
        let _ = self.cells.entry(position.clone()).or_default().insert(role);
    }

    /// Adds what a responsibility of the model says.
    fn take(&mut self, responsibility: &Responsibility) {
        self.responsibilities.push(responsibility.id.clone());
        for (positions, role) in [
            (&responsibility.responsible, Role::Responsible),
            (&responsibility.consulted, Role::Consulted),
            (&responsibility.informed, Role::Informed),
        ] {
            for position in positions {
                self.add(&position.value, role);
            }
        }
        if let Some(accountable) = &responsibility.accountable {
            self.add(&accountable.value, Role::Accountable);
        }
    }

    /// Whether a position does it or answers for it.
    fn is_controlled_by(&self, position: &PositionId) -> bool {
        self.cells.get(position).is_some_and(|roles| {
            roles.contains(&Role::Responsible) || roles.contains(&Role::Accountable)
        })
    }
}

/// The matrix: for each process a line for the whole of it and one for each task.
///
/// Who is accountable for a task is the task's own line, else the process's, else its owner. Who
/// is responsible is the task's own line, else whom the diagram names, else its lane.
#[must_use]
pub fn raci(model: &Model) -> Vec<RaciRow> {
    model
        .processes
        .values()
        .flat_map(|process| rows_of(model, process))
        .collect()
}

fn rows_of(model: &Model, process: &Process) -> Vec<RaciRow> {
    let mut whole = RaciRow {
        process: process.id.clone(),
        task: None,
        title: process.title.clone(),
        automatic: false,
        responsibilities: Vec::new(),
        cells: BTreeMap::new(),
    };
    let here = || {
        model
            .responsibilities
            .values()
            .filter(|one| one.process.value == process.id)
    };
    for responsibility in here().filter(|one| one.task.is_none()) {
        whole.take(responsibility);
    }
    if whole.who(Role::Accountable).next().is_none()
        && let Some(owner) = &process.owner
    {
        whole.add(&owner.value, Role::Accountable);
    }
    let mut rows = vec![whole.clone()];
    for task in &process.tasks {
        let of_task = |one: &&Responsibility| {
            one.task.as_ref().is_some_and(|name| {
                process
                    .task(&name.value)
                    .is_ok_and(|found| found.id == task.id)
            })
        };
        rows.push(task_row(&whole, task, here().filter(of_task)));
    }
    rows
}

fn task_row<'a>(
    whole: &RaciRow,
    task: &ProcessTask,
    responsibilities: impl Iterator<Item = &'a Responsibility>,
) -> RaciRow {
    let mut row = RaciRow {
        process: whole.process.clone(),
        task: Some(task.id.clone()),
        title: task.name.clone(),
        automatic: task.automatic,
        responsibilities: Vec::new(),
        cells: BTreeMap::new(),
    };
    for responsibility in responsibilities {
        row.take(responsibility);
    }
    if row.who(Role::Responsible).next().is_none() {
        for performer in &task.performers {
            row.add(performer, Role::Responsible);
        }
    }
    if row.who(Role::Accountable).next().is_none() {
        for accountable in whole.who(Role::Accountable) {
            row.add(accountable, Role::Accountable);
        }
    }
    row
}

/// The lines of the matrix that a KPI measures: the task of its responsibility, or all of its
/// process. Empty: it measures nobody's responsibility.
#[must_use]
pub fn measured_row<'a>(model: &Model, rows: &'a [RaciRow], kpi: &Kpi) -> Vec<&'a RaciRow> {
    if let Some(name) = &kpi.measures {
        let of = |row: &&RaciRow| row.responsibilities.contains(&name.value);
        let found: Vec<&RaciRow> = rows.iter().filter(of).collect();
        let whole = |row: &&RaciRow| row.task.is_none();
        // A responsibility for a whole process is measured by what any task of it shows.
        return match found.iter().any(whole) {
            true => of_process(rows, model, &found),
            false => found,
        };
    }
    let Some(process) = &kpi.process else {
        return Vec::new();
    };
    rows.iter()
        .filter(|row| row.process == process.value)
        .collect()
}

fn of_process<'a>(rows: &'a [RaciRow], model: &Model, found: &[&RaciRow]) -> Vec<&'a RaciRow> {
    let named: BTreeSet<&ProcessId> = found
        .iter()
        .map(|row| &row.process)
        .filter(|id| model.processes.contains_key(id))
        .collect();
    rows.iter()
        .filter(|row| named.contains(&row.process))
        .collect()
}

/// Whether a position does or answers for what a KPI measures.
pub(crate) fn controls(rows: &[&RaciRow], position: &PositionId) -> bool {
    rows.iter().any(|row| row.is_controlled_by(position))
}
