//! The organisation as it was on each day: who held which position in which unit under whom.
//!
//! ```
//! use attain_core::organisation::{AssignmentDraft, Organisation, Origin};
//! use attain_core::diag::Diagnostics;
//! use jiff::civil::date;
//!
//! let diagnostics = Diagnostics::new();
//! let ann = AssignmentDraft::new("1", Origin::unknown());
//! let mut bob = AssignmentDraft::new("2", Origin::unknown());
//! bob.manager = Some("1".into());
//! bob.from = Some(date(2024, 2, 1));
//! let organisation = Organisation::build(vec![ann, bob], Vec::new(), &diagnostics);
//! let teams = organisation.teams(date(2024, 1, 1), date(2024, 3, 31));
//! let team = &teams[&"1".into()];
//! assert_eq!(team.len(), 1);
//! assert_eq!(team[0].from, date(2024, 2, 1));
//! ```

mod build;
mod credit;

use crate::diag::Span;
use crate::id::{BatchId, PersonId, PositionId, UnitId};
use crate::num::Decimal;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// People and units with their history.
#[derive(Debug, Clone, Default)]
pub struct Organisation {
    people: BTreeMap<PersonId, Person>,
    units: BTreeMap<UnitId, Unit>,
    /// Person by any of his keys.
    keys: BTreeMap<String, PersonId>,
}

/// A person with all that was ever his position.
#[derive(Debug, Clone)]
pub struct Person {
    /// The first of his keys.
    pub id: PersonId,
    /// For people.
    pub name: String,
    /// All values by which facts name him, the first one first.
    pub keys: Vec<String>,
    /// In order of time, without overlap.
    pub assignments: Vec<Assignment>,
    /// First day of employment, where it is known; else the first day of the first assignment.
    pub hired: Option<Date>,
    /// Last day of employment, where it is known.
    pub left: Option<Date>,
    /// Numbers that plans may use: salary, income, bonus.
    pub amounts: BTreeMap<String, Decimal>,
}

/// A person in a position in a unit, from one day to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// First day.
    pub from: Date,
    /// Last day; [`Date::MAX`] if none is known.
    pub to: Date,
    /// The unit.
    pub unit: Option<UnitId>,
    /// The position.
    pub position: Option<PositionId>,
    /// Whom he reports to.
    pub manager: Option<PersonId>,
    /// Part of full time: 1 is full time.
    pub share: Decimal,
    /// Where it is written.
    pub origin: Origin,
}

/// A unit of the organisation.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Its name in the model.
    pub id: UnitId,
    /// For people.
    pub name: String,
    /// The unit that it is part of.
    pub parent: Option<UnitId>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// Where something was written: a model file, or a row of an imported batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The place in a model file.
    pub span: Option<Span>,
    /// The batch and row of a fact.
    pub row: Option<RowOrigin>,
}

/// A row of an imported batch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowOrigin {
    /// The batch.
    pub batch: BatchId,
    /// The row's number in its file.
    pub row: u64,
}

impl Origin {
    /// Nowhere in particular: for tests and examples.
    #[must_use]
    pub fn unknown() -> Self {
        Self::default()
    }

    /// A place in a model file.
    #[must_use]
    pub fn model(span: &Span) -> Self {
        Self {
            span: Some(span.clone()),
            row: None,
        }
    }
}

/// One line about a person as it is written, before it is checked: an assignment, and what is
/// said of the person besides.
#[derive(Debug, Clone)]
pub struct AssignmentDraft {
    /// The key that stands in the line.
    pub key: String,
    /// What makes two lines the same person, besides an equal key: name and day of hire, say.
    pub identity: Option<String>,
    /// The person's name.
    pub name: String,
    /// The unit.
    pub unit: Option<UnitId>,
    /// The position.
    pub position: Option<PositionId>,
    /// A key of the manager.
    pub manager: Option<String>,
    /// First day; none: since ever.
    pub from: Option<Date>,
    /// Last day; none: still.
    pub to: Option<Date>,
    /// First day of employment.
    pub hired: Option<Date>,
    /// Last day of employment.
    pub left: Option<Date>,
    /// Part of full time.
    pub share: Decimal,
    /// Numbers that plans may use.
    pub amounts: BTreeMap<String, Decimal>,
    /// Where it is written.
    pub origin: Origin,
}

impl AssignmentDraft {
    /// A line that says nothing but the key.
    pub fn new(key: impl Into<String>, origin: Origin) -> Self {
        let key = key.into();
        Self {
            name: key.clone(),
            key,
            identity: None,
            unit: None,
            position: None,
            manager: None,
            from: None,
            to: None,
            hired: None,
            left: None,
            share: Decimal::ONE,
            amounts: BTreeMap::new(),
            origin,
        }
    }
}

/// Somebody belonged to a team or unit for some days.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Membership {
    /// Who.
    pub person: PersonId,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Organisation {
    /// All people in order.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// A person by his id or any of his keys.
    #[must_use]
    pub fn person(&self, key: &str) -> Option<&Person> {
        self.keys.get(key).and_then(|id| self.people.get(id))
    }

    /// All units in order.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// A unit.
    #[must_use]
    pub fn unit(&self, id: &UnitId) -> Option<&Unit> {
        self.units.get(id)
    }

    /// A unit and all units that it is part of, from the bottom up.
    #[must_use]
    pub fn unit_chain(&self, id: &UnitId) -> Vec<UnitId> {
        let mut chain = Vec::new();
        let mut next = self.units.get(id);
        while let Some(unit) = next {
            if chain.contains(&unit.id) {
                break;
            }
            chain.push(unit.id.clone());
            next = unit
                .parent
                .as_ref()
                .and_then(|parent| self.units.get(parent));
        }
        chain
    }
}

impl Person {
    /// The assignment of a day.
    #[must_use]
    pub fn assignment_on(&self, date: Date) -> Option<&Assignment> {
        self.assignments
            .iter()
            .find(|one| one.from <= date && date <= one.to)
    }

    /// The last assignment that holds on any of the days.
    #[must_use]
    pub fn last_assignment(&self, from: Date, to: Date) -> Option<&Assignment> {
        self.assignments
            .iter()
            .rev()
            .find(|one| one.from <= to && from <= one.to)
    }
}
