//! The kernel against the engine: the same cents, or a refusal.

use super::{Kernel, Reached, ratio};
use crate::diag::Diagnostics;
use crate::num::{Decimal, Exact, RoundMode};
use crate::plan::{Entrant, EntrantLine, Plan, parse_plans, pay_plan};
use crate::scale::{Scale, ScaleInput, parse_scales};
use crate::text::{Document, Table};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn parse(text: &str) -> (Plan, Vec<Scale>) {
    let document = Document::new("plan.toml", text);
    let diagnostics = Diagnostics::new();
    let root = document.parse(&diagnostics);
    let root = Table::root(&document, &root, &diagnostics);
    let plan = parse_plans(&root).into_values().next();
    let scales = parse_scales(&root).into_values().collect();
    assert!(diagnostics.is_empty(), "{:?}", diagnostics.into_sorted());
    (plan.unwrap(), scales)
}

const PLAN: &str = "[plan.p]\ncurrency = \"EUR\"\n\
    scale.a = { kind = \"linear\", threshold = \"70 %\", cap = \"120 %\" }\n\
    scale.b = { kind = \"linear\" }\n";

fn plan_text() -> String {
    let (plan, scales) = PLAN.split_once("scale.").unwrap();
    format!("scale.{scales}{plan}")
}

/// What the engine pays, in cents.
fn slowly(
    plan: &Plan,
    bonus: u64,
    parts: &[(Decimal, Option<&Scale>)],
    results: &[Reached],
) -> (Vec<i128>, i128) {
    let mut entrant = Entrant::new("1");
    let cents = |amount: Decimal| {
        let mut amount = amount;
        amount.rescale(2);
        amount.mantissa()
    };
    entrant.amounts.insert(
        "bonus".into(),
        Decimal::new(i64::try_from(bonus).unwrap(), 2),
    );
    for (index, ((weight, scale), result)) in parts.iter().zip(results).enumerate() {
        let mut line = EntrantLine::new(format!("k{index}"));
        let attained = Exact::from_integer(result.actual)
            .checked_div(&Exact::from_integer(result.target))
            .unwrap();
        let attainment = attained.round(12, RoundMode::HalfEven);
        let input = ScaleInput {
            attainment,
            ..ScaleInput::default()
        };
        line.weight = Some(*weight);
        line.score = match scale {
            Some(scale) => scale.apply(&input).unwrap().score(),
            None => attainment,
        };
        entrant.lines.push(line);
    }
    let paid = pay_plan(plan, &BTreeMap::new(), "EUR", &[entrant])
        .remove(0)
        .outcome
        .unwrap();
    (
        paid.lines.iter().map(|line| cents(line.amount)).collect(),
        cents(paid.total),
    )
}

proptest! {
    #[test]
    fn the_kernel_pays_what_the_engine_pays(
        bonus in 0..1_000_000_000u64,
        weights in prop::collection::vec(0..300_000u64, 6),
        results in prop::collection::vec((0..2_000_000_000i64, 1..1_000_000_000i64), 7),
        kinds in prop::collection::vec(0..3usize, 7),
    ) {
        let (plan, scales) = parse(&plan_text());
        let mut left = 1_000_000;
        let mut weights: Vec<u64> = weights
            .into_iter()
            .map(|weight| {
                let weight = weight.min(left);
                left -= weight;
                weight
            })
            .collect();
        weights.push(left);
        let parts: Vec<(Decimal, Option<&Scale>)> = weights
            .iter()
            .zip(&kinds)
            .map(|(weight, kind)| {
                (Decimal::new(i64::try_from(*weight).unwrap(), 6), scales.get(*kind))
            })
            .collect();
        let results: Vec<Reached> =
            results.into_iter().map(|(actual, target)| Reached { actual, target }).collect();
        let kernel = Kernel::new(&plan, &parts).unwrap();
        let mut lines = [0; 7];
        if let Some(total) = kernel.pay(bonus, &results, &mut lines) {
            let (slow_lines, slow_total) = slowly(&plan, bonus, &parts, &results);
            prop_assert_eq!(i128::from(total), slow_total);
            prop_assert_eq!(lines.map(i128::from).to_vec(), slow_lines);
        }
    }

    #[test]
    fn plain_results_are_never_refused(
        bonus in 0..1_000_000_000u64,
        results in prop::collection::vec((0..300_000_000i64, 100_000_000..200_000_000i64), 7),
    ) {
        let (plan, scales) = parse(&plan_text());
        let weight = |millionths: i64| (Decimal::new(millionths, 6), scales.first());
        let parts: Vec<(Decimal, Option<&Scale>)> =
            [142_857, 142_857, 142_857, 142_857, 142_857, 142_857, 142_858].map(weight).into();
        let kernel = Kernel::new(&plan, &parts).unwrap();
        let results: Vec<Reached> =
            results.into_iter().map(|(actual, target)| Reached { actual, target }).collect();
        let mut lines = [0; 7];
        let total = kernel.pay(bonus, &results, &mut lines).unwrap();
        prop_assert_eq!(lines.iter().sum::<u64>(), total);
    }
}

#[test]
fn ratios_round_half_to_even() {
    for (actual, target, expected) in [
        (1, 3, 333_333_333_333),
        (2, 3, 666_666_666_667),
        (1, 2_000_000_000_000, 0),
        (3, 2_000_000_000_000, 2),
        (5, 2_000_000_000_000, 2),
        (7, 2_000_000_000_000, 4),
        (0, 5, 0),
    ] {
        assert_eq!(ratio(actual, target), Some(expected), "{actual} / {target}");
    }
}

#[test]
fn other_plans_are_refused() {
    let one = Decimal::ONE;
    for text in [
        "[plan.p]\nbonus = \"1\"\ncap = \"150 %\"",
        "[plan.p]\nbonus = \"1\"\nweights = \"normalize\"",
        "[plan.p]\nbonus = \"1\"\nrounding = { step = \"0.05\" }",
        "[plan.p]\nincome = \"1\"\nfixed = \"30 %\"",
        "[plan.p]\nmethod = \"head_on\"\nbonus = \"1\"",
    ] {
        assert_eq!(Kernel::new(&parse(text).0, &[(one, None)]), None, "{text}");
    }
    let (plan, _) = parse("[plan.p]\nbonus = \"1\"");
    assert_eq!(Kernel::new(&plan, &[(Decimal::new(9, 1), None)]), None);
    let kernel = Kernel::new(&plan, &[(one, None)]).unwrap();
    let result = |actual, target| [Reached { actual, target }];
    assert_eq!(kernel.pay(100, &result(-1, 100), &mut [0]), None);
    assert_eq!(kernel.pay(100, &result(1, 0), &mut [0]), None);
    assert_eq!(kernel.pay(u64::MAX, &result(99, 100), &mut [0]), None);
    assert_eq!(kernel.pay(100, &[], &mut []), None);
}
