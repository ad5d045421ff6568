//! What is computed, each distinct part once: conditions, filters, values and accumulators.

use super::super::expression::Columns;
use attain_core::facts::MeasureQuery;
use attain_core::measure::{Aggregate, AggregateFunction, Condition, Scalar, Test};
use std::collections::{BTreeMap, BTreeSet};

/// What a row is asked.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Predicate {
    /// Whether this is true.
    True(Test),
    /// Whether this value is there.
    Present(Scalar),
}

/// How values become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Sum,
    Min,
    Max,
}

/// One value over the rows of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Accumulator {
    pub filter: usize,
    pub value: usize,
    pub kind: Kind,
}

/// Where an aggregate is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Wanted {
    /// The number of rows of a filter.
    Count(usize),
    /// An accumulator.
    Accumulated(usize),
    /// Different values: they are counted by themselves.
    Distinct,
}

/// Where a measure is found.
#[derive(Debug)]
pub(in super::super) struct MeasureShape {
    /// Its number in the query.
    pub number: usize,
    /// The filter of the rows that qualify.
    pub rows: usize,
    /// Its aggregates.
    pub values: Vec<Wanted>,
}

/// All that is computed in one pass.
#[derive(Debug)]
pub(super) struct Shape {
    pub predicates: Vec<Predicate>,
    /// Predicates that must all hold; the first filter has none and lets every row through.
    pub filters: Vec<Vec<usize>>,
    pub values: Vec<Scalar>,
    /// The digits after the dot of each value.
    pub scales: Vec<i8>,
    pub accumulators: Vec<Accumulator>,
    pub measures: Vec<MeasureShape>,
    known: BTreeMap<Vec<usize>, usize>,
    /// Columns in which a value may be missing.
    missing: BTreeSet<String>,
}

impl Shape {
    /// Nothing yet. `missing` are the columns in which a value may be missing.
    pub(super) fn new(missing: BTreeSet<String>) -> Self {
        Self {
            predicates: Vec::new(),
            filters: vec![Vec::new()],
            values: Vec::new(),
            scales: Vec::new(),
            accumulators: Vec::new(),
            measures: Vec::new(),
            known: BTreeMap::from([(Vec::new(), 0)]),
            missing,
        }
    }

    /// Adds a measure; `false` if it is one of those that are computed elsewhere.
    pub(super) fn add(&mut self, number: usize, measure: &MeasureQuery, columns: &Columns) -> bool {
        if !can_add(measure, columns) {
            return false;
        }
        let conditions = self.conditions(&measure.conditions);
        let rows = self.filter(conditions.clone());
        let values = measure.aggregates.iter();
        let values = values
            .map(|aggregate| self.aggregate(aggregate, conditions.clone(), columns))
            .collect();
        self.measures.push(MeasureShape {
            number,
            rows,
            values,
        });
        true
    }

    fn aggregate(
        &mut self,
        aggregate: &Aggregate,
        mut predicates: Vec<usize>,
        columns: &Columns,
    ) -> Wanted {
        if let AggregateFunction::CountDistinct(_) = &aggregate.function {
            return Wanted::Distinct;
        }
        predicates.extend(self.conditions(&aggregate.filter));
        let (kind, value) = match &aggregate.function {
            AggregateFunction::Sum(x) => (Some(Kind::Sum), Some(x)),
            AggregateFunction::Min(x) => (Some(Kind::Min), Some(x)),
            AggregateFunction::Max(x) => (Some(Kind::Max), Some(x)),
            AggregateFunction::Count(x) => (None, Some(x)),
            _ => (None, None),
        };
        if let Some(value) = value.filter(|value| self.may_be_missing(value)) {
            predicates.push(self.predicate(Predicate::Present(value.clone())));
        }
        let filter = self.filter(predicates);
        let (Some(kind), Some(value)) = (kind, value) else {
            return Wanted::Count(filter);
        };
        let value = self.value(value, columns);
        let wanted = Accumulator {
            filter,
            value,
            kind,
        };
        Wanted::Accumulated(place_of(&mut self.accumulators, wanted))
    }

    fn conditions(&mut self, conditions: &[Condition]) -> Vec<usize> {
        let mut parts = Vec::new();
        for condition in conditions {
            conjuncts(&condition.test, &mut parts);
        }
        parts
            .into_iter()
            .map(|test| self.predicate(Predicate::True(test)))
            .collect()
    }

    fn predicate(&mut self, predicate: Predicate) -> usize {
        place_of(&mut self.predicates, predicate)
    }

    fn filter(&mut self, mut predicates: Vec<usize>) -> usize {
        predicates.sort_unstable();
        predicates.dedup();
        let next = self.filters.len();
        let place = *self.known.entry(predicates.clone()).or_insert(next);
        if place == next {
            self.filters.push(predicates);
        }
        place
    }

    fn value(&mut self, value: &Scalar, columns: &Columns) -> usize {
        let place = place_of(&mut self.values, value.clone());
        if place == self.scales.len() {
            self.scales.push(scale(value, columns).unwrap_or(0));
        }
        place
    }

    /// Whether a value may be missing in a row.
    fn may_be_missing(&self, value: &Scalar) -> bool {
        match value {
            Scalar::Column { name, .. } => self.missing.contains(name),
            Scalar::Literal(_) => false,
            Scalar::Negate(x) | Scalar::Abs(x) => self.may_be_missing(x),
            Scalar::Binary(_, a, b) | Scalar::DaysBetween(a, b) => {
                self.may_be_missing(a) || self.may_be_missing(b)
            }
            Scalar::Coalesce(all) => all.iter().all(|x| self.may_be_missing(x)),
            Scalar::Case {
                branches,
                otherwise,
            } => {
                let last = otherwise.as_ref();
                branches.iter().any(|(_, x)| self.may_be_missing(x))
                    || last.is_none_or(|x| self.may_be_missing(x))
            }
        }
    }
}

/// `a and b` as two predicates: other measures may have one of them.
fn conjuncts(test: &Test, parts: &mut Vec<Test>) {
    match test {
        Test::And(tests) => tests.iter().for_each(|test| conjuncts(test, parts)),
        test => parts.push(test.clone()),
    }
}

/// The place of an item, which is added if it is new.
fn place_of<T: PartialEq>(items: &mut Vec<T>, item: T) -> usize {
    if let Some(place) = items.iter().position(|known| *known == item) {
        return place;
    }
    items.push(item);
    items.len().saturating_sub(1)
}

/// The digits after the dot of a number that 38 digits hold.
fn scale(value: &Scalar, columns: &Columns) -> Option<i8> {
    columns.scalar(value).ok()?.narrow_scale()
}

/// Whether a measure is one that is computed here.
fn can_add(measure: &MeasureQuery, columns: &Columns) -> bool {
    let fits = |aggregate: &Aggregate| match &aggregate.function {
        AggregateFunction::CountRows => true,
        AggregateFunction::Count(x) | AggregateFunction::CountDistinct(x) => {
            columns.scalar(x).is_ok()
        }
        AggregateFunction::Sum(x) | AggregateFunction::Min(x) | AggregateFunction::Max(x) => {
            scale(x, columns).is_some()
        }
        AggregateFunction::Median(_) => false,
    };
    let known = |conditions: &[Condition]| columns.all(conditions).is_ok();
    !measure.dates
        && known(&measure.conditions)
        && measure
            .aggregates
            .iter()
            .all(|a| fits(a) && known(&a.filter))
}
