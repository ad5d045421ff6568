//! How sure a forecast is: from how forecasts of earlier periods erred.

use super::method::{Judged, Method, error};
use super::panel::{Panel, Series};
use crate::insight::statistics::{floor_index, number, sorted};

/// How many of the values are to lie in their intervals.
pub const LEVEL: f64 = 0.8;
/// With fewer judged forecasts no interval is given.
const ENOUGH: usize = 8;
/// Part of the usual value below which a forecast is no measure of its own error.
const SMALL: f64 = 0.25;

/// What is known about the errors of a method on a panel.
#[derive(Debug, Clone, Default)]
pub struct Interval {
    /// The errors of earlier forecasts as parts of their size, in order.
    errors: Vec<f64>,
    /// What a subject usually reaches.
    usual: f64,
    /// How the method erred, each period judged from those before it.
    pub judged: Judged,
    /// How the run rate erred in the same periods.
    pub run_rate: Judged,
    /// Whether the run rate erred less: then it is the forecast.
    pub prefers_run_rate: bool,
}

impl Interval {
    /// Tries the method on each earlier period from those before it.
    #[must_use]
    pub fn backtest(panel: &Panel) -> Self {
        let periods = panel.periods();
        let methods: Vec<Method> = (0..periods).map(|one| Method::fit(panel, one)).collect();
        let forecast = |series: &Series, period: usize| {
            methods
                .get(period)
                .and_then(|method| method.forecast(panel, series))
        };
        let run_rate = |series: &Series, period: usize| panel.run_rate(series, period);
        let mut found = Self {
            usual: usual(panel),
            judged: error(panel, periods, forecast),
            run_rate: error(panel, periods, run_rate),
            errors: Vec::new(),
            prefers_run_rate: false,
        };
        found.prefers_run_rate = found.run_rate.error < found.judged.error;
        let mut errors = Vec::new();
        for period in 1..periods {
            for series in &panel.series {
                let end = series.earlier.get(period).and_then(|part| part.end);
                let value = if found.prefers_run_rate {
                    run_rate(series, period)
                } else {
                    forecast(series, period)
                };
                if let Some((end, value)) = end.zip(value) {
                    errors.push((value - end).abs() / found.size(value));
                }
            }
        }
        errors.retain(|error| error.is_finite());
        found.errors = sorted(&errors);
        found
    }

    /// The interval around a forecast: the error that [`LEVEL`] of the earlier forecasts did not
    /// exceed, by the rank of split conformal prediction (Vovk and others 2005): of n errors the
    /// one at `ceil((n + 1) * level)`.
    #[must_use]
    pub fn around(&self, forecast: f64) -> Option<(f64, f64)> {
        let count = self.errors.len();
        if count < ENOUGH {
            return None;
        }
        let rank = floor_index(((number(count) + 1.0) * LEVEL).ceil());
        let error = self.errors.get(rank.clamp(1, count).saturating_sub(1))?;
        let half = error * self.size(forecast);
        Some((forecast - half, forecast + half))
    }

    fn size(&self, forecast: f64) -> f64 {
        forecast.abs().max(SMALL * self.usual)
    }
}

/// The mean of what subjects reached.
fn usual(panel: &Panel) -> f64 {
    let all = panel
        .series
        .iter()
        .flat_map(|series| series.active(usize::MAX));
    let ends: Vec<f64> = all.map(|(_, end)| end.abs()).collect();
    crate::insight::statistics::mean(&ends).unwrap_or(0.0)
}
