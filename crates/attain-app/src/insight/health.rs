//! KPIs that have stopped to say anything: their facts are stale, they are always red, never red,
//! or no longer move.

use super::history::Traces;
use super::past::{Outcome, RED};
use super::statistics::{deviation, mean, median, number};
use super::{Cell, Report};
use attain_core::id::KpiId;
use attain_core::period::{Period, days};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Where a KPI counts as ill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Facts are stale if the last one is older than this part of a period.
    pub stale: f64,
    /// Periods that must agree before a KPI is always or never red.
    pub periods: usize,
    /// Always red: at least this share of the people in each period.
    pub always_red: f64,
    /// No longer moves: the spread of a person's values is below this part of their mean.
    pub still: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            stale: 0.5,
            periods: 4,
            always_red: 0.9,
            still: 0.01,
        }
    }
}

/// What is the matter with a KPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ailment {
    /// Its facts are old, or there are none.
    Stale,
    /// Nearly everybody is red in every period.
    AlwaysRed,
    /// Nobody was red, nor missed the target, in any period.
    NeverRed,
    /// Its values hardly change.
    Still,
}

impl Ailment {
    /// As reports write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stale => "stale",
            Self::AlwaysRed => "always red",
            Self::NeverRed => "never red",
            Self::Still => "no longer moves",
        }
    }
}

/// One KPI's state.
#[derive(Debug, Clone, PartialEq)]
pub struct Health {
    /// The KPI.
    pub kpi: KpiId,
    /// The last day of which facts are known.
    pub last: Option<Date>,
    /// How many days ago that is.
    pub age: Option<u32>,
    /// The share of people that were red, by period, oldest first.
    pub red: Vec<f64>,
    /// The median over people of the spread of their values, as a part of the mean.
    pub movement: Option<f64>,
    /// What is the matter.
    pub ailments: Vec<Ailment>,
}

/// The health of every KPI that is measured or was in the outcomes.
#[must_use]
pub fn health(
    outcomes: &[Outcome],
    traces: &BTreeMap<KpiId, Traces>,
    period: Period,
    at: Date,
    thresholds: Thresholds,
) -> Vec<Health> {
    let kpis: BTreeSet<&KpiId> = outcomes
        .iter()
        .map(|one| &one.kpi)
        .chain(traces.keys())
        .collect();
    let one = |kpi: &KpiId| {
        let of: Vec<&Outcome> = outcomes.iter().filter(|one| one.kpi == *kpi).collect();
        Health::new(kpi, &of, traces.get(kpi), (period, at), thresholds)
    };
    kpis.into_iter().map(one).collect()
}

impl Health {
    fn new(
        kpi: &KpiId,
        outcomes: &[&Outcome],
        traces: Option<&Traces>,
        (period, at): (Period, Date),
        thresholds: Thresholds,
    ) -> Self {
        let last = traces.and_then(Traces::last).map(|last| last.min(at));
        let age = last.map(|last| days(last, at).saturating_sub(1));
        let periods: BTreeSet<Period> = outcomes.iter().map(|one| one.period).collect();
        let share = |period: &Period, hit: fn(&Outcome) -> Option<bool>| {
            let of = outcomes.iter().filter(|one| one.period == *period);
            let known: Vec<bool> = of.filter_map(|one| hit(one)).collect();
            let hits = known.iter().filter(|hit| **hit).count();
            (!known.is_empty()).then(|| number(hits) / number(known.len()))
        };
        let red: Vec<f64> = periods
            .iter()
            .filter_map(|one| share(one, Outcome::is_red))
            .collect();
        let missed: Vec<f64> = periods
            .iter()
            .filter_map(|one| share(one, |one| one.is_reached().map(|reached| !reached)))
            .collect();
        let movement = movement(outcomes, thresholds.periods);
        let mut ailments = Vec::new();
        let stale = thresholds.stale * f64::from(period.days());
        if traces.is_some() && age.is_none_or(|age| f64::from(age) > stale) {
            ailments.push(Ailment::Stale);
        }
        if red.len() >= thresholds.periods && red.iter().all(|red| *red >= thresholds.always_red) {
            ailments.push(Ailment::AlwaysRed);
        }
        let never = red.iter().chain(&missed).all(|share| *share == 0.0);
        if red.len() >= thresholds.periods && never {
            ailments.push(Ailment::NeverRed);
        }
        if movement.is_some_and(|movement| movement < thresholds.still) {
            ailments.push(Ailment::Still);
        }
        Self {
            kpi: kpi.clone(),
            last,
            age,
            red,
            movement,
            ailments,
        }
    }
}

fn movement(outcomes: &[&Outcome], periods: usize) -> Option<f64> {
    let mut people: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for one in outcomes {
        if let Some(actual) = one.actual {
            people.entry(one.person.as_str()).or_default().push(actual);
        }
    }
    let spreads: Vec<f64> = people
        .values()
        .filter(|values| values.len() >= periods)
        .filter_map(|values| {
            let (mean, spread) = (mean(values)?.abs(), deviation(values)?);
            // All zeros do not move either.
            Some(if mean > 0.0 { spread / mean } else { spread })
        })
        .collect();
    median(&spreads)
}

/// The state of the KPIs as a table.
#[must_use]
pub fn report(title: String, health: &[Health], thresholds: Thresholds) -> Report {
    let row = |one: &Health| {
        let red: Vec<String> = one
            .red
            .iter()
            .map(|red| Cell::Share(*red).shown())
            .collect();
        let ailments: Vec<&str> = one.ailments.iter().map(|one| one.name()).collect();
        vec![
            Cell::text(&one.kpi),
            if ailments.is_empty() {
                Cell::text("well")
            } else {
                Cell::text(ailments.join(", "))
            },
            one.last.map_or(Cell::Missing, Cell::text),
            one.age.map_or(Cell::Missing, |age| Cell::Count(age.into())),
            Cell::text(red.join(" ")),
            Cell::share(one.movement),
        ]
    };
    Report {
        title,
        columns: vec![
            "kpi",
            "state",
            "facts_until",
            "days_ago",
            "red_by_period",
            "movement",
        ],
        rows: health.iter().map(row).collect(),
        notes: vec![
            format!(
                "stale: the last known day is more than {:.0} % of a period ago",
                thresholds.stale * 100.0
            ),
            format!(
                "red: below the minimum, or without one below {:.0} % attainment; always: {:.0} % of \
                 the people or more in each of {} periods; never: nobody red, and nobody below the \
                 target, in any of {}",
                RED * 100.0,
                thresholds.always_red * 100.0,
                thresholds.periods,
                thresholds.periods
            ),
            format!(
                "no longer moves: over {} periods or more the spread of a person's values is below \
                 {:.0} % of their mean, for half of the people",
                thresholds.periods,
                thresholds.still * 100.0
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attain_core::attainment::Direction;
    use attain_core::period::Calendar;
    use jiff::civil::date;

    fn outcomes(values: &[f64]) -> Vec<Outcome> {
        let calendar = Calendar::default();
        let all = values.iter().zip(1..).flat_map(|(value, quarter)| {
            (0..10).map(move |person| Outcome {
                period: calendar.parse(&format!("2024-Q{quarter}")).unwrap(),
                person: format!("p{person}").as_str().into(),
                unit: None,
                plan: None,
                kpi: "kpi".into(),
                direction: Direction::Higher,
                actual: Some(*value),
                target: None,
                attainment: Some(*value),
                weight: None,
                paid: None,
            })
        });
        all.collect()
    }

    fn ailments(values: &[f64], last: Date) -> Vec<Ailment> {
        let traces = Traces {
            dates: [last].into(),
            covered: Vec::new(),
        };
        let period = Calendar::default().parse("2024-Q4").unwrap();
        let traces = [(KpiId::from("kpi"), traces)].into();
        let of = outcomes(values);
        let found = health(&of, &traces, period, period.to, Thresholds::default());
        found[0].ailments.clone()
    }

    #[test]
    fn each_ailment_is_told_from_the_others() {
        let fresh = date(2024, 12, 30);
        assert_eq!(ailments(&[0.9, 1.1, 0.7, 1.0], fresh), []);
        assert_eq!(ailments(&[0.5, 0.6, 0.4, 0.7], fresh), [Ailment::AlwaysRed]);
        assert_eq!(ailments(&[1.5, 1.1, 1.3, 1.2], fresh), [Ailment::NeverRed]);
        assert_eq!(ailments(&[0.9, 0.9, 0.9, 0.9], fresh), [Ailment::Still]);
        assert_eq!(
            ailments(&[0.9, 1.1, 0.7, 1.0], date(2024, 10, 1)),
            [Ailment::Stale]
        );
        // Three periods are too few to say always.
        assert_eq!(ailments(&[0.5, 0.6, 0.4], fresh), []);
    }
}
