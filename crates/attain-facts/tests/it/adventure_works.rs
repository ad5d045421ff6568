//! Real files: the AdventureWorks sample.

use crate::support::*;
use attain_core::dataset::{Column, Covers, Dataset};
use attain_core::facts::{Credit, FactAnswer, FactQuery, Group, MeasureQuery, RowQuery};
use attain_core::measure::{
    Aggregate, AggregateFunction, Comparison, Condition, Literal, Operator, Scalar, ScalarKind,
    Test,
};
use attain_core::num::Decimal;
use attain_facts::{Facts, ScanOptions, Source};
use jiff::civil::date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/adventure-works/data")
}

fn sales() -> Dataset {
    let money = decimal(19, 4);
    let columns = vec![
        required("order_number", TEXT),
        required("order_line", INTEGER),
        required("order_date", DATE),
        required("due_date", DATE),
        column("ship_date", DATE),
        required("employee_key", TEXT),
        required("territory_key", TEXT),
        required("reseller_key", TEXT),
        required("product_key", TEXT),
        required("promotion_key", INTEGER),
        required("quantity", INTEGER),
        required("unit_price", money),
        required("discount", money),
        required("sales_amount", money),
        required("product_cost", money),
    ];
    let mut dataset = dataset("reseller_sales", Some("employee_key"), columns);
    dataset.date = Some("order_date".to_owned());
    dataset.key = vec!["order_number".to_owned(), "order_line".to_owned()];
    dataset
}

fn others() -> Vec<(&'static str, Dataset, u64)> {
    let texts = |names: &[&str]| {
        names
            .iter()
            .map(|n| column(n, TEXT))
            .collect::<Vec<Column>>()
    };
    let mut employees = texts(&[
        "employee_key",
        "manager_key",
        "first_name",
        "last_name",
        "title",
    ]);
    employees.extend([
        column("hired_on", DATE),
        column("hourly_rate", decimal(9, 4)),
    ]);
    employees.extend([
        column("is_salesperson", BOOLEAN),
        column("valid_from", DATE),
    ]);
    let mut finance = texts(&["organization", "scenario", "account", "account_type"]);
    finance.extend([required("date", DATE), required("amount", decimal(19, 4))]);
    let mut quotas = texts(&["employee_key"]);
    quotas.extend([
        required("quota_date", DATE),
        required("quota", decimal(19, 4)),
    ]);
    vec![
        ("employees", dataset("employees", None, employees), 296),
        ("finance", dataset("finance", None, finance), 26_818),
        (
            "sales_quotas",
            dataset("sales_quotas", Some("employee_key"), quotas),
            112,
        ),
        (
            "territories",
            dataset("territories", None, texts(&["region", "country"])),
            11,
        ),
    ]
}

#[test]
fn every_file_is_imported_whole() {
    let root = tempfile::tempdir().unwrap();
    for (name, dataset, rows) in others() {
        let source = Source::file(folder().join(format!("{name}.csv")));
        let mut options = options();
        options.covers = Some((date(2000, 1, 1), date(2014, 12, 31)));
        let import = import_with(root.path(), &dataset, &[source], &options);
        assert_eq!(import.report.refusals, [], "{name}");
        assert_eq!(import.prepared.unwrap().rows, rows, "{name}");
    }
}

type PlainRow = BTreeMap<String, String>;

/// The rows of the sales file, read in the plainest way.
fn plain_rows() -> Vec<PlainRow> {
    let text = std::fs::read_to_string(folder().join("reseller_sales.csv")).unwrap();
    let mut lines = text.lines();
    let header: Vec<String> = lines
        .next()
        .unwrap()
        .split(',')
        .map(str::to_owned)
        .collect();
    lines
        .map(|line| {
            header
                .iter()
                .cloned()
                .zip(line.split(',').map(str::to_owned))
                .collect()
        })
        .collect()
}

fn col(name: &str) -> Scalar {
    let kind = ScalarKind::Number {
        precision: 19,
        scale: 4,
    };
    Scalar::Column {
        name: name.to_owned(),
        kind,
    }
}

fn sum(x: Scalar) -> Aggregate {
    Aggregate {
        function: AggregateFunction::Sum(x),
        filter: vec![],
    }
}

fn margin() -> Scalar {
    Scalar::Binary(
        Operator::Subtract,
        Box::new(col("sales_amount")),
        Box::new(col("product_cost")),
    )
}

const EVERYBODY: Group = Group(1_000);

/// Sales and losses in a quarter, for each person and for everybody.
fn quarter(people: &[String]) -> FactQuery {
    let zero = Scalar::Literal(Literal::Number(Decimal::ZERO));
    let loss = Condition {
        text: "margin < 0".to_owned(),
        test: Test::Compare(Comparison::Less, margin(), zero),
    };
    let credits = (0..).zip(people).map(|(group, owner)| Credit {
        owner: owner.clone(),
        from: date(2011, 1, 1),
        to: date(2011, 12, 31),
        group: Group(group),
    });
    let measure = |conditions, x| MeasureQuery {
        conditions,
        aggregates: vec![sum(x)],
        dates: true,
    };
    FactQuery {
        credited_by: None,
        known: Default::default(),
        dataset: "reseller_sales".into(),
        from: date(2011, 7, 1),
        to: date(2011, 9, 30),
        credits: credits.collect(),
        everything: Some(EVERYBODY),
        measures: vec![
            measure(vec![], col("sales_amount")),
            measure(vec![loss], margin()),
        ],
    }
}

/// Compares a group's cells with sums over the rows of an owner (or of all) in the quarter.
fn compare(answer: &FactAnswer, group: Group, owner: Option<&String>, rows: &[PlainRow]) {
    let own = rows.iter().filter(|row| {
        ("2011-07-01"..="2011-09-30").contains(&row["order_date"].as_str())
            && owner.is_none_or(|owner| row["employee_key"] == *owner)
    });
    let (mut amounts, mut losses) = (Vec::new(), Vec::new());
    for row in own {
        let amount = number(&row["sales_amount"]);
        amounts.push(amount);
        losses.push(amount - number(&row["product_cost"]));
    }
    losses.retain(|margin| *margin < Decimal::ZERO);
    for (measure, expected) in [amounts, losses].into_iter().enumerate() {
        let cell = answer.cells.get(&(group, measure));
        assert_eq!(cell.map_or(0, |cell| cell.rows), expected.len() as u64);
        let sum = (!expected.is_empty()).then(|| expected.iter().sum::<Decimal>());
        assert_eq!(cell.and_then(|cell| cell.values[0]), sum, "{owner:?}");
    }
}

#[test]
fn sums_equal_the_plain_sums_of_the_rows() {
    let root = tempfile::tempdir().unwrap();
    let mut dataset = sales();
    dataset.covers = Covers::Quarters;
    let source = Source::file(folder().join("reseller_sales.csv"));
    let import = import(root.path(), &dataset, &[source]);
    assert_eq!(import.report.refusals, []);
    let prepared = import.prepared.unwrap();
    assert_eq!((prepared.rows, prepared.preview.rows.len()), (32_315, 20));
    let batch = prepared.batch("b1".into());
    let rows = plain_rows();
    let total: Decimal = rows.iter().map(|row| number(&row["sales_amount"])).sum();
    let stated = batch
        .totals
        .iter()
        .find(|total| total.column == "sales_amount");
    assert_eq!(stated.unwrap().sum, total);

    let people: BTreeSet<String> = rows.iter().map(|row| row["employee_key"].clone()).collect();
    let people: Vec<String> = people.into_iter().collect();
    let query = quarter(&people);
    let mut answers = Vec::new();
    for (partitions, batch_size) in [(1, 8_192), (2, 1_000), (8, 97)] {
        let options = ScanOptions {
            partitions,
            batch_size,
            ..ScanOptions::default()
        };
        let facts = Facts::open(
            root.path(),
            vec![batch.clone()],
            vec![dataset.clone()],
            options,
        );
        answers.push(run(facts.unwrap().scan(&query)).unwrap());
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    let answer = &answers[0];
    assert_eq!(answer.uncredited, 0);
    assert_eq!(answer.covered, [(date(2010, 10, 1), date(2012, 12, 31))]);
    compare(answer, EVERYBODY, None, &rows);
    for (group, owner) in (0..).zip(&people) {
        compare(answer, Group(group), Some(owner), &rows);
    }
}

#[test]
fn rows_come_back_with_the_line_they_stand_on() {
    let root = tempfile::tempdir().unwrap();
    let source = Source::file(folder().join("reseller_sales.csv"));
    let batch = import(root.path(), &sales(), &[source])
        .prepared
        .unwrap()
        .batch("b1".into());
    let facts = Facts::open(
        root.path(),
        vec![batch],
        vec![sales()],
        ScanOptions::default(),
    )
    .unwrap();
    let query = RowQuery {
        dataset: "reseller_sales".into(),
        days: None,
        conditions: vec![],
        credits: vec![],
        columns: vec![col("sales_amount")],
        page: Some((17_000, 3)),
    };
    let found = run(facts.rows(&query)).unwrap();
    let lines: Vec<u64> = found.iter().map(|row| row.row).collect();
    assert_eq!(lines, [17_002, 17_003, 17_004]);
    let plain = &plain_rows()[17_001]["sales_amount"];
    assert_eq!(
        found[1].values,
        [attain_core::facts::FactValue::Number(number(plain))]
    );
}
