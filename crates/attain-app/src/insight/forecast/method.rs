//! Candidates, how they erred, and the mix of the best of them.

use super::panel::{Panel, Series};
use crate::insight::statistics::number;

/// One way to say what is still to come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// How much the latest period counts in the habit: 1 is only it.
    pub latest: f64,
    /// How much the habit counts; the rest is the pace.
    pub habit: f64,
    /// Whether the pace is that of the working days instead of that of earlier periods.
    pub by_workdays: bool,
}

/// How much the latest period may count in the habit.
const LATEST: [f64; 4] = [0.3, 0.5, 0.7, 1.0];
/// How much the habit may count.
const HABIT: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
/// Of the candidates, one in so many is kept: those that erred least.
const KEEP_ONE_IN: usize = 3;

/// All candidates, in a fixed order.
#[must_use]
pub fn candidates() -> Vec<Candidate> {
    let of = |latest: f64| {
        HABIT.iter().map(move |habit| Candidate {
            latest,
            habit: *habit,
            by_workdays: false,
        })
    };
    let run_rate = Candidate {
        latest: 1.0,
        habit: 0.0,
        by_workdays: true,
    };
    LATEST.into_iter().flat_map(of).chain([run_rate]).collect()
}

impl Candidate {
    /// The forecast of a subject in a period (earlier, or the current one) from what was known in
    /// it and the periods before.
    #[must_use]
    pub fn forecast(&self, panel: &Panel, series: &Series, period: usize) -> Option<f64> {
        let now = series.known_in(period)?;
        let share = panel.share(period).filter(|_| !self.by_workdays);
        let pace = pace(panel, series, period, now, share)?;
        let to_come = match self.habit_of(series, period) {
            Some(habit) => self.habit * habit + (1.0 - self.habit) * pace,
            None => pace,
        };
        Some(now + to_come)
    }

    /// What came after that day, smoothed: `s = a * latest + (1 - a) * s` (Brown 1959).
    fn habit_of(&self, series: &Series, period: usize) -> Option<f64> {
        let came = series.active(period).map(|(then, end)| end - then);
        came.reduce(|smooth, next| self.latest * next + (1.0 - self.latest) * smooth)
    }
}

/// What comes at the pace of earlier periods, or of the working days where there are none.
fn pace(
    panel: &Panel,
    series: &Series,
    period: usize,
    now: f64,
    share: Option<f64>,
) -> Option<f64> {
    if !panel.grows {
        return Some(0.0);
    }
    match share {
        Some(share) => Some(now / share - now),
        None => panel.run_rate(series, period).map(|whole| whole - now),
    }
}

/// How a way of forecasting erred over earlier periods.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Judged {
    /// The sum of the errors, without their signs.
    pub error: f64,
    /// The sum of the values at the end, without their signs.
    pub actual: f64,
    /// How many forecasts were judged.
    pub forecasts: usize,
}

impl Judged {
    /// Adds one forecast.
    pub fn add(&mut self, forecast: f64, actual: f64) {
        self.error += (forecast - actual).abs();
        self.actual += actual.abs();
        self.forecasts = self.forecasts.saturating_add(1);
    }

    /// The weighted absolute percentage error; `None` if nothing was judged.
    #[must_use]
    pub fn wape(&self) -> Option<f64> {
        (self.actual > 0.0).then(|| self.error / self.actual)
    }
}

/// A forecast method fitted to the periods before one.
#[derive(Debug, Clone, PartialEq)]
pub struct Method {
    /// The candidates that are averaged; empty: the run rate.
    pub kept: Vec<Candidate>,
    /// The period that it is for, by its place; the current one is after all earlier ones.
    pub period: usize,
}

impl Method {
    /// Keeps the candidates that erred least in the periods before `period`. A period is judged
    /// from those before it, so the first one only teaches.
    #[must_use]
    pub fn fit(panel: &Panel, period: usize) -> Self {
        let period = period.min(panel.periods());
        let mut judged: Vec<(f64, Candidate)> = if period == 0 {
            Vec::new()
        } else {
            let all = candidates().into_iter();
            all.map(|one| {
                (
                    error(panel, period, |s, p| one.forecast(panel, s, p)).error,
                    one,
                )
            })
            .collect()
        };
        // A stable sort: of equals the first stays first.
        judged.sort_by(|a, b| a.0.total_cmp(&b.0));
        let keep = if period == 1 {
            judged.len()
        } else {
            judged.len() / KEEP_ONE_IN
        };
        let kept = judged.into_iter().take(keep).map(|(_, one)| one).collect();
        Self { kept, period }
    }

    /// The run rate for the current period.
    #[must_use]
    pub fn run_rate(panel: &Panel) -> Self {
        Self {
            kept: Vec::new(),
            period: panel.periods(),
        }
    }

    /// The forecast of a subject.
    #[must_use]
    pub fn forecast(&self, panel: &Panel, series: &Series) -> Option<f64> {
        if self.kept.is_empty() {
            return panel.run_rate(series, self.period);
        }
        let each = self.kept.iter();
        let each: Option<Vec<f64>> = each
            .map(|one| one.forecast(panel, series, self.period))
            .collect();
        each.map(|each| each.iter().sum::<f64>() / number(each.len()))
    }
}

/// How a way of forecasting erred in the periods from the second to before `until`.
pub(super) fn error(
    panel: &Panel,
    until: usize,
    forecast: impl Fn(&Series, usize) -> Option<f64>,
) -> Judged {
    let mut judged = Judged::default();
    for period in 1..until.min(panel.periods()) {
        for series in &panel.series {
            let part = series.earlier.get(period);
            if let Some(end) = part.and_then(|part| part.end)
                && let Some(forecast) = forecast(series, period)
            {
                judged.add(forecast, end);
            }
        }
    }
    judged
}
