//! Plans, computed anew from `docs/reference/plan.md`, and compared line by line.

use super::scales::rounded;
use super::{Q, pairs, runner, thousandths};
use attain_core::plan::{TryFormat, try_plan};
use attain_core::text::Document;
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};
use proptest::prelude::*;
use std::fmt::Write as _;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Weighted,
    Multiplier,
    Funds,
    HeadOn,
    Commission,
    PerUnit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Score {
    /// Given, in thousandths.
    Given(i64),
    /// Actual and target.
    Reached(i64, i64),
    /// Missing, and what it does.
    Zero,
    Ignore,
}

#[derive(Debug, Clone)]
struct Part {
    weight: i64,
    score: Score,
    /// The D of a fund, in thousandths.
    factor: i64,
}

/// Lines, and the score where there is one.
type Earned = (Vec<(String, Q)>, Option<Q>);

/// A plan and a person. All numbers are thousandths, the bonus is in cents.
#[derive(Debug, Clone)]
struct Sketch {
    method: Method,
    bonus: i64,
    rate: i64,
    parts: Vec<Part>,
    normalize: bool,
    /// The score of the company, which gates and multiplies.
    company: i64,
    threshold: Option<i64>,
    gate: Option<(i64, i64)>,
    accelerator: Option<(i64, i64)>,
    /// Days of 2023, and the part of full time.
    proration: Option<(u32, i64)>,
    cap: Option<i64>,
    floor: Option<i64>,
    order: Option<Vec<&'static str>>,
    step: usize,
    mode: usize,
    draw: Option<(i64, i64)>,
    advance: Option<i64>,
}

const STEPS: [(&str, i64); 4] = [("0.01", 10), ("0.05", 50), ("1", 1000), ("0.001", 1)];
const MODES: [&str; 7] = [
    "half-away-from-zero",
    "half-even",
    "half-toward-zero",
    "away-from-zero",
    "toward-zero",
    "ceiling",
    "floor",
];
const ADJUSTMENTS: [&str; 7] = [
    "threshold",
    "gates",
    "accelerator",
    "multipliers",
    "proration",
    "cap",
    "floor",
];

fn score() -> impl Strategy<Value = Score> {
    prop_oneof![
        6 => (0..2000i64).prop_map(Score::Given),
        6 => (-50..3000i64, 1..2000i64).prop_map(|(actual, target)| Score::Reached(actual, target)),
        1 => Just(Score::Zero),
        1 => Just(Score::Ignore),
    ]
}

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![
        3 => Just(Method::Weighted),
        1 => Just(Method::Multiplier),
        2 => Just(Method::Funds),
        1 => Just(Method::HeadOn),
        1 => Just(Method::Commission),
        1 => Just(Method::PerUnit),
    ]
}

fn part() -> impl Strategy<Value = Part> {
    let factor = prop_oneof![3 => Just(1000i64), 1 => 0..=1000i64];
    (1..600i64, score(), factor).prop_map(|(weight, score, factor)| Part {
        weight,
        score,
        factor,
    })
}

/// Method, bonus, rate, parts, whether weights are points, the company's score.
type First = (Method, i64, i64, Vec<Part>, bool, i64);
/// Threshold, gate, accelerator, proration, cap, floor.
type Second = (
    Option<i64>,
    Option<(i64, i64)>,
    Option<(i64, i64)>,
    Option<(u32, i64)>,
    Option<i64>,
    Option<i64>,
);
/// Order, step, mode, draw, advance.
type Third = (
    Option<Vec<&'static str>>,
    usize,
    usize,
    Option<(i64, i64)>,
    Option<i64>,
);

fn sketch() -> impl Strategy<Value = Sketch> {
    let parts = prop::collection::vec(part(), 1..6);
    let first = (
        method(),
        1..10_000_000i64,
        1..2000i64,
        parts,
        any::<bool>(),
        0..2000i64,
    );
    let second = (
        prop::option::of(0..1500i64),
        prop::option::of((0..2000i64, 0..=1000i64)),
        prop::option::of((0..1500i64, 0..3000i64)),
        prop::option::of((1..=365u32, 1..=1000i64)),
        prop::option::of(0..2000i64),
        prop::option::of(0..1000i64),
    );
    let third = (
        prop::option::of(Just(ADJUSTMENTS.to_vec()).prop_shuffle()),
        0..STEPS.len(),
        0..MODES.len(),
        prop::option::of((0..5_000_000i64, 0..1_000_000i64)),
        prop::option::of(1..5_000_000i64),
    );
    (first, second, third).prop_map(|(first, second, third)| joined(first, second, third))
}

fn joined(first: First, second: Second, third: Third) -> Sketch {
    let (method, bonus, rate, parts, normalize, company) = first;
    let (threshold, gate, accelerator, proration, cap, floor) = second;
    let (order, step, mode, draw, advance) = third;
    let by_units = matches!(method, Method::Commission | Method::PerUnit);
    let parts: Vec<Part> = parts
        .into_iter()
        .map(|part| match part.score {
            // A rate multiplies an actual.
            Score::Given(score) if by_units => Part {
                score: Score::Reached(score, 1000),
                ..part
            },
            _ => part,
        })
        .collect();
    Sketch {
        method,
        bonus,
        rate,
        parts: if normalize { parts } else { to_one(parts) },
        normalize,
        company,
        threshold,
        gate,
        accelerator,
        proration,
        cap,
        floor,
        order,
        step,
        mode,
        draw,
        advance,
    }
}

/// Weights that add up to 1: the last takes what the others leave.
fn to_one(mut parts: Vec<Part>) -> Vec<Part> {
    let mut left = 1000;
    for part in &mut parts {
        part.weight = part.weight.min(left);
        left -= part.weight;
    }
    parts.last_mut().unwrap().weight += left;
    parts
}

impl Sketch {
    fn has_score(&self) -> bool {
        !matches!(self.method, Method::Commission | Method::PerUnit)
    }

    /// The adjustments that the plan has.
    fn has(&self, name: &str) -> bool {
        match name {
            "threshold" => self.threshold.is_some() && self.has_score(),
            "gates" => self.gate.is_some(),
            "accelerator" => self.accelerator.is_some() && self.has_score(),
            "multipliers" => self.method == Method::Multiplier,
            "proration" => self.proration.is_some(),
            "cap" => self.cap.is_some(),
            _ => self.floor.is_some(),
        }
    }

    fn order(&self) -> Vec<&'static str> {
        let order = self.order.clone().unwrap_or_else(|| ADJUSTMENTS.to_vec());
        order.into_iter().filter(|name| self.has(name)).collect()
    }

    fn toml(&self) -> String {
        let method = match self.method {
            Method::Weighted => "weighted",
            Method::Multiplier => "multiplier",
            Method::Funds => "funds",
            Method::HeadOn => "head_on",
            Method::Commission => "commission",
            Method::PerUnit => "per_unit",
        };
        let mut out = format!(
            "[plan.p]\nmethod = \"{method}\"\nbonus = \"{}\"\nrounding = {{ step = \"{}\", mode = \"{}\" }}\n",
            decimal(self.bonus * 10),
            STEPS[self.step].0,
            MODES[self.mode]
        );
        if self.normalize {
            out.push_str("weights = \"normalize\"\n");
        }
        if matches!(self.method, Method::Commission | Method::PerUnit) {
            let _ = writeln!(out, "rate = \"{}\"", decimal(self.rate));
        }
        if self.method == Method::HeadOn {
            out.push_str("partial = { at_least = \"0.8\", pays = \"0.35\" }\non = \"score\"\n");
        }
        for name in self.order() {
            let _ = match name {
                "threshold" => {
                    writeln!(out, "threshold = \"{}\"", decimal(self.threshold.unwrap()))
                }
                "gates" => {
                    let (bound, otherwise) = self.gate.unwrap();
                    let (bound, otherwise) = (decimal(bound), decimal(otherwise));
                    writeln!(
                        out,
                        "gates = [{{ kpi = \"company\", on = \"score\", at_least = \"{bound}\", \
                         otherwise = \"{otherwise}\" }}]"
                    )
                }
                "accelerator" => {
                    let (above, times) = self.accelerator.unwrap();
                    let (above, times) = (decimal(above), decimal(times));
                    writeln!(
                        out,
                        "accelerator = {{ above = \"{above}\", times = \"{times}\" }}"
                    )
                }
                "multipliers" => writeln!(out, "multipliers = [{{ kpi = \"company\" }}]"),
                "proration" => writeln!(out, "proration = {{ by = \"days\" }}"),
                "cap" => writeln!(out, "cap = \"{} %\"", decimal(self.cap.unwrap() * 100)),
                _ => writeln!(out, "floor = \"{} %\"", decimal(self.floor.unwrap() * 100)),
            };
        }
        if self.order.is_some() {
            let _ = writeln!(out, "order = {:?}", self.order());
        }
        if let Some((minimum, _)) = self.draw {
            let _ = writeln!(out, "draw = {{ minimum = \"{}\" }}", decimal(minimum));
        }
        out
    }

    fn csv(&self) -> String {
        let mut out =
            "person,kpi,weight,score,actual,target,missing,factor,from,to,share,period_from,\
             period_to,balance,advance\n"
                .to_owned();
        for (index, part) in self.parts.iter().enumerate() {
            let (score, actual, target, missing) = match part.score {
                Score::Given(score) => (decimal(score), String::new(), String::new(), ""),
                Score::Reached(actual, target) => {
                    (String::new(), decimal(actual), decimal(target), "")
                }
                Score::Zero => (String::new(), String::new(), String::new(), "zero"),
                Score::Ignore => (String::new(), String::new(), String::new(), "ignore"),
            };
            let weight = decimal(part.weight);
            let factor = decimal(part.factor);
            let _ = writeln!(
                out,
                "1,k{index},{weight},{score},{actual},{target},{missing},{factor},,,,,,,"
            );
        }
        let (balance, advance) = (
            self.draw
                .map_or(String::new(), |(_, balance)| decimal(balance)),
            self.advance.map_or(String::new(), decimal),
        );
        let _ = writeln!(
            out,
            "1,company,,{},,,,,,,,2023-01-01,2023-12-31,{balance},{advance}",
            decimal(self.company)
        );
        if let Some((days, share)) = self.proration {
            let to = date(days);
            let share = decimal(share);
            let _ = writeln!(out, "1,,,,,,,,2023-01-01,{to},{share},,,,");
        }
        out
    }

    /// The printed lines, computed slowly; `None` where the plan is refused.
    fn expected(&self) -> Option<String> {
        let x = Q::new(BigInt::from(self.bonus), BigInt::from(100));
        let (mut lines, mut score) = self.earned(&x)?;
        let total = |lines: &[(String, Q)]| lines.iter().map(|(_, amount)| amount).sum::<Q>();
        let mut shut = false;
        for name in self.order() {
            match name {
                "threshold" if *score.as_ref().unwrap() < thousandths(self.threshold.unwrap()) => {
                    scale(&mut lines, &Q::zero());
                }
                "gates" => {
                    let (bound, otherwise) = self.gate.unwrap();
                    if self.company < bound {
                        scale(&mut lines, &thousandths(otherwise));
                        shut |= otherwise == 0;
                    }
                }
                "accelerator" => {
                    let (above, times) = self.accelerator.unwrap();
                    let (above, before) = (thousandths(above), score.clone().unwrap());
                    if before > above {
                        let after = &above + (&before - &above) * thousandths(times);
                        scale(&mut lines, &(&after / &before));
                        score = Some(after);
                    }
                }
                "multipliers" => scale(&mut lines, &thousandths(self.company)),
                "proration" => {
                    let (days, share) = self.proration.unwrap();
                    let days = Q::new(BigInt::from(days), BigInt::from(365));
                    scale(&mut lines, &(days * thousandths(share)));
                }
                "cap" => {
                    let cap = &x * thousandths(self.cap.unwrap());
                    if total(&lines) > cap {
                        let factor = cap / total(&lines);
                        scale(&mut lines, &factor);
                    }
                }
                "floor" if shut => {}
                "floor" => {
                    let floor = &x * thousandths(self.floor.unwrap());
                    if total(&lines) < floor {
                        let missing = floor - total(&lines);
                        lines.push(("floor".to_owned(), missing));
                    }
                }
                _ => {}
            }
        }
        Some(self.settled(lines))
    }

    /// The parts and the score.
    fn earned(&self, x: &Q) -> Option<Earned> {
        let mut lines = Vec::new();
        let mut sum = Q::zero();
        let mut counted = Q::zero();
        for (index, part) in self.parts.iter().enumerate() {
            let name = format!("k{index}");
            let score = match part.score {
                Score::Given(score) => Some(thousandths(score)),
                Score::Reached(actual, target) => {
                    Some(rounded(&(thousandths(actual) / thousandths(target))))
                }
                Score::Zero => Some(Q::zero()),
                Score::Ignore => None,
            };
            let weight = thousandths(part.weight);
            let value = match self.method {
                Method::Commission | Method::PerUnit => {
                    let units = match part.score {
                        Score::Reached(actual, _) => Some(thousandths(actual)),
                        Score::Zero => Some(Q::zero()),
                        Score::Ignore => None,
                        // A score without an actual has nothing that the rate could multiply.
                        Score::Given(_) => return None,
                    };
                    if self.method == Method::PerUnit
                        && units.as_ref().is_some_and(Signed::is_negative)
                    {
                        return None;
                    }
                    units.map(|units| units * thousandths(self.rate))
                }
                Method::HeadOn => score.map(|score| {
                    let full = thousandths(1000);
                    let pays = if score >= full {
                        1000
                    } else if score >= thousandths(800) {
                        350
                    } else {
                        0
                    };
                    thousandths(pays) * &weight
                }),
                Method::Funds => score.map(|score| score * &weight * thousandths(part.factor)),
                Method::Weighted | Method::Multiplier => score.map(|score| score * &weight),
            };
            if let Some(value) = value {
                sum += &value;
                counted += &weight;
                lines.push((name, value));
            }
        }
        if lines.is_empty() || (self.has_score() && counted.is_zero()) {
            return None;
        }
        if !self.has_score() {
            return Some((lines, None));
        }
        scale(&mut lines, &(x / &counted));
        Some((lines, Some(sum / counted)))
    }

    /// Rounds, settles, prints.
    fn settled(&self, lines: Vec<(String, Q)>) -> String {
        let step = thousandths(STEPS[self.step].1);
        let total: Q = lines.iter().map(|(_, amount)| amount).sum();
        let mut steps: Vec<BigInt> = lines
            .iter()
            .map(|(_, amount)| (amount / &step).floor().to_integer())
            .collect();
        let whole = round(&(total / &step), MODES[self.mode]);
        let left = (whole - steps.iter().sum::<BigInt>()).to_usize().unwrap();
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by_key(|index| {
            let exact = &lines[*index].1 / &step;
            let rest = &exact - exact.floor();
            (-rest, *index)
        });
        for index in order.into_iter().take(left) {
            steps[index] += 1;
        }
        let names = lines.into_iter().map(|(name, _)| name);
        let mut printed: Vec<(String, BigInt)> = names.zip(steps).collect();
        let sum = |lines: &[(String, BigInt)]| lines.iter().map(|(_, n)| n).sum::<BigInt>();
        let in_steps = |amount: i64| round(&(thousandths(amount) / &step), MODES[self.mode]);
        let mut beside = Vec::new();
        if let Some((minimum, balance)) = self.draw {
            let (minimum, mut balance) = (in_steps(minimum), in_steps(balance));
            let earned = sum(&printed);
            if earned < minimum {
                printed.push(("draw".to_owned(), &minimum - &earned));
                balance += minimum - earned;
            } else if balance.is_positive() {
                let back = balance.clone().min(earned - minimum);
                balance -= &back;
                printed.push(("recovered".to_owned(), -back));
            }
            beside.push(("balance".to_owned(), balance));
        }
        let advance = self
            .advance
            .map(in_steps)
            .filter(|_| self.advance != Some(0));
        if let Some(advance) = advance {
            printed.push(("advance".to_owned(), -advance));
        }
        let total = sum(&printed);
        // What was earned below 0 stays; what an advance took off is carried.
        let advanced = printed.iter().any(|(name, _)| name == "advance");
        if total.is_negative() && advanced {
            printed.push(("carried".to_owned(), -&total));
            beside.push(("owed".to_owned(), -total));
        }
        printed.push(("total".to_owned(), sum(&printed)));
        printed.extend(beside);
        let mut out = "person,line,amount\n".to_owned();
        for (line, count) in printed {
            let _ = writeln!(out, "1,{line},{}", amount(&count, STEPS[self.step]));
        }
        out
    }
}

fn scale(lines: &mut [(String, Q)], factor: &Q) {
    for (_, amount) in lines {
        *amount = &*amount * factor;
    }
}

/// Thousandths as text.
fn decimal(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{:03}", value.abs() / 1000, value.abs() % 1000)
}

/// So many steps as text, with the step's decimals.
fn amount(count: &BigInt, (text, thousandths): (&str, i64)) -> String {
    let places = text
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    let value = count * thousandths;
    let shrunk = value / BigInt::from(10).pow(3 - u32::try_from(places).unwrap());
    let sign = if shrunk.is_negative() { "-" } else { "" };
    let digits = format!("{:0>width$}", shrunk.abs().to_string(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    if places == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

/// The whole number that a value is rounded to.
fn round(value: &Q, mode: &str) -> BigInt {
    let (floor, ceiling) = (value.floor().to_integer(), value.ceil().to_integer());
    let half = Q::new(BigInt::from(1), BigInt::from(2));
    let rest = value - value.floor();
    let toward_zero = if value.is_negative() {
        &ceiling
    } else {
        &floor
    };
    let away = if value.is_negative() {
        &floor
    } else {
        &ceiling
    };
    let nearest = if rest < half { &floor } else { &ceiling };
    let even = if (&floor % BigInt::from(2)).is_zero() {
        &floor
    } else {
        &ceiling
    };
    match mode {
        "floor" => floor,
        "ceiling" => ceiling,
        "toward-zero" => toward_zero.clone(),
        "away-from-zero" => away.clone(),
        _ if rest != half => nearest.clone(),
        "half-even" => even.clone(),
        "half-toward-zero" => toward_zero.clone(),
        _ => away.clone(),
    }
}

/// The day of 2023 that is the nth.
fn date(day: u32) -> String {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut left = day;
    for (month, length) in (1..).zip(lengths) {
        if left <= length {
            return format!("2023-{month:02}-{left:02}");
        }
        left -= length;
    }
    String::new()
}

#[test]
fn plans_pay_what_the_page_says() {
    runner(pairs())
        .run(&sketch(), |sketch| {
            let (toml, csv) = (sketch.toml(), sketch.csv());
            let plan = Document::new("plan.toml", toml.clone());
            let inputs = Document::new("inputs.csv", csv.clone());
            let paid = try_plan(&plan, "p", &inputs, TryFormat::Csv);
            match (paid, sketch.expected()) {
                (Ok(paid), Some(expected)) => {
                    prop_assert_eq!(paid, expected, "{}\n{}", toml, csv);
                }
                (Err(_), None) => {}
                (Ok(paid), None) => prop_assert!(false, "paid {paid}\n{toml}\n{csv}"),
                (Err(found), _) => prop_assert!(false, "{}\n{toml}\n{csv}", found[0].concise()),
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn pools_place_every_cent() {
    let people = prop::collection::vec((0..2000i64, 1..100_000i64), 1..15);
    let pool = 0..100_000_000i64;
    runner(pairs())
        .run(&(people, pool), |(people, pool)| {
            let size = Q::new(BigInt::from(pool), BigInt::from(100));
            let points: Vec<Q> = people
                .iter()
                .map(|(score, points)| thousandths(*score) * thousandths(*points))
                .collect();
            let sum: Q = points.iter().sum();
            let toml = format!(
                "[plan.p]\nmethod = \"pool\"\npool = \"{}\"\n",
                decimal(pool * 10)
            );
            let mut csv = "person,kpi,score,points\n".to_owned();
            for (id, (score, points)) in people.iter().enumerate() {
                let _ = writeln!(csv, "{id},k,{},{}", decimal(*score), decimal(*points));
            }
            let plan = Document::new("plan.toml", toml);
            let inputs = Document::new("inputs.csv", csv);
            let paid = try_plan(&plan, "p", &inputs, TryFormat::Csv);
            if sum.is_zero() {
                prop_assert!(paid.is_err());
                return Ok(());
            }
            let paid = paid.unwrap();
            let cents: Vec<i64> = paid
                .lines()
                .filter_map(|line| line.split_once(",k,"))
                .map(|(_, amount)| amount.replace('.', "").parse().unwrap())
                .collect();
            prop_assert_eq!(cents.len(), people.len());
            prop_assert_eq!(cents.iter().sum::<i64>(), pool);
            let exact = |points: &Q| &size * points / &sum * BigInt::from(100);
            for (points, cents) in points.iter().zip(&cents) {
                let off = (exact(points) - BigInt::from(*cents)).abs();
                prop_assert!(off < Q::from_integer(BigInt::from(1)));
            }
            // Equal remainders: the lower id is not behind.
            for (a, pair) in points.windows(2).enumerate() {
                if pair[0] == pair[1] {
                    prop_assert!(cents[a] >= cents[a + 1]);
                }
            }
            Ok(())
        })
        .unwrap();
}
