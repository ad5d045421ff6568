//! What processes and responsibilities refer to, and whether it agrees.

use super::{Process, RaciRow, Responsibility, Role, raci};
use crate::diag::{Diagnostic, Diagnostics, Spanned};
use crate::id::{PositionId, ProcessId, ResponsibilityId};
use crate::model::{Model, check_name};
use crate::rules;
use std::collections::{BTreeMap, BTreeSet};

/// Names that are not there, several accountable positions, tasks that nobody does.
pub(crate) fn check_processes(
    model: &Model,
    positions: &BTreeSet<PositionId>,
    diagnostics: &Diagnostics,
) {
    let check = Check {
        model,
        positions,
        diagnostics,
    };
    for process in model.processes.values() {
        check.process(process);
    }
    for responsibility in model.responsibilities.values() {
        check.responsibility(responsibility);
    }
    check.goals();
    check.kpis();
    check.one_accountable();
    check.somebody_does_it();
}

struct Check<'a> {
    model: &'a Model,
    positions: &'a BTreeSet<PositionId>,
    diagnostics: &'a Diagnostics,
}

impl Check<'_> {
    fn position(&self, position: &Spanned<PositionId>) {
        // Titles of a people dataset are positions without being declared.
        if self.model.company.people.is_some() {
            return;
        }
        let known = self.positions.iter().map(PositionId::as_str);
        check_name(
            "position",
            position.value.as_str(),
            &position.span,
            known,
            self.diagnostics,
        );
    }

    fn process(&self, process: &Process) {
        if let Some(owner) = &process.owner {
            self.position(owner);
        }
        if let Some(goal) = &process.goal {
            let known = self.model.goals.keys().map(|goal| goal.as_str());
            check_name(
                "goal",
                goal.value.as_str(),
                &goal.span,
                known,
                self.diagnostics,
            );
        }
    }

    fn responsibility(&self, responsibility: &Responsibility) {
        let known = self.model.processes.keys().map(ProcessId::as_str);
        let name = responsibility.process.value.as_str();
        check_name(
            "process",
            name,
            &responsibility.process.span,
            known,
            self.diagnostics,
        );
        if let (Some(process), Some(task)) = (
            self.model.processes.get(&responsibility.process.value),
            &responsibility.task,
        ) {
            self.task(process, task);
        }
        for position in responsibility
            .responsible
            .iter()
            .chain(&responsibility.accountable)
            .chain(&responsibility.consulted)
            .chain(&responsibility.informed)
        {
            self.position(position);
        }
    }

    fn task(&self, process: &Process, task: &Spanned<String>) {
        match process.task(&task.value) {
            Ok(_) => {}
            Err(0) => {
                let known = process.tasks.iter().map(|one| one.name.as_str());
                check_name("task", &task.value, &task.span, known, self.diagnostics);
            }
            Err(count) => {
                let alike = process.tasks.iter().filter(|one| one.name == task.value);
                let ids: Vec<String> = alike.map(|one| format!("`{}`", one.id)).collect();
                let message = format!(
                    "process `{}` has {count} tasks of the name `{}`",
                    process.id, task.value
                );
                self.diagnostics.push(
                    Diagnostic::error(rules::AMBIGUOUS_TASK, message)
                        .at(&task.span, "")
                        .with_help(format!("write the id of one of them: {}", ids.join(", "))),
                );
            }
        }
    }

    /// The units of goals, and goals that serve themselves.
    fn goals(&self) {
        for goal in self.model.goals.values() {
            if let Some(unit) = &goal.unit {
                let known = self.model.units.iter().map(|one| one.id.as_str());
                check_name(
                    "unit",
                    unit.value.as_str(),
                    &unit.span,
                    known,
                    self.diagnostics,
                );
            }
            let mut seen = BTreeSet::from([&goal.id]);
            let mut above = goal.parent.as_ref().map(|parent| &parent.value);
            while let Some(id) = above {
                if *id == goal.id {
                    let message = format!("goal `{}` serves itself through its parents", goal.id);
                    self.diagnostics.push(
                        Diagnostic::error(rules::CYCLE, message)
                            .at(&goal.span, "")
                            .with_help("take one of the parents out"),
                    );
                }
                if !seen.insert(id) {
                    break;
                }
                let next = self
                    .model
                    .goals
                    .get(id)
                    .and_then(|goal| goal.parent.as_ref());
                above = next.map(|parent| &parent.value);
            }
        }
    }

    fn kpis(&self) {
        for kpi in self.model.kpis.values() {
            if let Some(process) = &kpi.process {
                let known = self.model.processes.keys().map(ProcessId::as_str);
                check_name(
                    "process",
                    process.value.as_str(),
                    &process.span,
                    known,
                    self.diagnostics,
                );
            }
            if let Some(measured) = &kpi.measures {
                let known = self
                    .model
                    .responsibilities
                    .keys()
                    .map(ResponsibilityId::as_str);
                let name = measured.value.as_str();
                check_name(
                    "responsibility",
                    name,
                    &measured.span,
                    known,
                    self.diagnostics,
                );
            }
            if let Some(owner) = &kpi.owner {
                self.position(owner);
            }
        }
    }

    /// Two responsibilities for one thing that name two accountable positions.
    fn one_accountable(&self) {
        let mut first: BTreeMap<(ProcessId, String), &Responsibility> = BTreeMap::new();
        for responsibility in self.model.responsibilities.values() {
            let Some(accountable) = &responsibility.accountable else {
                continue;
            };
            let Some(process) = self.model.processes.get(&responsibility.process.value) else {
                continue;
            };
            let task = responsibility.task.as_ref();
            let task = task.and_then(|name| process.task(&name.value).ok());
            let key = (
                process.id.clone(),
                task.map_or_else(String::new, |task| task.id.clone()),
            );
            let Some(other) = first.insert(key, responsibility) else {
                continue;
            };
            let Some(before) = other
                .accountable
                .as_ref()
                .filter(|one| one.value != accountable.value)
            else {
                continue;
            };
            let message = format!(
                "`{}` and `{}` name two accountable positions for the same thing",
                other.id, responsibility.id
            );
            self.diagnostics.push(
                Diagnostic::error(rules::ACCOUNTABLE_UNCLEAR, message)
                    .at(&accountable.span, "again here")
                    .at(&before.span, "first here")
                    .with_help("name the one who answers for it"),
            );
        }
    }

    /// A responsibility without R or A, and tasks of a process that people are named in.
    fn somebody_does_it(&self) {
        for row in raci(self.model) {
            let named: Vec<&Responsibility> = row
                .responsibilities
                .iter()
                .filter_map(|id| self.model.responsibilities.get(id))
                .collect();
            self.responsible(&row, &named);
            if row.who(Role::Accountable).next().is_none()
                && let Some(one) = named.first()
            {
                let message = format!("responsibility `{}` has nobody accountable", one.id);
                self.diagnostics.push(
                    Diagnostic::error(rules::ACCOUNTABLE_UNCLEAR, message)
                        .at(&one.span, "")
                        .with_help("add `accountable = \"…\"`, or an owner of the process"),
                );
            }
        }
    }

    fn responsible(&self, row: &RaciRow, named: &[&Responsibility]) {
        if row.who(Role::Responsible).next().is_some() || row.automatic {
            return;
        }
        // A process as a whole is done by those who do its tasks.
        let done_by_tasks = row.task.is_none()
            && self
                .model
                .processes
                .get(&row.process)
                .is_some_and(|process| !process.tasks.is_empty());
        if let Some(one) = named.first().filter(|_| !done_by_tasks) {
            let message = format!("responsibility `{}` has nobody responsible", one.id);
            self.diagnostics.push(
                Diagnostic::error(rules::RESPONSIBLE_MISSING, message)
                    .at(&one.span, "")
                    .with_help("add `responsible = [\"…\"]`: the positions that do it"),
            );
            return;
        }
        let task = row.task.as_ref().and_then(|id| {
            let process = self.model.processes.get(&row.process)?;
            process.tasks.iter().find(|task| task.id == *id)
        });
        if let Some(task) = task {
            let message = format!("nobody is responsible for the task `{}`", task.name);
            self.diagnostics.push(
                Diagnostic::warning(rules::RESPONSIBLE_MISSING, message)
                    .at(&task.span, "")
                    .with_help(
                        "put it into the lane of a position, or add a `[responsibility.…]` for it",
                    ),
            );
        }
    }
}
