//! What a forecast is made from: one KPI of several subjects over several periods.

/// One KPI of several subjects, over the same periods.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// The share of the working days that had passed at the cut of each earlier period, oldest
    /// first, and then of the current one.
    pub elapsed: Vec<f64>,
    /// Whether it only grows while a period goes on, as a sum or a count does: then it has a
    /// pace. A ratio stays about where it is.
    pub grows: bool,
    /// Each subject's.
    pub series: Vec<Series>,
}

/// One subject's values.
#[derive(Debug, Clone, Default)]
pub struct Series {
    /// The earlier periods, oldest first.
    pub earlier: Vec<Part>,
    /// The current period up to the day; `None`: missing.
    pub now: Option<f64>,
}

/// A period that is over.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Part {
    /// The value on the day that is the same place in the period as the current day is in its.
    pub then: Option<f64>,
    /// The value at its end.
    pub end: Option<f64>,
}

impl Part {
    /// Both values, where both are known.
    #[must_use]
    pub fn known(&self) -> Option<(f64, f64)> {
        Some((self.then?, self.end?))
    }
}

impl Series {
    /// The earlier periods up to `until`, without those before the subject first had anything:
    /// he was not there yet.
    pub(super) fn active(&self, until: usize) -> impl Iterator<Item = (f64, f64)> {
        let known = self.earlier.iter().take(until).filter_map(Part::known);
        known.skip_while(|(_, end)| *end == 0.0)
    }

    /// What was known in a period: of an earlier one at its cut, of the current one now.
    pub(super) fn known_in(&self, period: usize) -> Option<f64> {
        match self.earlier.get(period) {
            Some(part) => part.then,
            None => self.now,
        }
    }
}

impl Panel {
    /// How many earlier periods there are.
    #[must_use]
    pub fn periods(&self) -> usize {
        self.elapsed.len().saturating_sub(1)
    }

    /// The share of a period that had been reached by then, over all subjects and the periods
    /// before `until`; `None` if there is none, or it is no share.
    #[must_use]
    pub fn share(&self, until: usize) -> Option<f64> {
        let (mut then, mut end) = (0.0, 0.0);
        for (before, whole) in self.series.iter().flat_map(|series| series.active(until)) {
            then += before;
            end += whole;
        }
        let share = then / end;
        (share.is_finite() && share > 0.0 && share <= 1.0).then_some(share)
    }

    /// The plain run rate: what there is, divided by the share of the working days. A ratio stays.
    #[must_use]
    pub fn run_rate(&self, series: &Series, period: usize) -> Option<f64> {
        let now = series.known_in(period)?;
        let elapsed = self
            .elapsed
            .get(period)
            .copied()
            .filter(|share| *share > 0.0);
        Some(match elapsed {
            Some(share) if self.grows => now / share,
            _ => now,
        })
    }
}
