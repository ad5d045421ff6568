//! Laws of whole plans on random plans and results.

use crate::oracle::{pairs, runner};
use attain_core::diag::Diagnostic;
use attain_core::model::load;
use attain_core::num::{Decimal, Exact, parse_number};
use attain_core::plan::{
    Entrant, EntrantLine, TryFormat, check_plans, parse_plans, pay_plan, try_plan,
};
use attain_core::text::{Document, Table};
use proptest::prelude::*;
use std::collections::BTreeMap;

const COMPANY: &str = "[company]\nname = \"A\"\ncurrency = \"EUR\"\n";
const FACTS: &str = "position.p = { title = \"P\" }\n[dataset.d]\nowner = \"o\"\ndate = \"t\"\n\
    [dataset.d.columns]\no = \"text\"\nt = \"date\"\nx = \"decimal(12,2)\"\n\
    [kpi.a]\nkind = \"result\"\ndataset = \"d\"\nmeasure = \"sum(x)\"\n\
    [kpi.b]\nkind = \"result\"\ndataset = \"d\"\nmeasure = \"sum(x + 1)\"\n\
    [kpi.c]\nkind = \"result\"\ndataset = \"d\"\nmeasure = \"sum(x + 2)\"\n";

fn percent() -> impl Strategy<Value = String> {
    (0..200u32).prop_map(|value| format!("\"{value} %\""))
}

fn kpi() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("a"), Just("b"), Just("c")]
}

/// A condition on an attainment, most of them from below.
fn condition() -> impl Strategy<Value = String> {
    let bound = prop_oneof![
        8 => Just("at_least"),
        2 => Just("above"),
        1 => Just("at_most"),
        1 => Just("below"),
    ];
    (kpi(), bound, percent())
        .prop_map(|(kpi, bound, at)| format!("kpi = \"{kpi}\", {bound} = {at}"))
}

fn gate() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just(String::new()),
        kpi().prop_map(|kpi| format!(", for = [\"{kpi}\"]"))
    ];
    let steps =
        (kpi(), 10..90u32, 91..120u32, 0..11u32, 0..11u32).prop_map(|(kpi, low, high, x, y)| {
            format!(
                "kpi = \"{kpi}\", steps = [[\"{low} %\", \"{}.{}\"], [\"{high} %\", \"{}.{}\"]]",
                x / 10,
                x % 10,
                y / 10,
                y % 10
            )
        });
    let stated = (condition(), 0..10u32)
        .prop_map(|(when, other)| format!("{when}, otherwise = \"0.{other}\""));
    (prop_oneof![stated, steps], part).prop_map(|(rule, part)| format!("{{ {rule}{part} }}"))
}

fn method() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        2 => Just("method = \"funds\"\n".to_owned()),
        1 => gate().prop_map(|gate| {
            let own = ["a", "b", "c"].iter().fold(gate.clone(), |gate, part| {
                gate.replace(&format!(", for = [\"{part}\"]"), "")
            });
            format!("method = \"funds\"\nblock = {own}\n")
        }),
        2 => [(); 4].map(|()| percent()).prop_map(|[at, pays, second, less]| format!(
            "method = \"head_on\"\npartial = [{{ at_least = {at}, pays = {pays} }}, \
             {{ at_least = {second}, pays = {less} }}]\n"
        )),
        1 => Just("method = \"commission\"\nrate = \"10 %\"\n".to_owned()),
        1 => prop::collection::vec(0..500u32, 4).prop_map(|cells| format!(
            "method = \"matrix\"\nmatrix = {{ rows = {{ kpi = \"a\", at = [\"50 %\", \"100 %\"] }}, columns = {{ kpi = \"b\", at = [\"50 %\", \"100 %\"] }}, values = [[\"{} %\", \"{} %\"], [\"{} %\", \"{} %\"]] }}\n",
            cells[0], cells[1], cells[2], cells[3]
        )),
    ]
}

/// The text of a plan: a method and any of the adjustments.
fn plan() -> impl Strategy<Value = String> {
    let some = |strategy: BoxedStrategy<String>| proptest::option::weighted(0.3, strategy);
    let gates = prop::collection::vec(gate(), 1..3);
    let gates = gates.prop_map(|gates| format!("gates = [{}]\n", gates.join(", ")));
    let side = |name: &'static str, field: &'static str| {
        (1..150u32, 0..30u32).prop_map(move |(bound, times)| {
            format!(
                "{name} = {{ {field} = \"{bound} %\", times = \"{}.{}\" }}\n",
                times / 10,
                times % 10
            )
        })
    };
    let part_cap =
        (kpi(), percent()).prop_map(|(kpi, cap)| format!("[plan.x.kpi.{kpi}]\ncap = {cap}\n"));
    (
        method(),
        some(
            percent()
                .prop_map(|at| format!("threshold = {at}\n"))
                .boxed(),
        ),
        some(gates.boxed()),
        some(side("accelerator", "above").boxed()),
        some(side("decelerator", "below").boxed()),
        some(percent().prop_map(|cap| format!("cap = {cap}\n")).boxed()),
        some(
            (0..50u32)
                .prop_map(|floor| format!("floor = \"{floor} %\"\n"))
                .boxed(),
        ),
        some(part_cap.boxed()),
    )
        .prop_map(
            |(method, threshold, gates, above, below, cap, floor, part)| {
                let lines = [threshold, gates, above, below, cap, floor, part];
                let lines: String = lines.into_iter().flatten().collect();
                format!("[plan.x]\nbonus = \"1000\"\n{method}{lines}")
            },
        )
}

/// What a person is paid; none: the plan or the results are refused.
fn paid(plan: &Document, results: [u32; 3]) -> Option<Decimal> {
    let mut inputs = "person,kpi,weight,attainment,actual\n".to_owned();
    for ((kpi, weight), result) in [("a", 50), ("b", 30), ("c", 20)].into_iter().zip(results) {
        inputs.push_str(&format!("1,{kpi},{weight} %,{result} %,{}\n", result * 10));
    }
    let inputs = Document::new("inputs.csv", inputs);
    let printed = try_plan(plan, "x", &inputs, TryFormat::Csv).ok()?;
    let total = printed
        .lines()
        .find_map(|line| line.strip_prefix("1,total,"))?;
    parse_number(total).ok()
}

/// Whether a check says that more may pay less.
fn is_warned(plan: &str) -> bool {
    let card = "[scorecard.s]\npositions = [\"p\"]\nevery = \"month\"\nplan = \"x\"\n\
                kpis = [{ kpi = \"a\", weight = \"50 %\" }, { kpi = \"b\", weight = \"30 %\" }, { kpi = \"c\", weight = \"20 %\" }]\n";
    let model = format!("{FACTS}{card}{plan}");
    let (model, found) = load(&[
        Document::new("attain.toml", COMPANY),
        Document::new("model/a.toml", model),
    ]);
    let warns = |found: &Diagnostic| ["K0821", "K0827"].contains(&found.code.id);
    found.iter().chain(&check_plans(&model.unwrap())).any(warns)
}

#[test]
fn more_result_never_pays_less_unless_a_check_warns() {
    let results = [0..200u32, 0..200u32, 0..200u32];
    let better = (0..3usize, 1..60u32);
    let compared = std::cell::Cell::new(0u32);
    let law = runner(pairs() / 2).run(
        &(plan(), results, better),
        |(plan, results, (which, by))| {
            let document = Document::new("plan.toml", plan.as_str());
            let mut more = results;
            more[which] += by;
            let (Some(before), Some(after)) = (paid(&document, results), paid(&document, more))
            else {
                return Ok(());
            };
            compared.set(compared.get() + 1);
            prop_assert!(
                before <= after || is_warned(&plan),
                "{before} for {results:?}, {after} for {more:?}\n{plan}"
            );
            Ok(())
        },
    );
    assert!(law.is_ok(), "{}", law.unwrap_err());
    let compared = compared.get();
    assert!(compared > pairs() / 4, "only {compared} plans paid");
}

#[test]
fn nobody_is_paid_more_than_the_cap() {
    let results = [0..400u32, 0..400u32, 0..400u32];
    let law = runner(pairs() / 4).run(&(plan(), results), |(plan, results)| {
        let Some(cap) = plan.lines().find_map(|line| line.strip_prefix("cap = \"")) else {
            return Ok(());
        };
        let whole = plan.split("[plan.x.kpi").next().unwrap();
        if whole.contains("floor") || !whole.contains("\ncap = ") {
            return Ok(());
        }
        let percent: u32 = cap.trim_end_matches(" %\"").parse().unwrap();
        let document = Document::new("plan.toml", plan.as_str());
        if let Some(paid) = paid(&document, results) {
            prop_assert!(paid <= Decimal::from(percent * 10), "{paid}\n{plan}");
        }
        Ok(())
    });
    assert!(law.is_ok(), "{}", law.unwrap_err());
}

/// A pool of some cents, shared by points; with caps or without.
fn split(size: u64, points: &[u32], cap: Option<u32>) -> (Decimal, Vec<Decimal>) {
    let cap = cap.map_or(String::new(), |cap| {
        format!(
            "redistribute = true\ncap = \"{}.{:02}\"\n",
            cap / 100,
            cap % 100
        )
    });
    let size = Decimal::new(size.try_into().unwrap(), 2);
    let text = format!("[plan.x]\nmethod = \"pool\"\npool = \"{size}\"\n{cap}");
    let document = Document::new("plan.toml", text);
    let diagnostics = attain_core::diag::Diagnostics::new();
    let root = document.parse(&diagnostics);
    let plans = parse_plans(&Table::root(&document, &root, &diagnostics));
    let people: Vec<Entrant> = points
        .iter()
        .enumerate()
        .map(|(id, points)| {
            let mut entrant = Entrant::new(id.to_string());
            let mut line = EntrantLine::new("k");
            line.score = Some(Decimal::new(i64::from(*points), 3));
            line.weight = Some(Decimal::ONE);
            entrant.lines.push(line);
            entrant
        })
        .collect();
    let plan = plans.values().next().unwrap();
    let paid = pay_plan(plan, &BTreeMap::new(), "EUR", &people);
    let amounts = paid
        .into_iter()
        .map(|one| one.outcome.unwrap().total)
        .collect();
    (size, amounts)
}

/// How many splits: a million where 100,000 pairs are compared.
fn splits() -> u32 {
    pairs().saturating_mul(10) / if pairs() > 2_000 { 1 } else { 40 }
}

#[test]
fn pools_conserve_every_cent() {
    let points = prop::collection::vec(1..5_000u32, 1..9);
    let law = runner(splits()).run(&(0..10_000_000u64, points), |(size, points)| {
        let (size, amounts) = split(size, &points, None);
        let sum: Decimal = amounts.iter().sum();
        prop_assert_eq!(sum, size);
        Ok(())
    });
    assert!(law.is_ok(), "{}", law.unwrap_err());
}

#[test]
fn what_is_above_a_cap_goes_to_the_others() {
    let points = prop::collection::vec(1..5_000u32, 1..9);
    let law = runner(pairs() / 4).run(
        &(0..1_000_000u64, points, 0..400_000u32),
        |(size, points, cap)| {
            let (size, amounts) = split(size, &points, Some(cap));
            let cap = Decimal::new(cap.into(), 2);
            let sum: Decimal = amounts.iter().sum();
            let most = Exact::from(cap) * Exact::from(u64::try_from(points.len()).unwrap());
            let expected = Exact::from(size).min(most);
            prop_assert_eq!(Exact::from(sum), expected, "{:?}", amounts);
            prop_assert!(amounts.iter().all(|amount| *amount <= cap));
            // Who has more points never has less.
            for (a, first) in points.iter().zip(&amounts) {
                for (b, second) in points.iter().zip(&amounts) {
                    prop_assert!(
                        a <= b || first >= second || *second - *first <= Decimal::new(1, 2)
                    );
                }
            }
            Ok(())
        },
    );
    assert!(law.is_ok(), "{}", law.unwrap_err());
}
