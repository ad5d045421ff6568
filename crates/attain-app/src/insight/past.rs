//! What came of the last periods: the runs that the other insights look at.

use super::history::{float, float_of};
use crate::error::AppError;
use crate::run::{PeriodRun, Step, compute};
use crate::source::FactSource;
use attain_core::attainment::{Direction, Target};
use attain_core::id::{KpiId, PersonId, PlanId, UnitId};
use attain_core::model::Model;
use attain_core::num::Decimal;
use attain_core::period::Period;

/// A line of somebody's scorecard in a period that was computed.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The period.
    pub period: Period,
    /// Who.
    pub person: PersonId,
    /// The unit he was in.
    pub unit: Option<UnitId>,
    /// The plan that pays him.
    pub plan: Option<PlanId>,
    /// The KPI.
    pub kpi: KpiId,
    /// What is better.
    pub direction: Direction,
    /// What was achieved.
    pub actual: Option<f64>,
    /// What was to be achieved.
    pub target: Option<Target>,
    /// How far.
    pub attainment: Option<f64>,
    /// Its weight; none: it is shown, not paid.
    pub weight: Option<f64>,
    /// What is paid to him by the plan in all.
    pub paid: Option<f64>,
}

/// Where red begins if a target has no minimum: below this attainment.
pub const RED: f64 = 0.8;

impl Outcome {
    /// Whether it reaches a level of its target; `None` without that level.
    #[must_use]
    pub fn reaches(&self, level: impl Fn(&Target) -> Option<Decimal>) -> Option<bool> {
        let level = self.target.as_ref().and_then(level).and_then(float_of)?;
        let actual = self.actual?;
        match self.direction {
            Direction::Higher => Some(actual >= level),
            Direction::Lower => Some(actual <= level),
            _ => None,
        }
    }

    /// Whether it is red: below the minimum, or without one below [`RED`] of the target.
    #[must_use]
    pub fn is_red(&self) -> Option<bool> {
        let minimum = self.reaches(|target| target.minimum);
        let reached = minimum.or_else(|| self.attainment.map(|attained| attained >= RED));
        reached.map(|reached| !reached)
    }

    /// Whether it reaches the target: an attainment of 1 or more.
    #[must_use]
    pub fn is_reached(&self) -> Option<bool> {
        self.attainment.map(|attained| attained >= 1.0)
    }
}

/// The last periods, computed, oldest first.
#[derive(Debug)]
pub struct Past {
    /// Each with all that it was computed from.
    pub runs: Vec<PeriodRun>,
}

impl Past {
    /// Computes so many periods, of which `last` is the last. A period in which nobody can be
    /// computed is in it, without results.
    ///
    /// # Errors
    /// If the facts cannot be read, or people contradict themselves.
    pub async fn compute(
        model: &Model,
        source: &dyn FactSource,
        last: Period,
        count: usize,
        progress: &(dyn Fn(Step) + Send + Sync),
    ) -> Result<Self, AppError> {
        let calendar = model.company.calendar;
        let before = |period: &Period| calendar.previous(*period);
        let mut periods: Vec<Period> = std::iter::successors(Some(last), before)
            .take(count)
            .collect();
        periods.reverse();
        let mut runs = Vec::new();
        for period in periods {
            runs.push(compute(model, source, period, progress).await?);
        }
        Ok(Self { runs })
    }

    /// All lines, by period, person and scorecard order.
    #[must_use]
    pub fn outcomes(&self, model: &Model) -> Vec<Outcome> {
        let mut all = Vec::new();
        for run in &self.runs {
            for result in &run.calculation.results {
                let participants = &run.requirement.participants;
                let participant = participants.iter().find(|one| one.person == result.person);
                let paid = result.payout.as_ref().and_then(|paid| float_of(paid.total));
                for line in &result.lines {
                    let Some(kpi) = model.kpis.get(&line.kpi) else {
                        continue;
                    };
                    all.push(Outcome {
                        period: run.calculation.period,
                        person: result.person.clone(),
                        unit: participant.and_then(|one| one.unit.clone()),
                        plan: result.plan.clone(),
                        kpi: line.kpi.clone(),
                        direction: kpi.rule.direction(),
                        actual: line.actual.value.as_ref().and_then(float),
                        target: line.target.as_ref().map(|found| found.target.clone()),
                        attainment: line
                            .attainment
                            .as_ref()
                            .and_then(|attained| float_of(attained.attainment)),
                        weight: line.weight.and_then(float_of),
                        paid,
                    });
                }
            }
        }
        all
    }

    /// The names of the first and last period.
    #[must_use]
    pub fn span(&self) -> String {
        let name = |run: Option<&PeriodRun>| {
            run.map(|run| run.calculation.period.to_string())
                .unwrap_or_default()
        };
        let (first, last) = (name(self.runs.first()), name(self.runs.last()));
        if first == last {
            first
        } else {
            format!("{first} to {last}")
        }
    }
}
