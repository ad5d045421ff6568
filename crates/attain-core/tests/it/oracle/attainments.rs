//! Attainments in rationals.

use super::scales::rounded;
use super::{Q, exact, pairs, runner, thousandths};
use attain_core::attainment::{Actual, AttainmentRule, Band, LowerForm, Target};
use attain_core::num::{Decimal, Exact};
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;

/// A rule; all numbers are thousandths.
#[derive(Debug, Clone, Copy)]
enum Sketch {
    Higher,
    Lower,
    Ratio,
    Band {
        low: i64,
        high: i64,
        tolerance: Option<i64>,
    },
}

fn sketch() -> impl Strategy<Value = Sketch> {
    let band = (-2_000..2_000i64, 0..2_000i64, prop::option::of(1..2_000i64));
    prop_oneof![
        Just(Sketch::Higher),
        Just(Sketch::Lower),
        Just(Sketch::Ratio),
        band.prop_map(|(low, width, tolerance)| Sketch::Band {
            low,
            high: low + width,
            tolerance
        }),
    ]
}

impl Sketch {
    fn rule(self) -> AttainmentRule {
        match self {
            Self::Higher => AttainmentRule::Higher,
            Self::Lower => AttainmentRule::Lower(LowerForm::Difference),
            Self::Ratio => AttainmentRule::Lower(LowerForm::Ratio),
            Self::Band {
                low,
                high,
                tolerance,
            } => AttainmentRule::Band(Band {
                low: Decimal::new(low, 3),
                high: Decimal::new(high, 3),
                tolerance: tolerance.map(|tolerance| Decimal::new(tolerance, 3)),
            }),
        }
    }
}

fn value(
    sketch: Sketch,
    actual: &Q,
    target: Option<&Q>,
    baseline: Option<&Q>,
) -> Result<Q, &'static str> {
    let zero = Q::zero();
    match (sketch, target) {
        (
            Sketch::Band {
                low,
                high,
                tolerance,
            },
            _,
        ) => {
            let (low, high) = (thousandths(low), thousandths(high));
            let distance = (&low - actual).max(actual - &high).max(zero.clone());
            match tolerance {
                _ if distance.is_zero() => Ok(Q::one()),
                Some(tolerance) => Ok((Q::one() - distance / thousandths(tolerance)).max(zero)),
                None => Ok(zero),
            }
        }
        (_, None) => Err("K0530"),
        (Sketch::Higher, Some(target)) => {
            let baseline = baseline.unwrap_or(&zero);
            if target <= baseline {
                return Err("K0528");
            }
            Ok((actual - baseline) / (target - baseline))
        }
        (Sketch::Lower, Some(target)) => match baseline {
            Some(baseline) if baseline == target => Err("K0527"),
            Some(baseline) if baseline < target => Err("K0529"),
            Some(baseline) => Ok((baseline - actual) / (baseline - target)),
            None if target.is_zero() => Err("K0527"),
            None if target.is_negative() => Err("K0534"),
            None => Ok(Q::from_integer(2.into()) - actual / target),
        },
        (Sketch::Ratio, Some(target)) => {
            if actual.is_negative() || target.is_negative() {
                return Err("K0534");
            }
            if actual.is_zero() {
                Err("K0527")
            } else {
                Ok(target / actual)
            }
        }
    }
}

#[test]
fn attainments_are_what_the_design_says() {
    let number = || prop_oneof![1 => Just(0i64), 9 => -3_000..3_000i64];
    let target = (
        prop::option::weighted(0.9, number()),
        prop::option::of(number()),
    );
    let result = runner(pairs()).run(
        &(sketch(), number(), target),
        |(sketch, actual, (target, baseline))| {
            let decimal = |count: Option<i64>| count.map(|count| Decimal::new(count, 3));
            let levels = Target {
                target: decimal(target),
                baseline: decimal(baseline),
                ..Target::default()
            };
            let x = thousandths(actual);
            let found = sketch
                .rule()
                .attain(&Actual::Number(exact(&x)), &levels)
                .map(|attained| Exact::from(attained.attainment))
                .map_err(|error| error.code().id);
            let (target, baseline) = (target.map(thousandths), baseline.map(thousandths));
            let expected = value(sketch, &x, target.as_ref(), baseline.as_ref())
                .map(|value| exact(&rounded(&value)));
            prop_assert_eq!(found, expected);
            Ok(())
        },
    );
    assert!(result.is_ok(), "{}", result.unwrap_err());
}
