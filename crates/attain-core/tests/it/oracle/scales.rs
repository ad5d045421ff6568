//! Scales in rationals.

use super::sketch::{Negative, Sketch, sketch};
use super::{Q, exact, pairs, parse, runner, thousandths};
use attain_core::scale::Levels;
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;

/// What the design says that a scale gives; or the code of the refusal.
pub(crate) fn value(sketch: &Sketch, x: &Q) -> Result<Q, &'static str> {
    match sketch {
        Sketch::Linear {
            threshold,
            cap,
            floor,
        } => {
            let mut score = match threshold {
                Some(threshold) if x < &thousandths(*threshold) => Q::zero(),
                _ => x.clone(),
            };
            if let Some(cap) = cap {
                score = score.min(thousandths(*cap));
            }
            Ok(score.max(thousandths(floor.unwrap_or(0))))
        }
        Sketch::Step(steps, above) => {
            let reached = steps.iter().rev().find(|(at, _)| {
                let at = thousandths(*at);
                &at < x || (!above && &at == x)
            });
            Ok(reached.map_or_else(Q::zero, |(_, score)| thousandths(*score)))
        }
        Sketch::Points(points) => Ok(on_line(points, x)),
        Sketch::Tiers {
            negative, tiers, ..
        } if x.is_negative() => match negative {
            Negative::Refuse => Err("K0522"),
            Negative::Zero => Ok(Q::zero()),
            Negative::FirstRate => Ok(thousandths(tiers[0].1) * x),
        },
        Sketch::Tiers {
            whole: true,
            upper,
            tiers,
            bounded,
            ..
        } => {
            let last = tiers.len() - 1;
            for (index, (bound, rate, flat)) in tiers.iter().enumerate() {
                let bound = thousandths(*bound);
                let inside = x < &bound || (!upper && x == &bound);
                if inside || (index == last && !bounded) {
                    return Ok(thousandths(*rate) * x + thousandths(*flat));
                }
            }
            Err("K0523")
        }
        Sketch::Tiers {
            upper,
            tiers,
            bounded,
            ..
        } => Ok(marginal(tiers, *upper, *bounded, x)),
        Sketch::Levels {
            at_minimum,
            at_desired,
            at,
        } => Ok(by_level((*at_minimum, *at_desired), *at, x)),
    }
}

/// The height of the line through points, by the two-point form.
fn on_line(points: &[(i64, i64)], x: &Q) -> Q {
    let (first, last) = (points[0], points[points.len() - 1]);
    if x <= &thousandths(first.0) {
        return thousandths(first.1);
    }
    for pair in points.windows(2) {
        let (x0, y0) = (thousandths(pair[0].0), thousandths(pair[0].1));
        let (x1, y1) = (thousandths(pair[1].0), thousandths(pair[1].1));
        if x <= &x1 {
            return (y0 * (&x1 - x) + y1 * (x - &x0)) / (x1 - x0);
        }
    }
    thousandths(last.1)
}

/// Each tier's rate times the length of what lies in it, and the flat amounts of those entered.
fn marginal(tiers: &[(i64, i64, i64)], upper: bool, bounded: bool, x: &Q) -> Q {
    let mut sum = Q::zero();
    for (index, (bound, rate, flat)) in tiers.iter().enumerate() {
        let begin = if index == 0 {
            Q::zero()
        } else {
            thousandths(tiers[index - 1].0)
        };
        let open = index + 1 == tiers.len() && !bounded;
        let end = if open {
            x.clone()
        } else {
            x.clone().min(thousandths(*bound))
        };
        sum += thousandths(*rate) * (end - &begin).max(Q::zero());
        if index == 0 || x > &begin || (upper && x == &begin) {
            sum += thousandths(*flat);
        }
    }
    sum
}

/// 0 below the minimum, flat above the desired level. Where less is better, all is mirrored.
fn by_level((at_minimum, at_desired): (i64, i64), at: (i64, i64, i64), x: &Q) -> Q {
    if at.0 > at.2 {
        return by_level((at_minimum, at_desired), (-at.0, -at.1, -at.2), &-x.clone());
    }
    if x < &thousandths(at.0) {
        return Q::zero();
    }
    on_line(&[(at.0, at_minimum), (at.1, 1000), (at.2, at_desired)], x)
}

/// Each bound, a thousandth of a thousandth beside it, and whatever else.
pub(crate) fn inputs(sketch: &Sketch, others: &[i64]) -> Vec<Q> {
    let unit = thousandths(1) * thousandths(1);
    let around = |bound: &i64| {
        let bound = thousandths(*bound);
        [&bound - &unit, bound.clone(), bound + &unit]
    };
    let mut inputs: Vec<Q> = sketch.bounds().iter().flat_map(around).collect();
    inputs.extend(others.iter().map(|other| thousandths(*other)));
    inputs.extend(
        others
            .iter()
            .map(|other| thousandths(*other) / Q::from_integer(7.into())),
    );
    inputs.sort();
    inputs
}

#[test]
fn scales_give_what_the_design_says() {
    let others = prop::collection::vec(-3_000..30_000i64, 6);
    // A scale has twenty inputs or more.
    let result = runner(pairs() / 20).run(&(sketch(), others), |(sketch, others)| {
        let text = sketch.toml();
        let scale = parse(&text);
        for x in inputs(&sketch, &others) {
            let found = scale
                .at(&exact(&x), &Levels::default())
                .map(|result| result.value)
                .map_err(|error| error.problem.code().id);
            let expected = value(&sketch, &x).map(|value| exact(&value));
            prop_assert_eq!(found, expected, "at {} of\n{}", x, text);
        }
        Ok(())
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
}

#[test]
fn scores_round_half_to_even() {
    let result = runner(pairs() / 20).run(&(sketch(), -9_999..99_999i64), |(sketch, input)| {
        let x = thousandths(input) / Q::from_integer(17.into());
        let scale = parse(&sketch.toml());
        let (Ok(found), Ok(expected)) =
            (scale.at(&exact(&x), &Levels::default()), value(&sketch, &x))
        else {
            return Ok(());
        };
        let score = attain_core::num::Exact::from(found.score().unwrap());
        prop_assert_eq!(score, exact(&rounded(&expected)));
        Ok(())
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
}

/// To 12 decimals; of two that are equally near, the even one.
pub(crate) fn rounded(value: &Q) -> Q {
    let factor = Q::from_integer(num_bigint::BigInt::from(10).pow(12));
    let scaled = value * &factor;
    let down = scaled.floor();
    let rest = &scaled - &down;
    let half = Q::new(1.into(), 2.into());
    let even = (down.to_integer() % 2u32).is_zero();
    let up = rest > half || (rest == half && !even);
    (if up { down + Q::one() } else { down }) / factor
}
