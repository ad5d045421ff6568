//! A scale as straight lines with jumps between them: what checks look at and drawings show.
//!
//! It is derived from the shape by itself, not by trying values, so a test can hold the two
//! against each other.

use super::apply::level_places;
use super::{
    AtBound, Knot, Levels, Linear, Negative, Place, Scale, ScaleError, Shape, Steps, TierMode,
    Tiers,
};
use crate::diag::Span;
use crate::num::{Decimal, Exact};

/// A straight stretch of a scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins; `None`: it has no beginning.
    pub from: Option<End>,
    /// Where it ends; `None`: it has no end.
    pub to: Option<End>,
    /// How much it rises for each unit.
    pub slope: Exact,
    /// Its height where its line passes 0.
    pub offset: Exact,
    /// The rule that it comes from.
    pub span: Span,
}

impl Piece {
    /// The height of its line, also outside its ends.
    #[must_use]
    pub fn height(&self, at: &Exact) -> Exact {
        &self.slope * at + self.offset.clone()
    }

    /// Whether the value lies on it.
    #[must_use]
    pub fn holds(&self, value: &Exact) -> bool {
        let after = self
            .from
            .as_ref()
            .is_none_or(|end| end.at < *value || (end.closed && end.at == *value));
        let before = self
            .to
            .as_ref()
            .is_none_or(|end| *value < end.at || (end.closed && end.at == *value));
        after && before
    }

    /// Whether a single value lies on it: a tier that ends at 0.
    #[must_use]
    pub fn is_point(&self) -> bool {
        match (&self.from, &self.to) {
            (Some(from), Some(to)) => from.at == to.at,
            _ => false,
        }
    }

    /// Whether no value lies on it.
    fn is_empty(&self) -> bool {
        match (&self.from, &self.to) {
            (Some(from), Some(to)) => {
                from.at > to.at || (from.at == to.at && !(from.closed && to.closed))
            }
            _ => false,
        }
    }
}

/// An end of a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The position.
    pub at: Exact,
    /// Whether the position itself lies on the piece.
    pub closed: bool,
    /// Where the position is written.
    pub span: Span,
}

/// A line by slope and offset, and the rule that it comes from.
struct Line {
    slope: Exact,
    offset: Exact,
    span: Span,
}

impl Line {
    fn flat(height: Decimal, span: &Span) -> Self {
        Self {
            slope: Exact::zero(),
            offset: Exact::from(height),
            span: span.clone(),
        }
    }

    fn identity(span: &Span) -> Self {
        Self {
            slope: Exact::one(),
            offset: Exact::zero(),
            span: span.clone(),
        }
    }

    /// The line through two places; `from` lies before `to`.
    fn through(from: &Place, to: &Place) -> Self {
        let run = Exact::from(to.at) - Exact::from(from.at);
        let rise = Exact::from(to.score) - Exact::from(from.score);
        let slope = rise.checked_div(&run).unwrap_or_else(Exact::zero);
        let offset = Exact::from(from.score) - slope.clone() * Exact::from(from.at);
        Self {
            slope,
            offset,
            span: to.span.clone(),
        }
    }
}

/// Lines one after the other, with the positions at which they change.
struct Builder {
    pieces: Vec<Piece>,
    start: Option<End>,
}

impl Builder {
    fn new(start: Option<End>) -> Self {
        Self {
            pieces: Vec::new(),
            start,
        }
    }

    /// `line` holds up to `at`; the position itself belongs to it if `closed`, else to the next.
    fn until(&mut self, line: Line, at: Decimal, closed: bool, span: &Span) {
        let at = Exact::from(at);
        let end = |closed| End {
            at: at.clone(),
            closed,
            span: span.clone(),
        };
        let from = self.start.replace(end(!closed));
        self.push(line, from, Some(end(closed)));
    }

    /// `line` holds for all the rest.
    fn rest(mut self, line: Line) -> Vec<Piece> {
        let from = self.start.take();
        self.push(line, from, None);
        self.pieces
    }

    fn push(&mut self, line: Line, from: Option<End>, to: Option<End>) {
        let piece = Piece {
            from,
            to,
            slope: line.slope,
            offset: line.offset,
            span: line.span,
        };
        if !piece.is_empty() {
            self.pieces.push(piece);
        }
    }
}

/// The straight stretches of a scale in rising order of the input. Where tiers give an error there
/// is no piece.
///
/// # Errors
/// If the scale is of kind `levels` and a level is missing or out of order.
pub fn curve(scale: &Scale, levels: &Levels) -> Result<Vec<Piece>, ScaleError> {
    match &scale.shape {
        Shape::Linear(shape) => Ok(linear(shape, &scale.span)),
        Shape::Step(steps) => Ok(step(steps, &scale.span)),
        Shape::Points(points) => Ok(along(&places(points), Builder::new(None))),
        Shape::Tiers(shape) => Ok(tiers(shape, &scale.span)),
        Shape::Levels(scores) => {
            let places = level_places(scale, scores, levels)?;
            Ok(level_pieces(places, &scale.span))
        }
    }
}

fn linear(shape: &Linear, span: &Span) -> Vec<Piece> {
    let mut builder = Builder::new(None);
    let lowest = shape.lowest();
    let mut start = None;
    if let Some(threshold) = &shape.threshold {
        let below = Line::flat(lowest.max(Decimal::ZERO), &threshold.span);
        builder.until(below, threshold.value, false, &threshold.span);
        start = Some(threshold.value);
    }
    if start.is_none_or(|start| start < lowest) {
        let place = shape.floor.as_ref().map_or(span, |floor| &floor.span);
        builder.until(Line::flat(lowest, place), lowest, false, place);
        start = Some(lowest);
    }
    match &shape.cap {
        None => builder.rest(Line::identity(span)),
        Some(cap) => {
            if start != Some(cap.value) {
                builder.until(Line::identity(span), cap.value, false, &cap.span);
            }
            builder.rest(Line::flat(cap.value, &cap.span))
        }
    }
}

fn step(shape: &Steps, span: &Span) -> Vec<Piece> {
    let mut builder = Builder::new(None);
    let mut line = Line::flat(Decimal::ZERO, span);
    let closed = shape.at_bound == AtBound::Lower;
    for step in &shape.steps {
        builder.until(line, step.at, closed, &step.span);
        line = Line::flat(step.score, &step.span);
    }
    builder.rest(line)
}

fn places(points: &[Knot]) -> Vec<Place> {
    let place = |point: &Knot| Place {
        name: "",
        at: point.at,
        score: point.score,
        span: point.span.clone(),
    };
    points.iter().map(place).collect()
}

/// The line through places in rising order; what the ends give holds before and after, unless the
/// builder has already begun.
fn along(places: &[Place], mut builder: Builder) -> Vec<Piece> {
    let Some(first) = places.first() else {
        return builder.pieces;
    };
    if builder.start.is_none() {
        builder.until(
            Line::flat(first.score, &first.span),
            first.at,
            false,
            &first.span,
        );
    }
    let mut last = first;
    for (from, to) in places.iter().zip(places.iter().skip(1)) {
        builder.until(Line::through(from, to), to.at, false, &to.span);
        last = to;
    }
    builder.rest(Line::flat(last.score, &last.span))
}

fn level_pieces(places: [Place; 3], span: &Span) -> Vec<Piece> {
    let [minimum, target, desired] = places;
    let nothing = Line::flat(Decimal::ZERO, span);
    let mut builder = Builder::new(None);
    if minimum.at < desired.at {
        builder.until(nothing, minimum.at, false, span);
        return along(&[minimum, target, desired], builder);
    }
    builder.until(Line::flat(desired.score, span), desired.at, false, span);
    builder.until(Line::through(&desired, &target), target.at, false, span);
    builder.until(Line::through(&target, &minimum), minimum.at, true, span);
    builder.rest(nothing)
}

fn tiers(shape: &Tiers, span: &Span) -> Vec<Piece> {
    let mut builder = below_zero(shape, span);
    let closed = shape.at_bound == AtBound::Lower;
    // The height that the line of a marginal tier has at the tier's lower bound.
    let mut height = Exact::zero();
    let mut from = Exact::zero();
    for tier in &shape.tiers {
        let slope = Exact::from(tier.rate);
        let flat = Exact::from(tier.flat);
        let offset = match shape.mode {
            TierMode::Whole => flat,
            TierMode::Marginal => height + flat - slope.clone() * from,
        };
        let line = Line {
            slope: slope.clone(),
            offset: offset.clone(),
            span: tier.span.clone(),
        };
        let Some(bound) = &tier.up_to else {
            return builder.rest(line);
        };
        builder.until(line, bound.value, closed, &bound.span);
        from = Exact::from(bound.value);
        height = slope * from.clone() + offset;
    }
    match (shape.mode, shape.tiers.last()) {
        (TierMode::Marginal, Some(last)) => builder.rest(Line {
            slope: Exact::zero(),
            offset: height,
            span: last.span.clone(),
        }),
        _ => builder.pieces,
    }
}

/// What tiers give below 0.
fn below_zero(shape: &Tiers, span: &Span) -> Builder {
    let first = shape.tiers.first();
    let span = first.map_or(span, |tier| &tier.span);
    let rate = match shape.negative {
        Negative::Refuse => {
            return Builder::new(Some(End {
                at: Exact::zero(),
                closed: true,
                span: span.clone(),
            }));
        }
        Negative::Zero => Decimal::ZERO,
        Negative::FirstRate => first.map_or(Decimal::ZERO, |tier| tier.rate),
    };
    let mut builder = Builder::new(None);
    let line = Line {
        slope: Exact::from(rate),
        offset: Exact::zero(),
        span: span.clone(),
    };
    builder.until(line, Decimal::ZERO, false, span);
    builder
}
