//! Random scales: made of whole thousandths, written as TOML in the forms that are allowed.

use proptest::collection::btree_set;
use proptest::prelude::*;
use std::fmt::Write as _;

/// A scale; all numbers are thousandths.
#[derive(Debug, Clone)]
pub(crate) enum Sketch {
    Linear {
        threshold: Option<i64>,
        cap: Option<i64>,
        floor: Option<i64>,
    },
    /// Knots, and whether a step is reached only above its position.
    Step(Vec<(i64, i64)>, bool),
    Points(Vec<(i64, i64)>),
    Tiers {
        whole: bool,
        upper: bool,
        negative: Negative,
        /// Upper bound, rate, flat amount.
        tiers: Vec<(i64, i64, i64)>,
        /// Whether the last has its bound.
        bounded: bool,
    },
    Levels {
        at_minimum: i64,
        at_desired: i64,
        /// Minimum, target, desired; rising, or on the actual falling.
        at: (i64, i64, i64),
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Negative {
    Refuse,
    Zero,
    FirstRate,
}

pub(crate) fn sketch() -> impl Strategy<Value = Sketch> {
    prop_oneof![
        linear(),
        (knots(1), any::<bool>()).prop_map(|(knots, above)| Sketch::Step(knots, above)),
        knots(2).prop_map(Sketch::Points),
        tiers(),
        levels()
    ]
}

fn linear() -> impl Strategy<Value = Sketch> {
    let limit = || prop::option::of(-300..1500i64);
    (limit(), limit(), limit()).prop_map(|(threshold, cap, floor)| {
        let cap = cap.map(|cap| {
            cap.max(threshold.unwrap_or(cap))
                .max(floor.unwrap_or(0))
                .max(0)
        });
        Sketch::Linear {
            threshold,
            cap,
            floor,
        }
    })
}

/// Rising positions; scores mostly rise too.
fn knots(least: usize) -> impl Strategy<Value = Vec<(i64, i64)>> {
    let positions = btree_set(-200..2000i64, least..8);
    let scores = prop::collection::vec(-200..1500i64, 8);
    (positions, scores, any::<bool>()).prop_map(|(positions, mut scores, rising)| {
        if rising {
            scores.sort_unstable();
        }
        positions.into_iter().zip(scores).collect()
    })
}

fn tiers() -> impl Strategy<Value = Sketch> {
    let bounds = btree_set(prop_oneof![Just(0i64), 1..20_000i64], 1..6);
    let part = || prop_oneof![2 => Just(0i64), 5 => 0..3000i64, 1 => -500..0i64];
    let rates = prop::collection::vec((part(), part()), 6);
    let negative = prop_oneof![
        Just(Negative::Refuse),
        Just(Negative::Zero),
        Just(Negative::FirstRate)
    ];
    (bounds, rates, any::<[bool; 3]>(), negative).prop_map(
        |(bounds, rates, [whole, upper, bounded], negative)| Sketch::Tiers {
            whole,
            upper,
            negative,
            tiers: bounds
                .into_iter()
                .zip(rates)
                .map(|(bound, (rate, flat))| (bound, rate, flat))
                .collect(),
            bounded,
        },
    )
}

fn levels() -> impl Strategy<Value = Sketch> {
    let scores = (0..1200i64, 900..2000i64);
    let gaps = (1..800i64, 1..800i64, any::<bool>());
    (scores, gaps).prop_map(|((at_minimum, at_desired), (below, above, falls))| {
        let at = match falls {
            true => (1000 + below, 1000, 1000 - above),
            false => (1000 - below, 1000, 1000 + above),
        };
        Sketch::Levels {
            at_minimum,
            at_desired,
            at,
        }
    })
}

impl Sketch {
    /// The scale as TOML.
    pub(crate) fn toml(&self) -> String {
        let mut out = String::from("[scale.random]\n");
        match self {
            Self::Linear {
                threshold,
                cap,
                floor,
            } => {
                out.push_str("kind = \"linear\"\n");
                for (name, limit) in [("threshold", threshold), ("cap", cap), ("floor", floor)] {
                    if let Some(limit) = limit {
                        let _ = writeln!(out, "{name} = {}", written(*limit));
                    }
                }
            }
            Self::Step(knots, above) => {
                write_knots(&mut out, "step", "steps", knots);
                if *above {
                    out.push_str("at_bound = \"lower\"\n");
                }
            }
            Self::Points(knots) => write_knots(&mut out, "points", "points", knots),
            Self::Tiers {
                whole,
                upper,
                negative,
                tiers,
                bounded,
            } => {
                let mode = if *whole { "whole" } else { "marginal" };
                let _ = writeln!(
                    out,
                    "kind = \"tiers\"\nmode = \"{mode}\"\ngives = \"amount\""
                );
                if *upper {
                    out.push_str("at_bound = \"upper\"\n");
                }
                match negative {
                    Negative::Refuse => {}
                    Negative::Zero => out.push_str("negative = \"zero\"\n"),
                    Negative::FirstRate => out.push_str("negative = \"first_rate\"\n"),
                }
                for (index, (bound, rate, flat)) in tiers.iter().enumerate() {
                    let (rate, flat) = (written(*rate), written(*flat));
                    let _ = writeln!(out, "[[scale.random.tiers]]\nrate = {rate}\nflat = {flat}");
                    if *bounded || index + 1 < tiers.len() {
                        let _ = writeln!(out, "up_to = {}", written(*bound));
                    }
                }
            }
            Self::Levels {
                at_minimum,
                at_desired,
                at,
            } => {
                let _ = writeln!(
                    out,
                    "kind = \"levels\"\non = \"actual\"\nat_minimum = {}\nat_desired = {}\n\
                     minimum = {}\ntarget = {}\ndesired = {}",
                    written(*at_minimum),
                    written(*at_desired),
                    written(at.0),
                    written(at.1),
                    written(at.2)
                );
            }
        }
        out
    }

    /// Every position at which the scale may change.
    pub(crate) fn bounds(&self) -> Vec<i64> {
        let mut bounds = match self {
            Self::Linear {
                threshold,
                cap,
                floor,
            } => [threshold, cap, floor]
                .into_iter()
                .flatten()
                .copied()
                .collect(),
            Self::Step(knots, _) | Self::Points(knots) => knots.iter().map(|knot| knot.0).collect(),
            Self::Tiers { tiers, .. } => tiers.iter().map(|tier| tier.0).collect(),
            Self::Levels { at, .. } => vec![at.0, at.1, at.2],
        };
        bounds.push(0);
        bounds.sort_unstable();
        bounds.dedup();
        bounds
    }
}

fn write_knots(out: &mut String, kind: &str, field: &str, knots: &[(i64, i64)]) {
    let pairs: Vec<String> = knots
        .iter()
        .map(|(at, score)| format!("[{}, {}]", written(*at), written(*score)))
        .collect();
    let _ = writeln!(out, "kind = \"{kind}\"\n{field} = [{}]", pairs.join(", "));
}

/// Thousandths as a whole number, a percentage or a decimal, whichever the number asks for.
fn written(count: i64) -> String {
    let sign = if count < 0 { "-" } else { "" };
    let size = count.abs();
    match size {
        _ if size % 1000 == 0 => format!("{sign}{}", size / 1000),
        _ if size % 3 == 0 => format!("\"{sign}{}.{} %\"", size / 10, size % 10),
        _ => format!("\"{sign}{}.{:03}\"", size / 1000, size % 1000),
    }
}
