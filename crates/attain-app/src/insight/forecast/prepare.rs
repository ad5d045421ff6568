//! The forecast of a period of the model: what is asked of the facts, and what comes of it.

use super::interval::Interval;
use super::method::Method;
use super::panel::{Panel, Part, Series};
use crate::error::AppError;
use crate::insight::history::{Need, Traces, Values, float_of, measured_inputs, traces, values};
use crate::insight::workdays::Workdays;
use crate::insight::{Cell, Report};
use crate::run::{Step, compute};
use crate::source::FactSource;
use attain_core::attainment::{Actual, Direction, Target};
use attain_core::calculate::{PersonResult, Subject, Window, window_of};
use attain_core::id::{KpiId, PersonId};
use attain_core::measure::AggregateFunction;
use attain_core::model::{Kpi, KpiSource, Model, Rollup};
use attain_core::num::{Decimal, Exact};
use attain_core::period::Period;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// At most so many earlier periods are looked at.
const MAX_EARLIER: usize = 12;
/// Order dates are lumps if there are at most so many of them in a hundred working days.
const LUMPY_PER_HUNDRED: u32 = 33;

/// What is to be forecast.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The period.
    pub period: Period,
    /// The day up to which facts are looked at; none after it is.
    pub at: Date,
    /// Only this person's; the others still teach.
    pub person: Option<PersonId>,
}

/// How things stand to the levels of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outlook {
    /// Ends below the minimum.
    BelowMinimum,
    /// Ends below the target.
    BelowTarget,
    /// Reaches the target.
    OnCourse,
    /// Reaches what is desired.
    Desired,
}

impl Outlook {
    /// `below minimum`, `below target`, `on course`, `desired`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BelowMinimum => "below minimum",
            Self::BelowTarget => "below target",
            Self::OnCourse => "on course",
            Self::Desired => "desired",
        }
    }

    /// Where a value stands; `None` without a target, or where neither more nor less is better.
    #[must_use]
    pub fn of(direction: Direction, target: &Target, value: f64) -> Option<Self> {
        let reached = |level: Option<Decimal>| {
            let level = level.and_then(float_of)?;
            Some(match direction {
                Direction::Lower => value <= level,
                _ => value >= level,
            })
        };
        if !matches!(direction, Direction::Higher | Direction::Lower) {
            return None;
        }
        let at_target = reached(target.target)?;
        Some(match (reached(target.minimum), at_target) {
            (_, true) if reached(target.desired) == Some(true) => Self::Desired,
            (_, true) => Self::OnCourse,
            (Some(false), false) => Self::BelowMinimum,
            _ => Self::BelowTarget,
        })
    }
}

/// One person's KPI.
#[derive(Debug, Clone)]
pub struct Row {
    /// Who.
    pub person: PersonId,
    /// His name.
    pub name: String,
    /// The KPI.
    pub kpi: KpiId,
    /// What there is; `None`: missing.
    pub now: Option<f64>,
    /// Where the plain run rate ends.
    pub run_rate: Option<f64>,
    /// Where it will end.
    pub forecast: Option<f64>,
    /// Between these the end lies in four cases of five, judged by earlier forecasts.
    pub interval: Option<(f64, f64)>,
    /// The target.
    pub target: Option<Target>,
    /// How far the target will be attained.
    pub attainment: Option<f64>,
    /// How that stands to the levels.
    pub outlook: Option<Outlook>,
}

/// The forecast of a KPI, judged.
#[derive(Debug, Clone)]
pub struct Quality {
    /// The KPI.
    pub kpi: KpiId,
    /// Facts were looked at up to this day: the day asked for, or the last one that is covered.
    pub until: Date,
    /// How many earlier periods there are.
    pub periods: usize,
    /// How the method erred in them, each judged from those before it.
    pub interval: Interval,
}

/// A period's forecast.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// What was asked.
    pub asked: Asked,
    /// By person and scorecard order.
    pub rows: Vec<Row>,
    /// By KPI.
    pub quality: Vec<Quality>,
}

/// The forecast of a period.
///
/// # Errors
/// If the facts cannot be read, or people contradict themselves.
pub async fn forecast(
    model: &Model,
    source: &dyn FactSource,
    asked: Asked,
    progress: &(dyn Fn(Step) + Send + Sync),
) -> Result<Forecast, AppError> {
    // The period's own run says who takes part and which target he has, no more.
    let run = compute(model, source, asked.period, progress).await?;
    let results = &run.calculation.results;
    let ids: BTreeSet<&KpiId> = results
        .iter()
        .flat_map(|result| result.lines.iter().map(|line| &line.kpi))
        .collect();
    let kpis: Vec<&Kpi> = ids
        .into_iter()
        .filter_map(|id| model.kpis.get(id))
        .filter(|kpi| kpi.rollup == Rollup::Facts)
        .collect();
    let back = i32::from(asked.period.kind.months()).saturating_mul(13);
    let days = Window {
        from: asked.period.from.saturating_sub(back.months()),
        to: asked.at,
    };
    let traces = traces(model, source, &kpis, days).await?;
    let planned: Vec<Planned<'_>> = kpis
        .iter()
        .filter_map(|kpi| Planned::new(model, kpi, &asked, traces.get(&kpi.id)?, results))
        .collect();
    let needs: BTreeSet<Need> = planned.iter().flat_map(Planned::needs).collect();
    let known = values(model, &run.organisation, source, &needs).await?;
    let told: Vec<Told<'_>> = planned.iter().map(|one| one.told(model, &known)).collect();
    let rows = rows(&told, results, asked.person.as_ref());
    let quality = told
        .into_iter()
        .map(|one| Quality {
            kpi: one.planned.kpi.id.clone(),
            until: one.planned.now.to,
            periods: one.panel.periods(),
            interval: one.interval,
        })
        .collect();
    Ok(Forecast {
        asked,
        rows,
        quality,
    })
}

/// A KPI with the days that it is asked for.
struct Planned<'a> {
    kpi: &'a Kpi,
    subjects: Vec<Subject>,
    /// The days up to the cut (none: nothing had passed) and all days, of each earlier period.
    earlier: Vec<(Option<Window>, Window)>,
    now: Window,
    elapsed: Vec<f64>,
}

impl<'a> Planned<'a> {
    /// `None` if the period had not begun.
    fn new(
        model: &Model,
        kpi: &'a Kpi,
        asked: &Asked,
        traces: &Traces,
        results: &[PersonResult],
    ) -> Option<Self> {
        let workdays = Workdays::new(model.company.holidays.clone());
        let whole = window_of(model, kpi, asked.period);
        let covered = traces.covered.last().map_or(asked.at, |(_, to)| *to);
        let at = asked.at.min(covered).min(whole.to);
        if at < asked.period.from {
            return None;
        }
        let elapsed = workdays.elapsed(whole.from, whole.to, at);
        let mut earlier = Vec::new();
        let mut shares = Vec::new();
        for window in earlier_windows(model, kpi, asked.period, traces) {
            let place = Place {
                workdays: &workdays,
                dates: &traces.dates,
                now: Window {
                    from: whole.from,
                    to: at,
                },
                elapsed,
            };
            let cut = place.in_window(window);
            let until = cut.map(|to| Window {
                from: window.from,
                to,
            });
            shares.push(cut.map_or(0.0, |to| workdays.elapsed(window.from, window.to, to)));
            earlier.push((until, window));
        }
        shares.push(elapsed);
        Some(Self {
            kpi,
            subjects: subjects(results, &kpi.id),
            earlier,
            now: Window {
                from: whole.from,
                to: at,
            },
            elapsed: shares,
        })
    }

    fn needs(&self) -> Vec<Need> {
        let cuts = self.earlier.iter().filter_map(|(cut, _)| *cut);
        let wholes = self.earlier.iter().map(|(_, whole)| *whole);
        let windows: Vec<Window> = cuts.chain(wholes).chain([self.now]).collect();
        let of = |subject: &Subject| {
            let windows = windows.iter();
            windows
                .map(|window| (self.kpi.id.clone(), subject.clone(), *window))
                .collect::<Vec<_>>()
        };
        self.subjects.iter().flat_map(of).collect()
    }

    fn told(&self, model: &Model, known: &Values) -> Told<'_> {
        let value = |subject: &Subject, window: Window| {
            known.get(&(self.kpi.id.clone(), subject.clone(), window))
        };
        let grows = grows(model, self.kpi);
        let series = |subject: &Subject| Series {
            earlier: self
                .earlier
                .iter()
                .map(|(cut, whole)| Part {
                    // Before anything has passed, what grows is at nothing.
                    then: cut.map_or(grows.then_some(0.0), |cut| value(subject, cut)),
                    end: value(subject, *whole),
                })
                .collect(),
            now: value(subject, self.now),
        };
        let panel = Panel {
            elapsed: self.elapsed.clone(),
            grows,
            series: self.subjects.iter().map(series).collect(),
        };
        let interval = Interval::backtest(&panel);
        Told {
            planned: self,
            method: if interval.prefers_run_rate {
                Method::run_rate(&panel)
            } else {
                Method::fit(&panel, panel.periods())
            },
            interval,
            panel,
        }
    }
}

/// Whether a KPI only grows while a period goes on.
fn grows(model: &Model, kpi: &Kpi) -> bool {
    let single = |kpi: &Kpi| match &kpi.source {
        KpiSource::Measure { measure, .. } => {
            let [only] = measure.aggregates.as_slice() else {
                return false;
            };
            let distinct = matches!(only.function, AggregateFunction::CountDistinct(_));
            only.function.adds_up() || distinct
        }
        KpiSource::Formula(_) => false,
    };
    matches!(kpi.source, KpiSource::Measure { .. })
        && measured_inputs(model, kpi).into_iter().all(single)
}

/// The windows of earlier periods that are wholly known, oldest first.
fn earlier_windows(model: &Model, kpi: &Kpi, period: Period, traces: &Traces) -> Vec<Window> {
    let Some(first) = traces.first() else {
        return Vec::new();
    };
    let calendar = model.company.calendar;
    let before = |period: &Period| calendar.previous(*period);
    let earlier = std::iter::successors(before(&period), before).take(MAX_EARLIER);
    let windows = earlier.map(|earlier| window_of(model, kpi, earlier));
    let mut found: Vec<Window> = windows.take_while(|window| window.from >= first).collect();
    found.reverse();
    found
}

/// Whom a KPI is measured for, each once.
fn subjects(results: &[PersonResult], kpi: &KpiId) -> Vec<Subject> {
    let lines = results.iter().flat_map(|result| &result.lines);
    let of_kpi = lines.filter(|line| line.kpi == *kpi);
    let subjects: BTreeSet<&Subject> = of_kpi.filter_map(|line| line.subject.as_ref()).collect();
    subjects.into_iter().cloned().collect()
}

/// Where the current day is in its period.
struct Place<'a> {
    workdays: &'a Workdays,
    dates: &'a BTreeSet<Date>,
    now: Window,
    elapsed: f64,
}

impl Place<'_> {
    /// The same place in an earlier period: after the same share of its working days. Where facts
    /// come in lumps, a lump that lies just across is taken in or left out, so that as many lumps
    /// have passed as have by now. `None`: before its first day.
    fn in_window(&self, window: Window) -> Option<Date> {
        let cut = self.workdays.day_at(window.from, window.to, self.elapsed);
        let lumps: Vec<Date> = self.dates.range(window.from..=window.to).copied().collect();
        let all = self.workdays.count(window.from, window.to);
        let lumpy = u32::try_from(lumps.len())
            .unwrap_or(u32::MAX)
            .saturating_mul(100)
            <= all.saturating_mul(LUMPY_PER_HUNDRED);
        if !lumpy || lumps.len() < 2 {
            return cut;
        }
        let passed = self.dates.range(self.now.from..=self.now.to).count();
        self.snapped(window, cut, &lumps, passed).or(cut)
    }

    /// The cut with as many lumps passed, if it is within a quarter of the usual distance between
    /// lumps.
    fn snapped(
        &self,
        window: Window,
        cut: Option<Date>,
        lumps: &[Date],
        passed: usize,
    ) -> Option<Date> {
        let until = cut.unwrap_or_else(|| window.from.saturating_sub(1.day()));
        let here = lumps.iter().filter(|lump| **lump <= until).count();
        let other = if here < passed {
            *lumps.get(passed.checked_sub(1)?)?
        } else if here > passed {
            lumps.get(passed)?.yesterday().ok()?
        } else {
            return None;
        };
        let between = |a: Date, b: Date| self.workdays.count(a.min(b), a.max(b));
        let apart = self.workdays.count(*lumps.first()?, *lumps.last()?);
        let gaps = u32::try_from(lumps.len().saturating_sub(1)).ok()?;
        let near = between(until, other) <= apart.checked_div(gaps)? / 4 + 1;
        (near && other >= window.from).then_some(other)
    }
}

/// A KPI with its values and the method that fits them.
struct Told<'a> {
    planned: &'a Planned<'a>,
    panel: Panel,
    interval: Interval,
    method: Method,
}

fn rows(told: &[Told<'_>], results: &[PersonResult], person: Option<&PersonId>) -> Vec<Row> {
    let by_kpi: BTreeMap<&KpiId, &Told<'_>> =
        told.iter().map(|one| (&one.planned.kpi.id, one)).collect();
    let mut rows = Vec::new();
    for result in results {
        if person.is_some_and(|person| *person != result.person) {
            continue;
        }
        for line in &result.lines {
            let Some(told) = by_kpi.get(&line.kpi) else {
                continue;
            };
            let target = line.target.as_ref().map(|found| found.target.clone());
            rows.push(told.row(result, line.subject.as_ref(), target));
        }
    }
    rows
}

impl Told<'_> {
    fn row(&self, result: &PersonResult, subject: Option<&Subject>, target: Option<Target>) -> Row {
        let kpi = self.planned.kpi;
        let place = subject.and_then(|subject| {
            let subjects = self.planned.subjects.iter();
            subjects
                .zip(&self.panel.series)
                .find(|(one, _)| *one == subject)
        });
        let series = place.map(|(_, series)| series);
        let forecast = series.and_then(|series| self.method.forecast(&self.panel, series));
        let interval = forecast.and_then(|value| {
            let (low, high) = self.interval.around(value)?;
            let now = series.and_then(|series| series.now).unwrap_or(low);
            // What has only grown so far is not expected to shrink below what there is.
            let floor = if self.panel.grows && value >= now {
                low.max(now)
            } else {
                low
            };
            Some((floor, high))
        });
        let judged = target.clone().unwrap_or_default();
        Row {
            person: result.person.clone(),
            name: result.name.clone(),
            kpi: kpi.id.clone(),
            now: series.and_then(|series| series.now),
            run_rate: series.and_then(|one| self.panel.run_rate(one, self.panel.periods())),
            forecast,
            interval,
            attainment: forecast.and_then(|value| attained(kpi, &judged, value)),
            outlook: forecast.and_then(|value| Outlook::of(kpi.rule.direction(), &judged, value)),
            target,
        }
    }
}

fn attained(kpi: &Kpi, target: &Target, value: f64) -> Option<f64> {
    let value = Decimal::try_from(value).ok()?;
    let actual = Actual::Number(Exact::from(value));
    let attained = kpi.rule.attain(&actual, target).ok()?;
    float_of(attained.attainment)
}

impl Forecast {
    /// As a table.
    #[must_use]
    pub fn report(&self) -> Report {
        let level = |row: &Row, of: fn(&Target) -> Option<Decimal>| {
            Cell::number(row.target.as_ref().and_then(of).and_then(float_of))
        };
        let rows = self.rows.iter().map(|row| {
            vec![
                Cell::text(&row.person),
                Cell::text(&row.name),
                Cell::text(&row.kpi),
                Cell::number(row.now),
                Cell::number(row.run_rate),
                Cell::number(row.forecast),
                Cell::number(row.interval.map(|(low, _)| low)),
                Cell::number(row.interval.map(|(_, high)| high)),
                level(row, |target| target.minimum),
                level(row, |target| target.target),
                Cell::share(row.attainment),
                row.outlook
                    .map_or(Cell::Missing, |outlook| Cell::text(outlook.name())),
            ]
        });
        Report {
            title: format!(
                "Forecast of {} from the facts up to {}",
                self.asked.period, self.asked.at
            ),
            columns: vec![
                "person",
                "name",
                "kpi",
                "now",
                "run_rate",
                "forecast",
                "low",
                "high",
                "minimum",
                "target",
                "attainment",
                "outlook",
            ],
            rows: rows.collect(),
            notes: self.quality.iter().map(Quality::note).collect(),
        }
    }
}

impl Quality {
    fn note(&self) -> String {
        let judged = self.interval.judged;
        let percent = |wape: Option<f64>| Cell::share(wape).shown();
        let error = match judged.wape() {
            Some(_) => {
                format!(
                    "tried on {} values of {} earlier periods it erred by {}, the run rate by {}",
                    judged.forecasts,
                    self.periods.saturating_sub(1),
                    percent(judged.wape()),
                    percent(self.interval.run_rate.wape()),
                ) + if self.interval.prefers_run_rate {
                    ", which is therefore taken"
                } else {
                    ""
                }
            }
            None if self.periods == 0 => {
                "no earlier period is known, so it is the run rate by working days".to_owned()
            }
            None => "too few earlier periods are known to try it on".to_owned(),
        };
        format!("{}, facts up to {}: {error}", self.kpi, self.until)
    }
}
