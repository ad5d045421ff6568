//! Facts behind a row filter: rows of people out of scope are as if they had never been imported.

use super::scope::Scope;
use crate::source::{Answer, FactSource, SourceError};
use attain_core::facts::{
    Credit, DetailQuery, FactAnswer, FactDetail, FactQuery, FactRow, RowQuery,
};
use attain_core::model::Model;
use attain_core::organisation::Organisation;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A source that answers only about those in scope.
///
/// For whatever lists or sums up facts for somebody: rows behind a number, free questions. Not for
/// the computation of a period, which needs everybody (a pool is shared, a company has one
/// result): there the results are filtered, with the same [`Scope`].
pub struct ScopedFacts<'a> {
    inner: &'a dyn FactSource,
    scope: &'a Scope,
    model: &'a Model,
    /// Every key of everybody in scope.
    owners: BTreeSet<String>,
}

impl std::fmt::Debug for ScopedFacts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScopedFacts")
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

impl<'a> ScopedFacts<'a> {
    /// The part of a source that a scope sees.
    #[must_use]
    pub fn new(
        inner: &'a dyn FactSource,
        scope: &'a Scope,
        model: &'a Model,
        organisation: &Organisation,
    ) -> Self {
        let people = organisation.people().filter(|one| scope.sees(&one.id));
        Self {
            inner,
            scope,
            model,
            owners: people.flat_map(|one| one.keys.iter().cloned()).collect(),
        }
    }

    /// Credits to owners in scope. No credits at all would mean everybody's rows: then those in
    /// scope are named.
    fn credits(&self, asked: &[Credit], days: (Date, Date)) -> Vec<Credit> {
        if asked.is_empty() {
            let credit = |owner: &String| Credit {
                owner: owner.clone(),
                from: days.0,
                to: days.1,
                group: attain_core::facts::Group(0),
            };
            return self.owners.iter().map(credit).collect();
        }
        let seen = asked
            .iter()
            .filter(|credit| self.owners.contains(&credit.owner));
        seen.cloned().collect()
    }

    /// Whether rows of a dataset belong to people at all.
    fn is_owned(&self, dataset: &attain_core::id::DatasetId) -> bool {
        let found = self.model.datasets.get(dataset);
        found.is_some_and(|dataset| dataset.owner.is_some())
    }
}

/// An answer that is known already.
fn ready<'a, T: Send + 'a>(value: T) -> Answer<'a, T> {
    Box::pin(std::future::ready(Ok::<T, SourceError>(value)))
}

impl FactSource for ScopedFacts<'_> {
    fn scan<'a>(&'a self, query: &'a FactQuery) -> Answer<'a, FactAnswer> {
        if self.scope.sees_everybody() {
            return self.inner.scan(query);
        }
        let mut seen = query.clone();
        seen.everything = None;
        seen.credits = self.credits(&query.credits, (query.from, query.to));
        if !self.is_owned(&query.dataset) || seen.credits.is_empty() || query.credits.is_empty() {
            return ready(FactAnswer::default());
        }
        Box::pin(async move {
            let mut answer = self.inner.scan(&seen).await?;
            // How many rows nobody is credited with says something about the others.
            answer.uncredited = 0;
            Ok(answer)
        })
    }

    fn detail<'a>(&'a self, query: &'a DetailQuery) -> Answer<'a, FactDetail> {
        if self.scope.sees_everybody() {
            return self.inner.detail(query);
        }
        let mut seen = query.clone();
        seen.credits = self.credits(&query.credits, (query.from, query.to));
        if !self.is_owned(&query.dataset) || seen.credits.is_empty() {
            return ready(FactDetail::default());
        }
        Box::pin(async move { self.inner.detail(&seen).await })
    }

    fn rows<'a>(&'a self, query: &'a RowQuery) -> Answer<'a, Vec<FactRow>> {
        if self.scope.sees_everybody() {
            return self.inner.rows(query);
        }
        let mut seen = query.clone();
        let days = query.days.unwrap_or((Date::MIN, Date::MAX));
        seen.credits = self.credits(&query.credits, days);
        if !self.is_owned(&query.dataset) || seen.credits.is_empty() {
            return ready(Vec::new());
        }
        Box::pin(async move { self.inner.rows(&seen).await })
    }
}
