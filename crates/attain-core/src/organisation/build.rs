//! From lines as they are written to an organisation: who is one person, which days are his.

use super::{Assignment, AssignmentDraft, Organisation, Person, Unit};
use crate::diag::{Diagnostic, Diagnostics, closest};
use crate::id::PersonId;
use crate::rules;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

impl Organisation {
    /// Builds and checks. Lines of one key, or of one identity, are one person, whose id is the
    /// key of his earliest line. Where two lines of a person share a boundary day, the later one
    /// has it; a longer overlap is reported.
    #[must_use]
    pub fn build(
        drafts: Vec<AssignmentDraft>,
        units: Vec<Unit>,
        diagnostics: &Diagnostics,
    ) -> Self {
        let units: BTreeMap<_, _> = units
            .into_iter()
            .map(|unit| (unit.id.clone(), unit))
            .collect();
        let groups = same_people(drafts);
        let mut keys = BTreeMap::new();
        for (id, lines) in &groups {
            for line in lines {
                keys.insert(line.key.clone(), id.clone());
            }
        }
        let people = groups
            .into_iter()
            .map(|(id, lines)| (id.clone(), person(id, lines, &keys, diagnostics)))
            .collect();
        let organisation = Self {
            people,
            units,
            keys,
        };
        organisation.check_managers(diagnostics);
        organisation
    }

    /// Nobody may be his own manager, however far up.
    fn check_managers(&self, diagnostics: &Diagnostics) {
        let mut reported = BTreeSet::new();
        for person in self.people.values() {
            let Some(loop_day) = self.manager_loop(person) else {
                continue;
            };
            if !reported.insert(loop_day) {
                continue;
            }
            let mut diagnostic = Diagnostic::error(
                rules::CYCLE,
                format!(
                    "on {loop_day}, `{}` reports to himself through his managers",
                    person.id
                ),
            )
            .with_help("correct the manager of one person in the chain");
            let first = person.assignment_on(loop_day);
            if let Some(span) = first.and_then(|one| one.origin.span.as_ref()) {
                diagnostic = diagnostic.at(span, "");
            }
            diagnostics.push(diagnostic);
        }
    }

    /// A day on which the person's chain of managers comes back to him.
    fn manager_loop(&self, person: &Person) -> Option<Date> {
        let days: BTreeSet<Date> = person.assignments.iter().map(|one| one.from).collect();
        let mut changes = days;
        // The chain can only change on a day on which somebody in it changes.
        let mut chain: Vec<&Person> = vec![person];
        let mut seen: BTreeSet<&PersonId> = BTreeSet::new();
        while let Some(member) = chain.pop() {
            for one in &member.assignments {
                changes.insert(one.from);
                let manager = one.manager.as_ref().and_then(|id| self.people.get(id));
                if let Some(manager) = manager.filter(|manager| seen.insert(&manager.id)) {
                    chain.push(manager);
                }
            }
        }
        if !seen.contains(&person.id) {
            return None;
        }
        changes.into_iter().find(|day| self.loops_on(person, *day))
    }

    fn loops_on(&self, person: &Person, day: Date) -> bool {
        let mut seen: BTreeSet<&PersonId> = BTreeSet::new();
        let mut current = person;
        loop {
            let manager = current
                .assignment_on(day)
                .and_then(|one| one.manager.as_ref());
            let Some(manager) = manager.and_then(|id| self.people.get(id)) else {
                return false;
            };
            if manager.id == person.id {
                return true;
            }
            if !seen.insert(&manager.id) {
                return false;
            }
            current = manager;
        }
    }
}

/// Lines by person, each person's in order of time.
fn same_people(drafts: Vec<AssignmentDraft>) -> BTreeMap<PersonId, Vec<AssignmentDraft>> {
    let mut group_of_key: BTreeMap<String, usize> = BTreeMap::new();
    let mut group_of_identity: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<AssignmentDraft>> = Vec::new();
    for draft in drafts {
        let known = group_of_key.get(&draft.key).copied().or_else(|| {
            draft
                .identity
                .as_ref()
                .and_then(|identity| group_of_identity.get(identity))
                .copied()
        });
        let index = known.unwrap_or(groups.len());
        group_of_key.insert(draft.key.clone(), index);
        if let Some(identity) = &draft.identity {
            group_of_identity.insert(identity.clone(), index);
        }
        match groups.get_mut(index) {
            Some(group) => group.push(draft),
            None => groups.push(vec![draft]),
        }
    }
    let mut people = BTreeMap::new();
    for mut group in groups {
        group.sort_by(|a, b| {
            (a.from, PersonId::from(a.key.as_str())).cmp(&(b.from, PersonId::from(b.key.as_str())))
        });
        if let Some(first) = group.first() {
            people.insert(PersonId::from(first.key.as_str()), group);
        }
    }
    people
}

fn person(
    id: PersonId,
    lines: Vec<AssignmentDraft>,
    keys: &BTreeMap<String, PersonId>,
    diagnostics: &Diagnostics,
) -> Person {
    let mut all_keys: Vec<String> = Vec::new();
    let mut amounts = BTreeMap::new();
    let mut assignments: Vec<Assignment> = Vec::new();
    let (mut name, mut hired, mut left) = (String::new(), None, None);
    for line in lines {
        if !all_keys.contains(&line.key) {
            all_keys.push(line.key.clone());
        }
        name.clone_from(&line.name);
        hired = hired.or(line.hired);
        left = line.left.or(left);
        amounts.extend(line.amounts.clone());
        let assignment = assignment(&id, line, keys, diagnostics);
        append(&id, &mut assignments, assignment, diagnostics);
    }
    let hired = hired.or_else(|| {
        assignments
            .first()
            .map(|one| one.from)
            .filter(|from| *from != Date::MIN)
    });
    Person {
        id,
        name,
        keys: all_keys,
        assignments,
        hired,
        left,
        amounts,
    }
}

fn assignment(
    id: &PersonId,
    line: AssignmentDraft,
    keys: &BTreeMap<String, PersonId>,
    diagnostics: &Diagnostics,
) -> Assignment {
    let manager = line.manager.as_deref().and_then(|key| {
        let manager = keys.get(key);
        if manager.is_none() {
            let message =
                format!("the manager of `{id}` is `{key}`, who is not in the table of people");
            let mut diagnostic = Diagnostic::error(rules::UNKNOWN_NAME, message);
            if let Some(span) = &line.origin.span {
                diagnostic = diagnostic.at(span, "");
            }
            diagnostics.push(match closest(key, keys.keys().map(String::as_str)) {
                Some(close) => diagnostic.with_help(format!("did you mean `{close}`?")),
                None => diagnostic.with_help("add a line for the manager, or leave the cell empty"),
            });
        }
        manager.cloned()
    });
    let (from, to) = (line.from.unwrap_or(Date::MIN), line.to.unwrap_or(Date::MAX));
    if to < from {
        let message = format!("an assignment of `{id}` ends on {to}, before it starts on {from}");
        let mut diagnostic = Diagnostic::error(rules::DATES_REVERSED, message);
        if let Some(span) = &line.origin.span {
            diagnostic = diagnostic.at(span, "");
        }
        diagnostics.push(diagnostic);
    }
    let (unit, position) = (line.unit, line.position);
    Assignment {
        from,
        to,
        unit,
        position,
        manager,
        share: line.share,
        origin: line.origin,
    }
}

/// Adds an assignment that starts at or after the last one's start.
fn append(
    id: &PersonId,
    assignments: &mut Vec<Assignment>,
    next: Assignment,
    diagnostics: &Diagnostics,
) {
    if let Some(last) = assignments.last_mut()
        && last.to >= next.from
    {
        let open_end = last.to == Date::MAX;
        if last.to > next.from && !open_end {
            let message = format!(
                "two assignments of `{id}` overlap from {} to {}",
                next.from,
                last.to.min(next.to)
            );
            let mut diagnostic = Diagnostic::error(rules::ASSIGNMENTS_OVERLAP, message)
                .with_help("end the earlier one on the day before the later one starts");
            for span in [&next.origin.span, &last.origin.span].into_iter().flatten() {
                diagnostic = diagnostic.at(span, "");
            }
            diagnostics.push(diagnostic);
        }
        last.to = next.from.yesterday().unwrap_or(Date::MIN);
    }
    if assignments.last().is_some_and(|last| last.to < last.from) {
        assignments.pop();
    }
    assignments.push(next);
}
