//! Random facts and queries: the engine against the reference in memory, cell for cell.

use crate::support::*;
use attain_core::batch::Batch;
use attain_core::dataset::Dataset;
use attain_core::facts::memory::{MemoryBatch, MemoryFacts};
use attain_core::facts::{
    Credit, DetailQuery, FactQuery, FactValue, Group, MeasureQuery, RowQuery,
};
use attain_core::measure::{
    Aggregate, AggregateFunction, Comparison, Condition, Literal, Operator, Scalar, ScalarKind,
    Test,
};
use attain_core::num::Decimal;
use attain_facts::{Facts, ScanOptions, ScanPath, Source};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn deals() -> Dataset {
    let columns = vec![
        column("day", DATE),
        column("closed", DATE),
        column("person", TEXT),
        column("city", TEXT),
        column("amount", decimal(12, 4)),
        column("count", INTEGER),
        column("won", BOOLEAN),
    ];
    dataset("deals", Some("person"), columns)
}

fn day(offset: u8) -> Date {
    date(2012, 1, 1)
        .checked_add(i64::from(offset).days())
        .unwrap()
}

/// A row, with missing values in every column.
type RandomRow = (
    Option<u8>,
    Option<u8>,
    Option<u8>,
    Option<u8>,
    Option<i32>,
    Option<i16>,
    Option<bool>,
);

fn a_row() -> impl Strategy<Value = RandomRow> {
    let often = |strategy: std::ops::Range<u8>| proptest::option::weighted(0.9, strategy);
    (
        often(0..60),
        often(0..60),
        often(0..5),
        often(0..4),
        proptest::option::weighted(0.9, -200_000..200_000_i32),
        proptest::option::weighted(0.9, -5..5_i16),
        proptest::option::weighted(0.9, any::<bool>()),
    )
}

const PEOPLE: [&str; 5] = ["ann", "bob", "cid", "Иванов", "9"];
const CITIES: [&str; 4] = ["Moscow", "moscow", "50% off", "a_b"];

fn values(row: &RandomRow) -> Vec<FactValue> {
    fn value<T>(value: Option<T>, full: impl FnOnce(T) -> FactValue) -> FactValue {
        value.map_or(FactValue::Missing, full)
    }
    let text = |list: &'static [&'static str], place: Option<u8>| {
        value(place, |place| {
            FactValue::Text(list[usize::from(place)].to_owned())
        })
    };
    let (on, closed, person, city, amount, count, won) = *row;
    vec![
        value(on, |on| FactValue::Date(day(on))),
        value(closed, |closed| FactValue::Date(day(closed))),
        text(&PEOPLE, person),
        text(&CITIES, city),
        value(amount, |amount| {
            FactValue::Number(Decimal::new(i64::from(amount), 4))
        }),
        value(count, |count| FactValue::Number(count.into())),
        value(won, FactValue::Boolean),
    ]
}

/// As a file writes it.
fn written(value: &FactValue) -> String {
    match value {
        FactValue::Missing => String::new(),
        FactValue::Text(text) => text.clone(),
        FactValue::Number(number) => number.to_string(),
        FactValue::Date(date) => date.to_string(),
        FactValue::Boolean(value) => value.to_string(),
    }
}

fn col(name: &str) -> Scalar {
    let kind = match name {
        "amount" => ScalarKind::Number {
            precision: 12,
            scale: 4,
        },
        "count" => ScalarKind::Number {
            precision: 18,
            scale: 0,
        },
        "won" => ScalarKind::Boolean,
        "day" | "closed" => ScalarKind::Date,
        _ => ScalarKind::Text,
    };
    Scalar::Column {
        name: name.to_owned(),
        kind,
    }
}

fn a_number() -> impl Strategy<Value = Scalar> {
    let leaf = prop_oneof![
        3 => Just(col("amount")),
        3 => Just(col("count")),
        1 => (-300..300_i64, 0..4_u32)
            .prop_map(|(m, s)| Scalar::Literal(Literal::Number(Decimal::new(m, s)))),
        1 => Just(Scalar::DaysBetween(Box::new(col("day")), Box::new(col("closed")))),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let operator = prop_oneof![
            Just(Operator::Add),
            Just(Operator::Subtract),
            Just(Operator::Multiply)
        ];
        prop_oneof![
            (operator, inner.clone(), inner.clone()).prop_map(|(o, a, b)| Scalar::Binary(
                o,
                Box::new(a),
                Box::new(b)
            )),
            inner.clone().prop_map(|x| Scalar::Negate(Box::new(x))),
            inner.clone().prop_map(|x| Scalar::Abs(Box::new(x))),
            proptest::collection::vec(inner.clone(), 1..3).prop_map(Scalar::Coalesce),
            (inner.clone(), proptest::option::of(inner)).prop_map(|(then, otherwise)| {
                Scalar::Case {
                    branches: vec![(when(Test::Is(col("won"))), then)],
                    otherwise: otherwise.map(Box::new),
                }
            }),
        ]
    })
}

fn when(test: Test) -> Condition {
    Condition {
        text: String::new(),
        test,
    }
}

fn a_comparison() -> impl Strategy<Value = Comparison> {
    prop_oneof![
        Just(Comparison::Equal),
        Just(Comparison::NotEqual),
        Just(Comparison::Less),
        Just(Comparison::LessOrEqual),
        Just(Comparison::Greater),
        Just(Comparison::GreaterOrEqual),
    ]
}

fn a_test() -> impl Strategy<Value = Test> {
    let city = |place: usize| Scalar::Literal(Literal::Text(CITIES[place].to_owned()));
    let patterns = ["%o%", "_oscow", "50%", "a_b", "%", "", "a%_b", "50\\%"];
    let leaf = prop_oneof![
        (a_comparison(), a_number(), a_number()).prop_map(|(c, a, b)| Test::Compare(c, a, b)),
        (a_comparison(), 0..4_usize).prop_map(move |(c, place)| Test::Compare(
            c,
            col("city"),
            city(place)
        )),
        a_comparison().prop_map(|c| Test::Compare(c, col("day"), col("closed"))),
        (0..8_usize).prop_map(move |p| Test::Like(col("city"), patterns[p].to_owned())),
        proptest::collection::vec(-3..3_i64, 1..4).prop_map(|list| {
            let list = list.into_iter().map(|n| Literal::Number(n.into()));
            Test::In(col("count"), list.collect())
        }),
        prop_oneof![Just("city"), Just("amount"), Just("won"), Just("closed")]
            .prop_map(|name| Test::IsNull(col(name))),
        Just(Test::Is(col("won"))),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Test::And),
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Test::Or),
            inner.prop_map(|test| Test::Not(Box::new(test))),
        ]
    })
}

fn conditions() -> impl Strategy<Value = Vec<Condition>> {
    proptest::collection::vec(a_test().prop_map(when), 0..3)
}

fn an_aggregate() -> impl Strategy<Value = Aggregate> {
    let any_column = prop_oneof![Just("city"), Just("amount"), Just("won"), Just("day")];
    let function = prop_oneof![
        Just(AggregateFunction::CountRows),
        any_column
            .clone()
            .prop_map(|name| AggregateFunction::Count(col(name))),
        any_column.prop_map(|name| AggregateFunction::CountDistinct(col(name))),
        a_number().prop_map(AggregateFunction::CountDistinct),
        a_number().prop_map(AggregateFunction::Sum),
        a_number().prop_map(AggregateFunction::Min),
        a_number().prop_map(AggregateFunction::Max),
        a_number().prop_map(AggregateFunction::Median),
    ];
    (function, conditions()).prop_map(|(function, filter)| Aggregate { function, filter })
}

fn a_measure() -> impl Strategy<Value = MeasureQuery> {
    (
        conditions(),
        proptest::collection::vec(an_aggregate(), 0..4),
        proptest::bool::weighted(0.25),
    )
        .prop_map(|(conditions, aggregates, dates)| MeasureQuery {
            conditions,
            aggregates,
            dates,
        })
}

/// A person, or a city: facts may be credited by either.
fn known_owner() -> impl Strategy<Value = String> {
    let names: Vec<&str> = PEOPLE.iter().chain(&CITIES).copied().collect();
    proptest::sample::select(names).prop_map(str::to_owned)
}

fn a_credit() -> impl Strategy<Value = Credit> {
    (known_owner(), 0..60_u8, 0..40_u8, 0..4_u32).prop_map(|(owner, from, length, group)| Credit {
        owner,
        from: day(from),
        to: day(from.saturating_add(length)),
        group: Group(group),
    })
}

/// The same facts in files and in memory.
fn both(root: &std::path::Path, batches: &[Vec<RandomRow>]) -> (Vec<Batch>, MemoryFacts) {
    let mut files = Vec::new();
    let mut memory = MemoryFacts::new([deals()]);
    for (index, rows) in batches.iter().enumerate() {
        let id = format!("b{index}");
        let mut text = "day,closed,person,city,amount,count,won\n".to_owned();
        let mut batch = MemoryBatch::new(id.as_str(), "deals");
        for row in rows {
            let values = values(row);
            // A row without any value is no row.
            if values.iter().all(|value| *value == FactValue::Missing) {
                continue;
            }
            text.push_str(&values.iter().map(written).collect::<Vec<_>>().join(","));
            text.push('\n');
            batch.push(values);
        }
        let mut options = options();
        options.covers = Some((day(0), day(59)));
        let source = Source::bytes("memory.csv", text);
        let import = import_with(root, &deals(), &[source], &options);
        files.push(import.prepared.unwrap().batch(id.into()));
        batch.covers = options.covers;
        memory.add(batch);
    }
    (files, memory)
}

/// One row less: in memory there is no header.
fn lines(rows: Vec<attain_core::facts::FactRow>) -> Vec<(String, Vec<FactValue>)> {
    rows.into_iter()
        .map(|row| (row.batch.to_string(), row.values))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_engine_agrees_with_the_reference(
        batches in proptest::collection::vec(proptest::collection::vec(a_row(), 0..40), 1..4),
        credits in proptest::collection::vec(a_credit(), 0..12),
        measures in proptest::collection::vec(a_measure(), 1..4),
        columns in proptest::collection::vec(a_number(), 0..3),
        days in (0..40_u8, 0..40_u8),
        settings in (prop_oneof![Just(1_usize), Just(2), Just(8)], 1..50_usize),
        by_city in any::<bool>(),
        known in proptest::collection::btree_set(known_owner(), 0..3),
        page in proptest::option::of((0..20_u64, 0..20_u64)),
        path in prop_oneof![3 => Just(ScanPath::Chosen), 1 => Just(ScanPath::DataFusion)],
    ) {
        let root = tempfile::tempdir().unwrap();
        let (files, memory) = both(root.path(), &batches);
        let (partitions, batch_size) = settings;
        let mut options = ScanOptions { partitions, batch_size, ..ScanOptions::default() };
        (options.path, options.keep_states) = (path, true);
        let facts = Facts::open(root.path(), files, vec![deals()], options).unwrap();
        let (from, to) = (day(days.0), day(days.0.saturating_add(days.1)));
        let first = measures[0].clone();
        let query = FactQuery {
            credited_by: by_city.then(|| "city".to_owned()),
            known: known.clone(),
            dataset: "deals".into(), from, to,
            credits: credits.clone(),
            everything: Some(Group(99)),
            measures,
        };
        // What has more than 28 digits is an error on both sides.
        // Twice: what the first scan keeps must not change the second.
        for _ in 0..2 {
            match (run(facts.scan(&query)), memory.answer(&query)) {
                (Ok(found), Ok(expected)) => prop_assert_eq!(found, expected),
                (Err(_), Err(_)) => {}
                (found, expected) => prop_assert!(false, "{:?} {:?}", found, expected),
            }
        }
        let detail = DetailQuery {
            credited_by: by_city.then(|| "city".to_owned()),
            dataset: "deals".into(), from, to,
            credits: credits.clone(),
            conditions: first.conditions.clone(),
            aggregates: first.aggregates,
        };
        match (run(facts.detail(&detail)), memory.detail(&detail)) {
            (Ok(found), Ok(expected)) => prop_assert_eq!(found, expected),
            (Err(_), Err(_)) => {}
            (found, expected) => prop_assert!(false, "{:?} {:?}", found, expected),
        }
        let rows = RowQuery {
            dataset: "deals".into(),
            days: Some((from, to)),
            conditions: first.conditions,
            credits,
            columns: columns.into_iter().chain([col("city"), col("day"), col("won")]).collect(),
            page,
        };
        let found = run(facts.rows(&rows)).unwrap();
        prop_assert_eq!(lines(found), lines(memory.rows(&rows).unwrap()));
    }
}

/// What happens to the facts of a dataset.
#[derive(Debug, Clone)]
enum Event {
    /// An import, of rows on any days: late ones too.
    Import(Vec<RandomRow>),
    /// The batch of this number (of those that count) no longer counts.
    Retract(usize),
    /// Somebody asks.
    Ask,
    /// All states are deleted, or made unreadable.
    Lose(bool),
}

fn an_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => proptest::collection::vec(a_row(), 0..60).prop_map(Event::Import),
        2 => (0..8_usize).prop_map(Event::Retract),
        4 => Just(Event::Ask),
        1 => any::<bool>().prop_map(Event::Lose),
    ]
}

fn lose_states(root: &std::path::Path, delete: bool) {
    let folder = root.join("=state");
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if delete {
            std::fs::remove_file(path).unwrap();
        } else {
            let mut bytes = std::fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            std::fs::write(path, bytes).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_happened_before_an_increment_is_the_whole(
        history in proptest::collection::vec(an_event(), 1..12),
        credits in proptest::collection::vec(a_credit(), 0..6),
        measures in proptest::collection::vec(a_measure(), 1..4),
        only_sums in any::<bool>(),
    ) {
        let root = tempfile::tempdir().unwrap();
        let sum = |filter: Vec<Condition>| Aggregate {
            function: AggregateFunction::Sum(col("amount")),
            filter,
        };
        let measures: Vec<MeasureQuery> = if only_sums {
            let of = |m: MeasureQuery| MeasureQuery {
                aggregates: vec![sum(vec![]), sum(m.conditions.clone())],
                conditions: vec![],
                dates: false,
            };
            measures.into_iter().map(of).collect()
        } else {
            measures
        };
        let query = FactQuery {
            credited_by: None,
            known: ["bob".to_owned()].into(),
            dataset: "deals".into(), from: day(5), to: day(40),
            credits,
            everything: Some(Group(99)),
            measures,
        };
        let mut counting: Vec<Batch> = Vec::new();
        for event in history.into_iter().chain([Event::Ask, Event::Ask]) {
            match event {
                Event::Import(rows) => {
                    let (mut files, _) = both(root.path(), &[rows]);
                    counting.append(&mut files);
                }
                Event::Retract(number) if !counting.is_empty() => {
                    counting.remove(number % counting.len());
                }
                Event::Retract(_) => {}
                Event::Lose(delete) => lose_states(root.path(), delete),
                Event::Ask => {
                    let open = |path, keep_states| {
                        let options = ScanOptions { path, keep_states, ..ScanOptions::default() };
                        Facts::open(root.path(), counting.clone(), vec![deals()], options).unwrap()
                    };
                    let step = run(open(ScanPath::Chosen, true).scan(&query));
                    let whole = run(open(ScanPath::DataFusion, false).scan(&query));
                    match (step, whole) {
                        (Ok(step), Ok(whole)) => {
                            prop_assert_eq!(format!("{step:?}"), format!("{whole:?}"));
                        }
                        (Err(_), Err(_)) => {}
                        (step, whole) => prop_assert!(false, "{:?} {:?}", step, whole),
                    }
                }
            }
        }
    }
}
