//! A ratio that becomes better because what it is divided by becomes smaller.

use super::input::Ratio;
use crate::insight::statistics::{median, normal_tail, number, sorted};

/// With fewer people nothing can be said.
const ENOUGH: usize = 8;
/// Makes the median of distances from the median a standard deviation, of normal values.
const TO_DEVIATION: f64 = 1.4826;

/// For each person whose denominator fell in the last period while his ratio rose: by how much it
/// fell (as a factor), and how often chance gives such a fall to anybody. The fall is held against
/// those of the others by the median and the median distance from it (Iglewicz and Hoaglin 1993);
/// the chance is that of one person times the number of people.
#[must_use]
pub fn shrinking(ratios: &[Ratio]) -> Vec<(Ratio, f64, f64)> {
    let change = |ratio: &Ratio| {
        let mut back = ratio.parts.iter().rev();
        let (now, before) = (back.next()?, back.next()?);
        let usable = now.1 > 0.0 && before.1 > 0.0;
        usable.then(|| {
            let improved = now.0 / now.1 > before.0 / before.1;
            ((now.1 / before.1).ln(), improved)
        })
    };
    let changes: Vec<(&Ratio, f64, bool)> = ratios
        .iter()
        .filter_map(|ratio| change(ratio).map(|(log, improved)| (ratio, log, improved)))
        .collect();
    let logs: Vec<f64> = changes.iter().map(|(_, log, _)| *log).collect();
    let Some(middle) = median(&logs).filter(|_| logs.len() >= ENOUGH) else {
        return Vec::new();
    };
    let distances: Vec<f64> = logs.iter().map(|log| (log - middle).abs()).collect();
    let spread = median(&sorted(&distances)).unwrap_or(0.0) * TO_DEVIATION;
    if spread <= 0.0 {
        return Vec::new();
    }
    let people = number(logs.len());
    changes
        .into_iter()
        .filter(|(_, log, improved)| *improved && *log < 0.0)
        .map(|(ratio, log, _)| {
            let one = normal_tail((middle - log) / spread);
            (ratio.clone(), log.exp(), (one * people).min(1.0))
        })
        .collect()
}
