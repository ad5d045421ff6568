//! One million scorecards of seven KPIs (linear scale, weighted), scored and paid on one thread;
//! and, for comparison, ten thousand by the engine that also explains them.
//!
//! `cargo bench -p attain-core --bench score`

#![expect(clippy::unwrap_used, reason = "a benchmark may fail")]

use attain_core::diag::Diagnostics;
use attain_core::num::{Decimal, Exact, RATIO_DECIMALS, RoundMode};
use attain_core::plan::{Entrant, EntrantLine, Kernel, Plan, Reached, parse_plans, pay_plan};
use attain_core::scale::{Scale, parse_scales};
use attain_core::text::{Document, Table};
use criterion::{Criterion, criterion_group, criterion_main};
use std::collections::BTreeMap;
use std::hint::black_box;

const MODEL: &str = r#"
[scale.sales]
kind = "linear"
threshold = "70 %"
cap = "120 %"

[plan.seller]
currency = "EUR"
bonus = "5000"
"#;
const WEIGHTS: [i64; 7] = [250, 200, 150, 150, 100, 100, 50];
const CARDS: usize = 1_000_000;

fn model() -> (Plan, Scale) {
    let document = Document::new("model.toml", MODEL);
    let diagnostics = Diagnostics::new();
    let root = document.parse(&diagnostics);
    let root = Table::root(&document, &root, &diagnostics);
    let plan = parse_plans(&root).into_values().next().unwrap();
    let scale = parse_scales(&root).into_values().next().unwrap();
    (plan, scale)
}

/// Results in cents, the same ones each time: from half to one and a half of the target.
fn results(count: usize) -> Vec<[Reached; 7]> {
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        i64::try_from(state % below).unwrap()
    };
    let mut one = move || {
        let target = 1_000_000 + next(9_000_000);
        Reached {
            actual: target / 2 + next(target.unsigned_abs()),
            target,
        }
    };
    (0..count).map(|_| std::array::from_fn(|_| one())).collect()
}

fn kernel(bench: &mut Criterion) {
    let (plan, scale) = model();
    let parts = WEIGHTS.map(|weight| (Decimal::new(weight, 3), Some(&scale)));
    let kernel = Kernel::new(&plan, &parts).unwrap();
    let cards = results(CARDS);
    bench.bench_function("1,000,000 scorecards of 7 KPIs, kernel", |bench| {
        bench.iter(|| {
            let mut lines = [0; 7];
            let mut sum = 0;
            for card in &cards {
                sum += kernel.pay(500_000, black_box(card), &mut lines).unwrap();
                black_box(&lines);
            }
            sum
        });
    });
}

fn engine(bench: &mut Criterion) {
    let (plan, _) = model();
    let people: Vec<Entrant> = results(10_000)
        .iter()
        .enumerate()
        .map(|(id, card)| entrant(id, card))
        .collect();
    bench.bench_function(
        "10,000 scorecards of 7 KPIs, engine with accounts",
        |bench| {
            bench.iter(|| pay_plan(&plan, &BTreeMap::new(), "EUR", black_box(&people)));
        },
    );
}

fn entrant(id: usize, card: &[Reached; 7]) -> Entrant {
    let mut entrant = Entrant::new(id.to_string());
    for ((weight, result), name) in WEIGHTS.iter().zip(card).zip('a'..) {
        let mut line = EntrantLine::new(name.to_string());
        line.weight = Some(Decimal::new(*weight, 3));
        line.attainment = Exact::from_integer(result.actual)
            .checked_div(&Exact::from_integer(result.target))
            .and_then(|exact| exact.round(RATIO_DECIMALS, RoundMode::HalfEven));
        entrant.lines.push(line);
    }
    entrant
}

criterion_group! {
    name = score;
    config = Criterion::default().sample_size(10);
    targets = kernel, engine
}
criterion_main!(score);
