//! Too many results just above a threshold, too few just below it.
//!
//! The results are counted in cells of a width that fits how they are rounded. Cells away from
//! the threshold are smoothed by a Poisson regression on a cubic polynomial of the logarithm of
//! the result, with a term for round numbers where these stand out (the counterfactual of Chetty,
//! Friedman, Olsen and Pistaferri 2011, and of Kleven and Waseem 2013). It says which part of
//! those near the threshold is expected above it. The test asks whether more are, given how many
//! there are in all (binomial, widened by the uncertainty of the smoothing), which is the idea of
//! McCrary 2008 with counts.

use super::poisson::{Bin, Fit, fit};
use crate::insight::statistics::{floor_index, normal_tail, number, quantile};

/// How far from the threshold results are looked at, in parts of the target: ten points.
pub const WINDOW: f64 = 0.10;
/// Cells of the window on each side, where results are not rounded.
const CELLS: usize = 5;
/// With fewer results, or fewer near the threshold, nothing can be said.
const ENOUGH: usize = 60;
const ENOUGH_NEAR: usize = 12;

/// What was found at a threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct Bunching {
    /// The threshold.
    pub threshold: f64,
    /// To how much results are rounded; `None`: they are not.
    pub rounded_to: Option<f64>,
    /// Results just below, and just above.
    pub below: usize,
    /// At the threshold or just above it.
    pub above: usize,
    /// How many would be just above if the density were smooth, of as many near it.
    pub expected_above: f64,
    /// How often chance gives so many or more above.
    pub chance: f64,
}

/// Tests one threshold; `None` if there are too few results to say anything.
#[must_use]
pub fn bunching(results: &[f64], threshold: f64) -> Option<Bunching> {
    let results: Vec<f64> = results
        .iter()
        .copied()
        .filter(|result| result.is_finite() && *result > 0.0)
        .collect();
    if results.len() < ENOUGH || threshold <= WINDOW {
        return None;
    }
    let rounded_to = rounded_to(&results);
    let cells = Cells::new(&results, threshold, rounded_to)?;
    let (below, above) = cells.near();
    if below + above < number(ENOUGH_NEAR) {
        return None;
    }
    let smooth = cells.smooth()?;
    let expected = cells.expected(&smooth);
    let total = below + above;
    let share = expected.above / (expected.above + expected.below);
    // The binomial spread, and that of the expected share itself.
    let spread = total * share * (1.0 - share);
    let variance = spread + spread.powi(2) * smooth.variance(&expected.gradient);
    let z = (above - 0.5 - total * share) / variance.sqrt().max(1e-9);
    Some(Bunching {
        threshold,
        rounded_to,
        below: floor_index(below),
        above: floor_index(above),
        expected_above: total * share,
        chance: normal_tail(z),
    })
}

/// The grid that nearly all results lie on: 10, 5, 2.5, 2, 1 or 0.5 points.
fn rounded_to(results: &[f64]) -> Option<f64> {
    const NEARLY_ALL: f64 = 0.9;
    let on = |grid: f64| {
        let lies = |result: &&f64| ((*result / grid).round() * grid - **result).abs() < 1e-6;
        number(results.iter().filter(lies).count()) >= NEARLY_ALL * number(results.len())
    };
    [0.1, 0.05, 0.025, 0.02, 0.01, 0.005]
        .into_iter()
        .find(|grid| on(*grid))
}

/// Results by cells. Cell 0 begins at the threshold; a rounded result is the middle of its cell.
struct Cells {
    threshold: f64,
    width: f64,
    /// The lower end of cell 0.
    start: f64,
    /// The cells on each side that are near.
    near: i32,
    /// Cell and count, in order; cells without results are in it.
    counts: Vec<(i32, f64)>,
    /// Whether round numbers stand out.
    round: Option<f64>,
}

/// Expected counts near the threshold.
struct Expected {
    below: f64,
    above: f64,
    /// How the logarithm of above to below moves with the coefficients.
    gradient: Vec<f64>,
}

impl Cells {
    fn new(results: &[f64], threshold: f64, rounded_to: Option<f64>) -> Option<Self> {
        let width = rounded_to.unwrap_or(WINDOW / number(CELLS));
        let start = threshold - rounded_to.map_or(0.0, |grid| grid / 2.0);
        let near = i32::try_from(floor_index((WINDOW / width + 0.5).max(1.0))).ok()?;
        let place = |result: f64| {
            // The cell of a result, counted from a place below all of them.
            let from = (result - start) / width + 100_000.0;
            let index = floor_index(from + 1e-9);
            i32::try_from(index).map_or(0, |index| index.saturating_sub(100_000))
        };
        // The outermost results say little about the middle and much about their own noise.
        let low = place(quantile(results, 0.01)?).min(near.saturating_mul(-2));
        let high = place(quantile(results, 0.99)?).max(near.saturating_mul(2));
        let first = place(width - width / 1000.0).saturating_add(1);
        let low = low.max(first);
        let mut counts: Vec<(i32, f64)> = (low..=high.min(low.saturating_add(400)))
            .map(|cell| (cell, 0.0))
            .collect();
        for result in results {
            let offset = usize::try_from(place(*result).saturating_sub(low)).ok();
            if let Some((_, count)) = offset.and_then(|offset| counts.get_mut(offset)) {
                *count += 1.0;
            }
        }
        let mut cells = Self {
            threshold,
            width,
            start,
            near,
            counts,
            round: None,
        };
        cells.round = rounded_to.filter(|grid| *grid < 0.05).map(|_| 0.05);
        Some(cells)
    }

    fn is_near(&self, cell: i32) -> bool {
        (-self.near..self.near).contains(&cell)
    }

    /// Results below and above, near the threshold.
    fn near(&self) -> (f64, f64) {
        let near = self.counts.iter().filter(|(cell, _)| self.is_near(*cell));
        near.fold((0.0, 0.0), |(below, above), (cell, count)| {
            if *cell < 0 {
                (below + count, above)
            } else {
                (below, above + count)
            }
        })
    }

    fn middle(&self, cell: i32) -> f64 {
        self.start + (f64::from(cell) + 0.5) * self.width
    }

    fn row(&self, cell: i32) -> Vec<f64> {
        let u = (self.middle(cell) / self.threshold).max(1e-3).ln() * 3.0;
        let mut row = vec![1.0, u, u * u, u * u * u];
        if let Some(step) = self.round {
            let middle = self.middle(cell);
            let off = ((middle / step).round() * step - middle).abs();
            row.push(f64::from(u8::from(off < self.width / 2.0 - 1e-9)));
        }
        row
    }

    fn smooth(&self) -> Option<Fit> {
        let away = self.counts.iter().filter(|(cell, _)| !self.is_near(*cell));
        let bins: Vec<Bin> = away
            .map(|(cell, count)| Bin {
                row: self.row(*cell),
                offset: self.width.ln(),
                count: *count,
            })
            .collect();
        fit(&bins)
    }

    fn expected(&self, smooth: &Fit) -> Expected {
        let mut sides = [(0.0, Vec::new()), (0.0, Vec::new())];
        for cell in -self.near..self.near {
            let row = self.row(cell);
            let count = smooth.expected(&row, self.width.ln());
            let [below, above] = &mut sides;
            let (total, sum) = if cell < 0 { below } else { above };
            *total += count;
            sum.resize(row.len(), 0.0);
            sum.iter_mut()
                .zip(&row)
                .for_each(|(sum, x)| *sum += count * x);
        }
        let [(below, sum_below), (above, sum_above)] = sides;
        let gradient = sum_above.iter().zip(&sum_below);
        Expected {
            below,
            above,
            gradient: gradient.map(|(a, b)| a / above - b / below).collect(),
        }
    }
}
