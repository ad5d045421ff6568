//! The part of a scale that a drawing shows, and the numbers along its axes. All exact.

use super::super::{Basis, End, Gives, Levels, Piece, Scale, curve};
use super::Sample;
use crate::num::{Exact, RoundMode, plain};

/// A drawing's pieces, ranges and axes.
#[derive(Debug)]
pub(super) struct Frame {
    /// The straight stretches of the scale.
    pub(super) pieces: Vec<Piece>,
    /// Along the input.
    pub(super) x: Axis,
    /// Along the output.
    pub(super) y: Axis,
}

/// One axis.
#[derive(Debug)]
pub(super) struct Axis {
    /// Where it begins.
    pub(super) low: Exact,
    /// Where it ends.
    pub(super) high: Exact,
    /// Round numbers along it.
    pub(super) ticks: Vec<Exact>,
    /// Whether its numbers are shown as percentages.
    pub(super) percent: bool,
}

impl Axis {
    fn new(low: Exact, high: Exact, percent: bool) -> Self {
        let high = if high > low {
            high
        } else {
            low.clone() + Exact::one()
        };
        let ticks = ticks(&low, &high);
        Self {
            low,
            high,
            ticks,
            percent,
        }
    }

    /// How far along the axis a value lies: 0 at its beginning, 1 at its end.
    pub(super) fn part(&self, value: &Exact) -> Exact {
        let length = self.high.clone() - self.low.clone();
        (value.clone() - self.low.clone())
            .checked_div(&length)
            .unwrap_or_else(Exact::zero)
    }

    /// A number as the axis shows it.
    pub(super) fn label(&self, value: &Exact) -> String {
        if self.percent {
            let hundred = value.clone() * Exact::from_integer(100);
            format!("{} %", short(&hundred))
        } else {
            short(value)
        }
    }
}

/// At most six decimals.
fn short(value: &Exact) -> String {
    value
        .round(6, RoundMode::HalfEven)
        .map_or_else(|| value.plain(), plain)
}

/// The ends of all pieces, each once, in order.
fn ends(pieces: &[Piece]) -> Vec<Exact> {
    let mut ends: Vec<Exact> = pieces
        .iter()
        .flat_map(|piece| [&piece.from, &piece.to])
        .flatten()
        .map(|end: &End| end.at.clone())
        .collect();
    ends.sort();
    ends.dedup();
    ends
}

/// The positions at which a scale changes, as they would be typed; 0 and 1 if there are none.
pub(super) fn positions(scale: &Scale) -> Vec<String> {
    let pieces = curve(scale, &Levels::default()).unwrap_or_default();
    let mut ends = ends(&pieces);
    if ends.is_empty() {
        ends = vec![Exact::zero(), Exact::one()];
    }
    ends.iter().map(Exact::plain).collect()
}

impl Frame {
    /// The part that shows every position at which the scale changes and every sample.
    pub(super) fn new(scale: &Scale, levels: &Levels, samples: &[Sample]) -> Self {
        let pieces = curve(scale, levels).unwrap_or_default();
        let mut inputs = ends(&pieces);
        inputs.extend(samples.iter().filter_map(|sample| sample.input.clone()));
        if scale.on == Basis::Attainment && scale.gives == Gives::Score {
            inputs.push(Exact::one());
        }
        let (low, high) = input_range(inputs);
        let heights = heights(&pieces, &low, &high);
        let zero = Exact::zero();
        let bottom = heights.iter().min().unwrap_or(&zero).min(&zero).clone();
        let top = heights.iter().max().unwrap_or(&zero).max(&zero).clone();
        // A score of up to 300 % reads as a percentage, one of 10 points does not.
        let percent = scale.gives == Gives::Score && top <= Exact::from_integer(3);
        Self {
            pieces,
            x: Axis::new(low, high, scale.on == Basis::Attainment && percent),
            y: Axis::new(bottom, top, percent),
        }
    }
}

/// From the smallest input to the largest, with an eighth more on both sides; from 0, if the
/// smallest is not far from it.
fn input_range(mut inputs: Vec<Exact>) -> (Exact, Exact) {
    inputs.sort();
    let low = inputs.first().cloned().unwrap_or_else(Exact::zero);
    let high = inputs.last().cloned().unwrap_or_else(Exact::one);
    let eighth = Exact::one()
        .checked_div(&Exact::from_integer(8))
        .unwrap_or_else(Exact::zero);
    let span = (high.clone() - low.clone()).max(high.abs() * eighth.clone());
    let span = if span.is_zero() { Exact::one() } else { span };
    let margin = span.clone() * eighth;
    let below = low.clone() - margin.clone();
    let near_zero = !low.is_negative() && low <= span;
    let low = if near_zero { Exact::zero() } else { below };
    (low, high + margin)
}

/// The heights at all ends of pieces within the range.
fn heights(pieces: &[Piece], low: &Exact, high: &Exact) -> Vec<Exact> {
    pieces
        .iter()
        .filter_map(|piece| within(piece, low, high).map(|ends| (piece, ends)))
        .flat_map(|(piece, (from, to))| [piece.height(&from), piece.height(&to)])
        .collect()
}

/// The part of a piece that lies in a range.
pub(super) fn within(piece: &Piece, low: &Exact, high: &Exact) -> Option<(Exact, Exact)> {
    let from = piece.from.as_ref().map_or(low, |end| (&end.at).max(low));
    let to = piece.to.as_ref().map_or(high, |end| (&end.at).min(high));
    (from <= to).then(|| (from.clone(), to.clone()))
}

/// Four to ten round numbers from `low` to `high`.
fn ticks(low: &Exact, high: &Exact) -> Vec<Exact> {
    let step = round_step(&(high.clone() - low.clone()));
    let Some(first) = low.checked_div(&step) else {
        return Vec::new();
    };
    let first = -((-first).floor()) * step.clone();
    let mut ticks = Vec::new();
    let mut at = first;
    while at <= *high {
        let next = at.clone() + step.clone();
        ticks.push(at);
        at = next;
    }
    ticks
}

/// 1, 2 or 5 times a power of ten, of which four to ten fit into the span.
fn round_step(span: &Exact) -> Exact {
    let ten = Exact::from_integer(10);
    let mut power = Exact::one();
    // Numbers have at most 57 digits before or after the dot, so these loops are short.
    while power > *span {
        let Some(smaller) = power.checked_div(&ten) else {
            break;
        };
        power = smaller;
    }
    while power.clone() * ten.clone() <= *span {
        power = power * ten.clone();
    }
    // `power` fits into the span one to nine times.
    let fits = |count: u64| power.clone() * Exact::from_integer(count) <= *span;
    let (times, parts) = match () {
        () if fits(8) => (2, 1),
        () if fits(4) => (1, 1),
        () if fits(2) => (1, 2),
        () => (1, 5),
    };
    (power * Exact::from_integer(times))
        .checked_div(&Exact::from_integer(parts))
        .unwrap_or_else(Exact::one)
}
