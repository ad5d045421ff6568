//! Whose results somebody sees.

use super::table::Reach;
use attain_core::calculate::Calculation;
use attain_core::diag::{Diagnostic, sort};
use attain_core::id::PersonId;
use attain_core::organisation::Organisation;
use attain_core::period::Period;
use attain_core::rules;
use std::collections::BTreeSet;

/// Groups that are smaller are never shown in comparisons: everybody would know who is meant.
pub const SMALLEST_GROUP: usize = 5;

/// Whose results somebody sees, of one period. Only an [`Actor`](super::Actor) makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    everybody: bool,
    everybody_closed: bool,
    people: BTreeSet<PersonId>,
}

impl Scope {
    pub(super) fn nobody() -> Self {
        Self {
            everybody: false,
            everybody_closed: false,
            people: BTreeSet::new(),
        }
    }

    pub(super) fn widen(
        &mut self,
        reach: Reach,
        own: Option<&PersonId>,
        organisation: &Organisation,
        period: Period,
    ) {
        match reach {
            Reach::Never => {}
            Reach::All => self.everybody = true,
            Reach::Closed => self.everybody_closed = true,
            Reach::Own | Reach::Subtree => {
                // A user may be named by any of his person's keys.
                let own = own.and_then(|own| organisation.person(own.as_str()));
                let Some(own) = own else { return };
                self.people.insert(own.id.clone());
                if reach == Reach::Subtree {
                    let teams = organisation.teams(period.from, period.to);
                    let team = teams.get(&own.id).into_iter().flatten();
                    self.people.extend(team.map(|member| member.person.clone()));
                }
            }
        }
    }

    /// The same once the period is closed: what payroll sees.
    #[must_use]
    pub fn in_closed_period(mut self) -> Self {
        self.everybody = self.everybody || self.everybody_closed;
        self
    }

    /// Whether everybody is seen, and what is about nobody in particular.
    #[must_use]
    pub fn sees_everybody(&self) -> bool {
        self.everybody
    }

    /// Whether a person is seen.
    #[must_use]
    pub fn sees(&self, person: &PersonId) -> bool {
        self.everybody || self.people.contains(person)
    }

    /// A person by any of his keys, if he is there and seen. Both failings look alike.
    #[must_use]
    pub fn find(&self, organisation: &Organisation, key: &str) -> Option<PersonId> {
        let person = organisation.person(key)?;
        self.sees(&person.id).then(|| person.id.clone())
    }

    /// Those of a list who are seen.
    #[must_use]
    pub fn of<T>(&self, list: Vec<T>, person: impl Fn(&T) -> &PersonId) -> Vec<T> {
        list.into_iter()
            .filter(|one| self.sees(person(one)))
            .collect()
    }
}

/// Leaves of a period what a scope sees: the results of those in it, and what is said about them.
pub fn limit(calculation: &mut Calculation, scope: &Scope) {
    if scope.sees_everybody() {
        return;
    }
    calculation
        .results
        .retain(|result| scope.sees(&result.person));
    let said = calculation
        .results
        .iter()
        .flat_map(|result| result.diagnostics.iter().cloned());
    calculation.diagnostics = said.collect();
    sort(&mut calculation.diagnostics);
    calculation.diagnostics.dedup();
}

/// Whether a group of so many may be shown beside others.
#[must_use]
pub fn comparable(members: usize) -> bool {
    members >= SMALLEST_GROUP
}

/// The one answer about somebody who is not there or not in sight.
#[must_use]
pub fn absent(key: &str) -> Diagnostic {
    let message = format!("there is no `{key}` among those whom you may see");
    Diagnostic::error(rules::NOBODY_IN_SIGHT, message).with_help("check the key")
}
