//! Results within the visitor's sight.

use crate::error::{Page, PageError};
use crate::visit::Visit;
use attain_app::access::{Scope, UseCase};
use attain_app::office::Snapshot;
use attain_app::run::PeriodRun;
use attain_core::calculate::PersonResult;
use attain_core::id::PersonId;
use attain_core::model::Model;
use attain_core::period::{Period, PeriodKind};
use std::sync::Arc;

/// A computed period and whom the visitor sees in it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) run: Arc<PeriodRun>,
    pub(crate) scope: Scope,
    pub(crate) period: Period,
}

impl Seen {
    pub(crate) async fn of(visit: &Visit, period: &str, use_case: UseCase) -> Page<Self> {
        let snapshot = visit.site.office.snapshot().await?;
        let period = parse(&snapshot, period)?;
        let run = snapshot.run(period).await?;
        let scope = visit.actor.scope(use_case, &run.organisation, period)?;
        Ok(Self {
            snapshot,
            run,
            scope,
            period,
        })
    }

    pub(crate) fn model(&self) -> Page<&Model> {
        Ok(self.snapshot.model()?)
    }

    /// Everybody in sight who has a result.
    pub(crate) fn results(&self) -> impl Iterator<Item = &PersonResult> {
        let all = self.run.calculation.results.iter();
        all.filter(|result| self.scope.sees(&result.person))
    }

    /// Somebody in sight.
    pub(crate) fn person(&self, key: &str) -> Page<PersonId> {
        let found = self.scope.find(&self.run.organisation, key);
        found.ok_or_else(PageError::not_found)
    }

    /// The periods of the same length around this one, up to the last that facts cover.
    pub(crate) fn periods(&self) -> Page<Vec<Period>> {
        around(&self.snapshot, self.period, 6)
    }
}

/// A period by its name in an address.
pub(crate) fn parse(snapshot: &Snapshot, text: &str) -> Page<Period> {
    let calendar = snapshot.model()?.company.calendar;
    calendar.parse(text).map_err(|_| PageError::not_found())
}

/// The periods before, this one, and the next.
pub(crate) fn around(snapshot: &Snapshot, period: Period, before: usize) -> Page<Vec<Period>> {
    let calendar = snapshot.model()?.company.calendar;
    let mut periods = vec![period];
    let mut first = period;
    for _ in 0..before {
        let Some(previous) = calendar.previous(first) else {
            break;
        };
        periods.insert(0, previous);
        first = previous;
    }
    periods.extend(calendar.next(period));
    Ok(periods)
}

/// The period that pages open with: the last that facts cover, else the one of today.
pub(crate) async fn current(visit: &Visit) -> Page<Period> {
    let snapshot = visit.site.office.snapshot().await?;
    if let Some(period) = snapshot.current()? {
        return Ok(period);
    }
    let kind: PeriodKind = snapshot.rhythm()?;
    let today = jiff::tz::Offset::UTC.to_datetime(visit.site.now()).date();
    let calendar = snapshot.model()?.company.calendar;
    calendar
        .containing(kind, today)
        .ok_or_else(PageError::not_found)
}
