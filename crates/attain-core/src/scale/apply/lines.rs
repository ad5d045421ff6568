//! The scales that give scores: linear, step, points, levels.

use super::super::{
    Account, AtBound, Basis, Knot, LevelScores, Levels, Linear, LinearPart, Place, Scale,
    ScaleError, ScaleProblem, Steps,
};
use crate::num::{Decimal, Exact};

/// What a scale gives, and how it came about.
type Given = (Exact, Account);

/// The input itself, between the limits.
pub(super) fn linear(linear: &Linear, value: &Exact) -> Given {
    let (raw, part) = below_threshold(linear, value)
        .or_else(|| above_cap(linear, value))
        .unwrap_or_else(|| (value.clone(), LinearPart::Itself));
    let lowest = Exact::from(linear.lowest());
    if raw >= lowest {
        return (raw, Account::Linear(part));
    }
    let part = LinearPart::Floored {
        floor: linear.lowest(),
        span: linear.floor.as_ref().map(|floor| floor.span.clone()),
    };
    (lowest, Account::Linear(part))
}

fn below_threshold(linear: &Linear, value: &Exact) -> Option<(Exact, LinearPart)> {
    let threshold = linear.threshold.as_ref()?;
    let below = *value < Exact::from(threshold.value);
    below.then(|| {
        let part = LinearPart::BelowThreshold {
            threshold: threshold.value,
            span: threshold.span.clone(),
        };
        (Exact::zero(), part)
    })
}

fn above_cap(linear: &Linear, value: &Exact) -> Option<(Exact, LinearPart)> {
    let cap = linear.cap.as_ref()?;
    let highest = Exact::from(cap.value);
    (*value > highest).then(|| {
        let part = LinearPart::Capped {
            cap: cap.value,
            span: cap.span.clone(),
        };
        (highest, part)
    })
}

/// The score of the highest step that is reached.
pub(super) fn step(shape: &Steps, value: &Exact) -> Given {
    let reached = |step: &Knot| match shape.at_bound {
        AtBound::Upper => Exact::from(step.at) <= *value,
        AtBound::Lower => Exact::from(step.at) < *value,
    };
    let (below, above) = shape.steps.split_at(shape.steps.partition_point(reached));
    let reached = below.last().map(place);
    let score = reached.as_ref().map_or(Decimal::ZERO, |step| step.score);
    let account = Account::Step {
        reached,
        next: above.first().map(place),
    };
    (Exact::from(score), account)
}

/// Straight lines between the points.
pub(super) fn points(points: &[Knot], value: &Exact) -> Given {
    let places: Vec<Place> = points.iter().map(place).collect();
    along(&places, value)
}

fn place(knot: &Knot) -> Place {
    Place {
        name: "",
        at: knot.at,
        score: knot.score,
        span: knot.span.clone(),
    }
}

/// From minimum over target to desired; in falling order where lower is better.
pub(super) fn levels(
    scale: &Scale,
    scores: &LevelScores,
    levels: &Levels,
    value: &Exact,
) -> Result<Given, ScaleError> {
    let mut places = level_places(scale, scores, levels)?.to_vec();
    let falls = places.is_sorted_by(|a, b| a.at > b.at);
    let below = match places.first() {
        Some(minimum) if falls => *value > Exact::from(minimum.at),
        Some(minimum) => *value < Exact::from(minimum.at),
        None => true,
    };
    if falls {
        places.reverse();
    }
    if let Some(minimum) = places.iter().find(|place| below && place.name == "minimum") {
        let minimum = minimum.clone();
        return Ok((Exact::zero(), Account::BelowMinimum { minimum }));
    }
    Ok(along(&places, value))
}

/// The three levels with what they give; the target's own, or else the scale's.
pub(in super::super) fn level_places(
    scale: &Scale,
    scores: &LevelScores,
    levels: &Levels,
) -> Result<[Place; 3], ScaleError> {
    let levels = levels.or(&scores.levels);
    let missing = |name| ScaleError::new(scale, ScaleProblem::LevelMissing(name), &scale.span);
    let minimum = levels.minimum.ok_or_else(|| missing("minimum"))?;
    let target = levels.target.ok_or_else(|| missing("target"))?;
    let desired = levels.desired.ok_or_else(|| missing("desired"))?;
    let rises = minimum < target && target < desired;
    // A better attainment is always a higher one; an actual may have to be low.
    let falls = scale.on == Basis::Actual && minimum > target && target > desired;
    if !rises && !falls {
        let problem = ScaleProblem::LevelsOutOfOrder {
            minimum,
            target,
            desired,
        };
        return Err(ScaleError::new(scale, problem, &scale.span));
    }
    let place = |name, at, score| Place {
        name,
        at,
        score,
        span: scale.span.clone(),
    };
    Ok([
        place("minimum", minimum, scores.at_minimum),
        place("target", target, Decimal::ONE),
        place("desired", desired, scores.at_desired),
    ])
}

/// The height at `value` of the line through `places`, which are in rising order; the ends hold.
fn along(places: &[Place], value: &Exact) -> Given {
    let count = places.partition_point(|place| Exact::from(place.at) <= *value);
    let (below, above) = places.split_at(count);
    match (below.last(), above.first()) {
        (Some(from), Some(to)) => (
            between(from, to, value),
            Account::Line {
                from: from.clone(),
                to: to.clone(),
            },
        ),
        (Some(end), None) | (None, Some(end)) => {
            (Exact::from(end.score), Account::Held { end: end.clone() })
        }
        // A list of points is never empty.
        (None, None) => (
            Exact::zero(),
            Account::Step {
                reached: None,
                next: None,
            },
        ),
    }
}

/// The height of the straight line from one place to another.
fn between(from: &Place, to: &Place, value: &Exact) -> Exact {
    let (left, low) = (Exact::from(from.at), Exact::from(from.score));
    let run = Exact::from(to.at) - left.clone();
    let rise = Exact::from(to.score) - low.clone();
    // The positions rise, so the run is never zero.
    match rise.checked_div(&run) {
        Some(slope) => low + slope * (value.clone() - left),
        None => low,
    }
}
