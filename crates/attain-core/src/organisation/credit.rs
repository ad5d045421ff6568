//! Who belonged to whose team and to which unit, day by day.

use super::{Membership, Organisation, Person};
use crate::facts::{Credit, Group};
use crate::id::{PersonId, UnitId};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A chain of managers is never longer; a longer one is a loop, which is reported elsewhere.
const MAX_LEVELS: usize = 64;

impl Organisation {
    /// For each manager, the people below him on any of the days and on which of them, at every
    /// level. The manager himself is not a member of his own team.
    #[must_use]
    pub fn teams(&self, from: Date, to: Date) -> BTreeMap<PersonId, Vec<Membership>> {
        let mut teams: BTreeMap<PersonId, Vec<Membership>> = BTreeMap::new();
        for person in self.people.values() {
            self.climb(person, person, (from, to), 0, &mut teams);
        }
        teams.values_mut().for_each(join);
        teams
    }

    /// Enters `member` into the teams of everybody above `person` within the days.
    fn climb(
        &self,
        member: &Person,
        person: &Person,
        days: (Date, Date),
        level: usize,
        teams: &mut BTreeMap<PersonId, Vec<Membership>>,
    ) {
        if level >= MAX_LEVELS {
            return;
        }
        for one in &person.assignments {
            let (from, to) = (one.from.max(days.0), one.to.min(days.1));
            let Some(manager) = one.manager.as_ref().filter(|_| from <= to) else {
                continue;
            };
            if *manager == member.id {
                continue;
            }
            let membership = Membership {
                person: member.id.clone(),
                from,
                to,
            };
            teams.entry(manager.clone()).or_default().push(membership);
            if let Some(manager) = self.people.get(manager) {
                self.climb(member, manager, (from, to), level.saturating_add(1), teams);
            }
        }
    }

    /// The people of a unit and of the units that are part of it, and on which of the days.
    #[must_use]
    pub fn unit_members(&self, unit: &UnitId, from: Date, to: Date) -> Vec<Membership> {
        let mut members = Vec::new();
        for person in self.people.values() {
            for one in &person.assignments {
                let (from, to) = (one.from.max(from), one.to.min(to));
                let inside = one
                    .unit
                    .as_ref()
                    .is_some_and(|of| self.unit_chain(of).contains(unit));
                if inside && from <= to {
                    members.push(Membership {
                        person: person.id.clone(),
                        from,
                        to,
                    });
                }
            }
        }
        join(&mut members);
        members
    }

    /// The units that are part of a unit, itself included.
    #[must_use]
    pub fn unit_parts(&self, unit: &UnitId) -> Vec<UnitId> {
        let inside = |id: &&UnitId| self.unit_chain(id).contains(unit);
        self.units.keys().filter(inside).cloned().collect()
    }

    /// Credits of memberships: facts that name a member by any of his keys, on his days.
    #[must_use]
    pub fn credits(&self, members: &[Membership], group: Group) -> Vec<Credit> {
        let credit = |one: &Membership| {
            let keys = self
                .people
                .get(&one.person)
                .map(|person| person.keys.as_slice());
            let (from, to) = (one.from, one.to);
            keys.unwrap_or_default()
                .iter()
                .map(move |owner| Credit {
                    owner: owner.clone(),
                    from,
                    to,
                    group,
                })
                .collect::<Vec<_>>()
        };
        members.iter().flat_map(credit).collect()
    }
}

/// Sorts, and joins stretches of one person that touch or overlap.
fn join(members: &mut Vec<Membership>) {
    members.sort();
    let mut joined: Vec<Membership> = Vec::with_capacity(members.len());
    for next in members.drain(..) {
        match joined.last_mut() {
            Some(last)
                if last.person == next.person
                    && last.to.tomorrow().is_ok_and(|day| next.from <= day) =>
            {
                last.to = last.to.max(next.to);
            }
            _ => joined.push(next),
        }
    }
    *members = joined;
}
