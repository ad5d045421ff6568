//! Queries on made data.

use crate::support::*;
use attain_core::dataset::{ColumnKind, Dataset};
use attain_core::facts::{
    Cell, Credit, DetailQuery, FactQuery, FactValue, Group, MeasureQuery, RowQuery,
};
use attain_core::measure::{
    Aggregate, AggregateFunction, Comparison, Condition, Literal, Operator, Scalar, ScalarKind,
    Test,
};
use attain_facts::{Facts, FactsError, ScanOptions, ScanPath};
use jiff::civil::{Date, date};

fn deals() -> Dataset {
    let columns = vec![
        required("day", DATE),
        column("closed", DATE),
        column("person", TEXT),
        column("city", TEXT),
        column("amount", decimal(19, 4)),
        column("count", INTEGER),
        column("won", BOOLEAN),
    ];
    dataset("deals", Some("person"), columns)
}

const ROWS: &str = "day,closed,person,city,amount,count,won\n\
    2012-01-10,2012-01-20,ann,Moscow,10.5,1,true\n\
    2012-01-11,,ann,Saratov,20.25,2,false\n\
    2012-01-12,2012-01-12,bob,moscow,-5,,true\n\
    2012-02-10,2012-01-31,ann,,7,3,\n\
    2012-02-11,2012-03-01,cid,50%,,3,true\n\
    2012-02-12,,,Moscow,1,4,true\n";

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

fn text(text: &str) -> Scalar {
    Scalar::Literal(Literal::Text(text.to_owned()))
}

fn num(text: &str) -> Scalar {
    Scalar::Literal(Literal::Number(number(text)))
}

fn when(test: Test) -> Condition {
    Condition {
        text: String::new(),
        test,
    }
}

fn compare(how: Comparison, a: Scalar, b: Scalar) -> Test {
    Test::Compare(how, a, b)
}

fn of(function: AggregateFunction) -> Aggregate {
    Aggregate {
        function,
        filter: vec![],
    }
}

fn sum(x: Scalar) -> Aggregate {
    of(AggregateFunction::Sum(x))
}

fn count() -> Aggregate {
    of(AggregateFunction::CountRows)
}

fn binary(operator: Operator, a: Scalar, b: Scalar) -> Scalar {
    Scalar::Binary(operator, Box::new(a), Box::new(b))
}

const ALL: Group = Group(99);
const YEAR: (Date, Date) = (date(2012, 1, 1), date(2012, 12, 31));

fn query(credits: Vec<Credit>, measures: Vec<MeasureQuery>) -> FactQuery {
    FactQuery {
        credited_by: None,
        known: Default::default(),
        dataset: "deals".into(),
        from: YEAR.0,
        to: YEAR.1,
        credits,
        everything: Some(ALL),
        measures,
    }
}

fn measure(conditions: Vec<Condition>, aggregates: Vec<Aggregate>) -> MeasureQuery {
    MeasureQuery {
        conditions,
        aggregates,
        dates: false,
    }
}

/// The cells of everything for some measures, over all rows in one batch.
fn cells(measures: Vec<MeasureQuery>) -> Vec<Option<Cell>> {
    let root = tempfile::tempdir().unwrap();
    let (facts, _) = opened(root.path(), &deals(), &[ROWS], ScanOptions::default());
    let count = measures.len();
    let answer = run(facts.scan(&query(vec![], measures))).unwrap();
    (0..count)
        .map(|index| answer.cells.get(&(ALL, index)).cloned())
        .collect()
}

fn qualify(table: &[(Test, u64)]) {
    let measures = table
        .iter()
        .map(|(test, _)| measure(vec![when(test.clone())], vec![]));
    let found = cells(measures.collect());
    for ((test, expected), cell) in table.iter().zip(found) {
        assert_eq!(cell.map_or(0, |cell| cell.rows), *expected, "{test:?}");
    }
}

fn opposite(test: Test) -> Test {
    Test::Not(Box::new(test))
}

#[test]
fn a_condition_keeps_the_rows_for_which_it_is_true() {
    let city = |how, name| compare(how, col("city"), text(name));
    let moscow = || city(Comparison::Equal, "Moscow");
    let within = |names: &[&str]| {
        let names = names.iter().map(|name| Literal::Text((*name).to_owned()));
        Test::In(col("city"), names.collect())
    };
    let like = |pattern: &str| Test::Like(col("city"), pattern.to_owned());
    qualify(&[
        (moscow(), 2),
        (opposite(moscow()), 3),
        (Test::Or(vec![moscow(), Test::IsNull(col("city"))]), 3),
        (Test::And(vec![moscow(), Test::Is(col("won"))]), 2),
        (Test::And(vec![]), 6),
        (Test::Or(vec![]), 0),
        (opposite(Test::Is(col("won"))), 1),
        (city(Comparison::NotEqual, "Moscow"), 3),
        (city(Comparison::Less, "a"), 4),
        (like("M%"), 2),
        (like("_osc%w"), 3),
        (like("50%"), 1),
        (like("50\\%"), 0),
        (within(&["Moscow", "Saratov"]), 3),
        (opposite(within(&["Moscow"])), 3),
    ]);
}

#[test]
fn numbers_and_dates_are_compared_by_value() {
    let days = Scalar::DaysBetween(Box::new(col("day")), Box::new(col("closed")));
    let day = Scalar::Literal(Literal::Date(date(2012, 2, 10)));
    let amounts = ["10.50", "7"].map(|text| Literal::Number(number(text)));
    qualify(&[
        (Test::In(col("amount"), amounts.to_vec()), 2),
        (
            compare(Comparison::GreaterOrEqual, col("amount"), num("7")),
            3,
        ),
        (
            compare(Comparison::Equal, col("amount"), num("10.50000001")),
            0,
        ),
        (compare(Comparison::Equal, col("count"), num("3.0")), 2),
        (compare(Comparison::Greater, col("closed"), col("day")), 2),
        (compare(Comparison::Equal, col("day"), day), 1),
        (compare(Comparison::Less, days, num("0")), 1),
    ]);
}

fn values(table: &[(Aggregate, &str)]) {
    let aggregates = table
        .iter()
        .map(|(aggregate, _)| aggregate.clone())
        .collect();
    let found = cells(vec![measure(vec![], aggregates)]).remove(0).unwrap();
    for ((aggregate, expected), value) in table.iter().zip(found.values) {
        assert_eq!(value, Some(number(expected)), "{aggregate:?}");
    }
}

fn median(name: &str) -> Aggregate {
    of(AggregateFunction::Median(col(name)))
}

#[test]
fn aggregates_are_exact() {
    let distinct = |name| of(AggregateFunction::CountDistinct(col(name)));
    let won = Aggregate {
        function: AggregateFunction::Sum(col("amount")),
        filter: vec![when(Test::Is(col("won")))],
    };
    values(&[
        (count(), "6"),
        (of(AggregateFunction::Count(col("amount"))), "5"),
        (of(AggregateFunction::Count(col("city"))), "5"),
        (distinct("count"), "4"),
        (distinct("city"), "4"),
        (distinct("won"), "2"),
        (distinct("day"), "6"),
        (sum(col("amount")), "33.75"),
        (sum(col("count")), "13"),
        (won, "6.5"),
        (of(AggregateFunction::Min(col("amount"))), "-5"),
        (of(AggregateFunction::Max(col("amount"))), "20.25"),
        (median("amount"), "7"),
        (median("count"), "3"),
    ]);
}

#[test]
fn values_of_a_row_are_computed_exactly() {
    let case = |value, otherwise| Scalar::Case {
        branches: vec![(when(Test::Is(col("won"))), value)],
        otherwise,
    };
    let half = Some(Box::new(num("0.5")));
    let days = Scalar::DaysBetween(Box::new(col("day")), Box::new(col("closed")));
    let square = binary(Operator::Multiply, col("amount"), col("amount"));
    let coalesce = Scalar::Coalesce(vec![col("amount"), col("count")]);
    values(&[
        (sum(case(col("amount"), half)), "7.5"),
        (sum(case(col("count"), None)), "8"),
        (sum(Scalar::Abs(Box::new(col("amount")))), "43.75"),
        (sum(Scalar::Negate(Box::new(col("amount")))), "-33.75"),
        (sum(coalesce), "36.75"),
        (sum(days), "19"),
        (
            sum(binary(Operator::Multiply, col("amount"), col("count"))),
            "76",
        ),
        (
            sum(binary(Operator::Subtract, col("amount"), num("0.00005"))),
            "33.74975",
        ),
        (
            sum(binary(Operator::Multiply, square, col("amount"))),
            "9680.390625",
        ),
        (
            sum(binary(Operator::Add, col("count"), num("0.25"))),
            "14.25",
        ),
    ]);
}

#[test]
fn no_values_have_no_sum_and_no_median() {
    let few = compare(Comparison::Less, col("count"), num("3"));
    let found = cells(vec![
        measure(
            vec![when(Test::IsNull(col("amount")))],
            vec![
                sum(col("amount")),
                of(AggregateFunction::Count(col("amount"))),
                median("amount"),
            ],
        ),
        measure(vec![when(few)], vec![median("count")]),
    ]);
    let values: Vec<_> = found.into_iter().map(|cell| cell.unwrap().values).collect();
    assert_eq!(values[0], [None, Some(number("0")), None]);
    assert_eq!(values[1], [Some(number("1.5"))], "both middle values");
}

fn credit(owner: &str, days: (Date, Date), group: u32) -> Credit {
    Credit {
        owner: owner.to_owned(),
        from: days.0,
        to: days.1,
        group: Group(group),
    }
}

#[test]
fn a_fact_is_credited_to_every_group_of_its_day_once() {
    let january = (date(2012, 1, 1), date(2012, 1, 31));
    let february = (date(2012, 2, 1), date(2012, 2, 29));
    let credits = vec![
        credit("ann", YEAR, 1),
        credit("bob", YEAR, 2),
        // Ann is in team 10 in January, and in team 11 afterwards; the company has her twice over.
        credit("ann", january, 10),
        credit("ann", february, 11),
        credit("bob", january, 10),
        credit("bob", february, 10),
        credit("ann", january, 20),
        credit("ann", YEAR, 20),
    ];
    let root = tempfile::tempdir().unwrap();
    let rows: Vec<&str> = ROWS.lines().collect();
    let halves = [
        format!("{}\n", rows[..3].join("\n")),
        format!("{}\n{}\n", rows[0], rows[3..].join("\n")),
    ];
    let halves: Vec<&str> = halves.iter().map(String::as_str).collect();
    let mut answers = Vec::new();
    for (partitions, texts) in [(1, &halves[..]), (2, &halves[..]), (8, &[ROWS][..])] {
        let options = ScanOptions {
            partitions,
            batch_size: 2,
            ..ScanOptions::default()
        };
        let (facts, _) = opened(root.path(), &deals(), texts, options);
        let mut measures = vec![measure(vec![], vec![sum(col("amount"))])];
        measures[0].dates = true;
        answers.push(run(facts.scan(&query(credits.clone(), measures))).unwrap());
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].cells, answers[2].cells);
    let answer = &answers[0];
    let found: Vec<(u32, u64, String, usize)> = answer
        .cells
        .iter()
        .map(|((group, _), cell)| {
            (
                group.0,
                cell.rows,
                cell.values[0].unwrap().normalize().to_string(),
                cell.dates.len(),
            )
        })
        .collect();
    let expected = [
        (1, 3, "37.75", 3),
        (2, 1, "-5", 1),
        (10, 3, "25.75", 3),
        (11, 1, "7", 1),
        (20, 3, "37.75", 3),
        (99, 6, "33.75", 6),
    ];
    let expected = expected.map(|(group, rows, sum, days)| (group, rows, sum.to_owned(), days));
    assert_eq!(found, expected);
    assert_eq!(answer.uncredited, 2, "cid, and the row without a person");
    assert_eq!(answer.covered, [(date(2012, 1, 1), date(2012, 2, 29))]);
}

#[test]
fn only_the_days_asked_for_count() {
    let root = tempfile::tempdir().unwrap();
    let (facts, _) = opened(root.path(), &deals(), &[ROWS], ScanOptions::default());
    let mut query = query(vec![], vec![measure(vec![], vec![])]);
    (query.from, query.to) = (date(2012, 1, 11), date(2012, 2, 10));
    let answer = run(facts.scan(&query)).unwrap();
    assert_eq!(answer.cells[&(ALL, 0)].rows, 3);
    assert_eq!(answer.uncredited, 3);
}

#[test]
fn a_detail_says_how_many_rows_each_condition_took_away() {
    let root = tempfile::tempdir().unwrap();
    let halves = [
        ROWS,
        "day,person,city,amount\n2012-05-01,ann,Moscow,3\n2012-05-02,zoe,Moscow,3\n",
    ];
    let (facts, _) = opened(root.path(), &deals(), &halves, ScanOptions::default());
    let detail = DetailQuery {
        credited_by: None,
        dataset: "deals".into(),
        from: YEAR.0,
        to: YEAR.1,
        credits: vec![],
        conditions: vec![
            when(compare(Comparison::NotEqual, col("city"), text("Saratov"))),
            when(compare(Comparison::Greater, col("amount"), num("0"))),
        ],
        aggregates: vec![sum(col("amount")), count()],
    };
    let found = run(facts.detail(&detail)).unwrap().batches;
    assert_eq!(found.len(), 2);
    let first = &found[0];
    assert_eq!(
        (first.batch.as_str(), first.rows, first.qualified),
        ("b0", 6, 2)
    );
    assert_eq!(
        first.failed,
        [2, 2],
        "Saratov and none; below zero and missing"
    );
    assert_eq!(first.values, [Some(number("11.5")), Some(number("2"))]);
    assert_eq!(first.files, ["test.csv"]);
    for part in &found {
        assert_eq!(part.rows, part.qualified + part.failed.iter().sum::<u64>());
    }
    let of_ann = DetailQuery {
        credited_by: None,
        credits: vec![credit("ann", YEAR, 7)],
        ..detail
    };
    let found = run(facts.detail(&of_ann)).unwrap().batches;
    assert_eq!((found[0].rows, found[1].rows), (3, 1));
}

#[test]
fn rows_come_in_order_with_their_places() {
    let root = tempfile::tempdir().unwrap();
    let options = ScanOptions {
        partitions: 8,
        batch_size: 1,
        ..ScanOptions::default()
    };
    let (facts, _) = opened(root.path(), &deals(), &[ROWS, ROWS], options);
    let mut query = RowQuery {
        dataset: "deals".into(),
        days: None,
        conditions: vec![],
        credits: vec![],
        columns: vec![
            col("city"),
            col("count"),
            col("won"),
            col("day"),
            num("2.50"),
        ],
        page: None,
    };
    let all = run(facts.rows(&query)).unwrap();
    let places: Vec<(&str, u64)> = all
        .iter()
        .map(|row| (row.batch.as_str(), row.row))
        .collect();
    let expected: Vec<(&str, u64)> = ["b0", "b1"]
        .iter()
        .flat_map(|b| (2..=7).map(|r| (*b, r)))
        .collect();
    assert_eq!(places, expected);
    let values = [
        FactValue::Missing,
        FactValue::Number(number("3")),
        FactValue::Missing,
        FactValue::Date(date(2012, 2, 10)),
        FactValue::Number(number("2.5")),
    ];
    assert_eq!(all[3].values, values);
    query.page = Some((5, 3));
    assert_eq!(run(facts.rows(&query)).unwrap(), all[5..8]);
    query.page = None;
    query.credits = vec![credit("ann", YEAR, 1), credit("ann", YEAR, 2)];
    assert_eq!(
        run(facts.rows(&query)).unwrap().len(),
        6,
        "once each, though two groups have her"
    );
    query.credits.clear();
    query.conditions = vec![when(Test::IsNull(col("person")))];
    query.days = Some((date(2012, 2, 1), date(2012, 2, 29)));
    assert_eq!(run(facts.rows(&query)).unwrap().len(), 2);
}

/// DataFusion 55 cannot estimate how many rows such a filter keeps, and failed.
#[test]
fn rows_can_be_chosen_by_a_comparison_of_computed_numbers() {
    let root = tempfile::tempdir().unwrap();
    let (facts, _) = opened(root.path(), &deals(), &[ROWS], ScanOptions::default());
    let square = binary(Operator::Multiply, col("count"), col("count"));
    let days = Scalar::DaysBetween(Box::new(col("day")), Box::new(col("closed")));
    let sum = binary(Operator::Add, col("count"), days);
    let query = RowQuery {
        dataset: "deals".into(),
        days: Some(YEAR),
        conditions: vec![when(opposite(compare(Comparison::Less, square, sum)))],
        credits: vec![],
        columns: vec![],
        page: None,
    };
    let rows: Vec<u64> = run(facts.rows(&query))
        .unwrap()
        .iter()
        .map(|row| row.row)
        .collect();
    assert_eq!(rows, [5]);
}

#[test]
fn what_cannot_be_exact_is_an_error_that_names_the_measure() {
    let columns = vec![
        required("day", DATE),
        column("big", decimal(28, 0)),
        column("small", INTEGER),
    ];
    let dataset = dataset("deals", None, columns);
    let root = tempfile::tempdir().unwrap();
    let big = "9".repeat(28);
    let rows = format!("day,big,small\n2012-01-01,{big},1\n2012-01-02,0,2\n");
    let (facts, _) = opened(root.path(), &dataset, &[&rows], ScanOptions::default());
    let scan = |aggregate: Aggregate| {
        let measures = vec![
            measure(vec![], vec![count()]),
            measure(vec![], vec![count(), aggregate]),
        ];
        run(facts.scan(&query(vec![], measures)))
    };
    let column = |name: &str, precision| Scalar::Column {
        name: name.to_owned(),
        kind: ScalarKind::Number {
            precision,
            scale: 0,
        },
    };
    let value = |aggregate| scan(aggregate).unwrap().cells[&(ALL, 1)].values[1];
    assert_eq!(value(sum(column("big", 28))), Some(number(&big)));
    assert_eq!(
        value(of(AggregateFunction::Median(column("big", 28)))),
        None.or(Some(number("4999999999999999999999999999.5")))
    );
    let square = |name, precision| {
        binary(
            Operator::Multiply,
            column(name, precision),
            column(name, precision),
        )
    };
    let too_long = [
        sum(square("big", 28)),
        sum(binary(
            Operator::Multiply,
            square("big", 28),
            square("big", 28),
        )),
    ];
    for aggregate in too_long {
        match scan(aggregate) {
            Err(FactsError::Overflow {
                measure: 1,
                aggregate: 1,
                text,
                ..
            }) => {
                assert!(text.starts_with("sum(big * big"), "{text}");
            }
            other => panic!("{other:?}"),
        }
    }
    // Five whole numbers of 18 digits need too many, but the core says that they have two.
    let fifth = |precision| {
        (0..4).fold(column("small", precision), |x, _| {
            binary(Operator::Multiply, x, column("small", precision))
        })
    };
    assert_eq!(value(sum(fifth(2))), Some(number("33")));
    assert!(matches!(
        scan(sum(fifth(18))),
        Err(FactsError::Overflow { .. })
    ));
}

#[test]
fn sums_do_not_wrap_at_the_widest_values() {
    // 20,002 values of 28 digits: more than 28 digits is an error, never another number.
    let columns = vec![
        required("day", DATE),
        required("big", decimal(28, 4)),
        required("sign", decimal(28, 4)),
    ];
    let dataset = dataset("deals", None, columns);
    let root = tempfile::tempdir().unwrap();
    let mut rows = "day,big,sign\n".to_owned();
    let big = format!("{}.{}", "9".repeat(24), "9".repeat(4));
    for index in 0..20_002 {
        let sign = if index % 2 == 0 { "" } else { "-" };
        // The two columns of one row have sums that cancel and sums that do not.
        rows.push_str(&format!("2012-01-01,{},{sign}{big}\n", index % 7));
    }
    let (facts, _) = opened(root.path(), &dataset, &[&rows], ScanOptions::default());
    let all = query(
        vec![],
        vec![measure(vec![], vec![sum(col("sign")), sum(col("big"))])],
    );
    let answer = run(facts.scan(&all)).unwrap();
    let plain: u64 = (0..20_002_u64).map(|index| index % 7).sum();
    assert_eq!(
        answer.cells[&(ALL, 0)].values,
        [Some(number("0")), Some(plain.into())]
    );
    let positive = measure(
        vec![when(compare(Comparison::Greater, col("sign"), num("0")))],
        vec![sum(col("sign"))],
    );
    let error = run(facts.scan(&query(vec![], vec![positive]))).unwrap_err();
    assert!(
        matches!(
            error,
            FactsError::Overflow {
                measure: 0,
                aggregate: 0,
                ..
            }
        ),
        "{error:?}"
    );
}

#[test]
fn a_damaged_file_is_named_and_never_read() {
    let root = tempfile::tempdir().unwrap();
    let (facts, batches) = opened(root.path(), &deals(), &[ROWS, ROWS], ScanOptions::default());
    let all = query(vec![], vec![measure(vec![], vec![count()])]);
    assert_eq!(run(facts.scan(&all)).unwrap().cells[&(ALL, 0)].rows, 12);
    let path = root.path().join(&batches[1].path);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let damaged = |facts: &Facts| match run(facts.scan(&all)) {
        Err(FactsError::Damaged { batch, reason, .. }) => (batch.to_string(), reason),
        other => panic!("{other:?}"),
    };
    let (batch, reason) = damaged(&facts);
    assert_eq!(batch, "b1");
    assert!(reason.contains("SHA-256"), "{reason}");
    std::fs::write(&path, &bytes[..10]).unwrap();
    assert!(damaged(&facts).1.contains("10 bytes"));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(damaged(&facts).1, "is not there");
}

#[test]
fn a_dataset_may_gain_columns_and_digits_after_an_import() {
    let root = tempfile::tempdir().unwrap();
    let old = dataset(
        "deals",
        Some("person"),
        vec![
            required("day", DATE),
            column("person", TEXT),
            column("amount", decimal(19, 4)),
            column("count", INTEGER),
        ],
    );
    let first = accepted(
        root.path(),
        &old,
        "day,person,amount,count\n2012-01-01,ann,1.2345,7\n",
    );
    let mut new = deals();
    let amount = new.columns.iter_mut().find(|c| c.name == "amount").unwrap();
    amount.kind = decimal(10, 2);
    let count_column = new.columns.iter_mut().find(|c| c.name == "count").unwrap();
    count_column.kind = decimal(8, 1);
    let second = accepted(
        root.path(),
        &new,
        "day,person,amount,count,won\n2012-01-02,ann,1.5,0.5,yes\n",
    );
    let batches = vec![first.batch("b0".into()), second.batch("b1".into())];
    let open = |dataset: &Dataset| {
        Facts::open(
            root.path(),
            batches.clone(),
            vec![dataset.clone()],
            ScanOptions::default(),
        )
    };
    let measures = vec![measure(vec![], vec![sum(col("amount")), sum(col("count"))])];
    let all = query(vec![], measures);
    let answer = run(open(&new).unwrap().scan(&all)).unwrap();
    assert_eq!(
        answer.cells[&(ALL, 0)].values,
        [Some(number("2.7345")), Some(number("7.5"))],
        "nothing is rounded to the digits of today"
    );
    let mut other = new.clone();
    let person = other
        .columns
        .iter_mut()
        .find(|c| c.name == "person")
        .unwrap();
    person.kind = ColumnKind::Integer;
    let error = run(open(&other).unwrap().scan(&all)).unwrap_err();
    assert!(error.to_string().contains("holds `person` as"), "{error}");
}

#[test]
fn unknown_names_are_errors_and_no_batches_no_rows() {
    let root = tempfile::tempdir().unwrap();
    let facts = Facts::open(root.path(), vec![], vec![deals()], ScanOptions::default()).unwrap();
    let mut all = query(vec![], vec![measure(vec![], vec![count()])]);
    assert!(run(facts.scan(&all)).unwrap().cells.is_empty());
    all.dataset = "others".into();
    assert!(matches!(
        run(facts.scan(&all)),
        Err(FactsError::UnknownDataset(_))
    ));
    let (facts, _) = opened(root.path(), &deals(), &[ROWS], ScanOptions::default());
    let unknown = query(vec![], vec![measure(vec![], vec![sum(col("profit"))])]);
    match run(facts.scan(&unknown)) {
        Err(FactsError::UnknownColumn { column, .. }) => assert_eq!(column, "profit"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_owner_may_be_a_number() {
    let columns = vec![required("day", DATE), column("person", INTEGER)];
    let dataset = dataset("deals", Some("person"), columns);
    let root = tempfile::tempdir().unwrap();
    let rows = "day,person\n2012-01-01,285\n2012-01-02,28\n";
    let (facts, _) = opened(root.path(), &dataset, &[rows], ScanOptions::default());
    let all = query(vec![credit("285", YEAR, 1)], vec![measure(vec![], vec![])]);
    let answer = run(facts.scan(&all)).unwrap();
    assert_eq!(
        (answer.cells[&(Group(1), 0)].rows, answer.uncredited),
        (1, 1)
    );
}

/// Rows of one month, a number of them, that add up to something else in each batch.
fn many(batch: usize) -> String {
    let mut text = "day,closed,person,city,amount,count,won\n".to_owned();
    for row in 0..40 {
        let person = ["ann", "bob"][row % 2];
        text += &format!(
            "2012-01-{:02},,{person},Moscow,{batch}.25,1,true\n",
            row % 28 + 1
        );
    }
    text
}

#[test]
fn a_later_import_costs_what_is_new() {
    let root = tempfile::tempdir().unwrap();
    let texts: Vec<String> = (1..=4).map(many).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (_, batches) = opened(root.path(), &deals(), &texts, ScanOptions::default());
    let open = |places: &[usize]| {
        let options = ScanOptions {
            keep_states: true,
            ..ScanOptions::default()
        };
        let some = places.iter().map(|place| batches[*place].clone()).collect();
        Facts::open(root.path(), some, vec![deals()], options).unwrap()
    };
    let of = |function: AggregateFunction| {
        let measure = measure(vec![], vec![of(function)]);
        query(vec![credit("ann", YEAR, 1)], vec![measure])
    };
    let sums = of(AggregateFunction::Sum(col("amount")));
    let maxima = of(AggregateFunction::Max(col("amount")));
    let step = |places: &[usize], query: &FactQuery, cost: &str, value: &str| {
        let facts = open(places);
        let chosen = facts.chosen(query).unwrap();
        assert!(
            chosen.starts_with("KpiExec") && chosen.ends_with(cost),
            "{chosen}"
        );
        let answer = run(facts.scan(query)).unwrap();
        assert_eq!(answer.cells[&(ALL, 0)].values[0], Some(number(value)));
        assert_eq!(answer.uncredited, 20 * places.len() as u64, "bob's");
    };
    // 40 rows of 1.25, 2.25, 3.25 and 4.25.
    step(&[0], &sums, "from 1 of 1 batches", "50");
    step(&[0], &sums, "from 0 of 1 batches", "50");
    step(&[0, 1], &sums, "from 1 of 2 batches", "140");
    step(&[0, 1, 2], &sums, "from 1 of 3 batches", "270");
    // A retracted batch is taken away from sums, and comes again.
    step(&[0, 2], &sums, "from 0 of 2 batches", "180");
    step(&[0, 1, 2, 3], &sums, "from 2 of 4 batches", "440");
    // A maximum cannot be taken away from: it is counted again.
    step(&[0, 3], &maxima, "from 2 of 2 batches", "4.25");
    step(&[0], &maxima, "from 1 of 1 batches", "1.25");
    // Whatever happens to states, only time is lost.
    std::fs::remove_dir_all(root.path().join("=state")).unwrap();
    step(&[0, 1], &sums, "from 2 of 2 batches", "140");
}

#[test]
fn who_computes_depends_on_the_question() {
    let root = tempfile::tempdir().unwrap();
    let (facts, _) = opened(root.path(), &deals(), &[ROWS], ScanOptions::default());
    let chosen = |measures: Vec<MeasureQuery>| facts.chosen(&query(vec![], measures)).unwrap();
    let both = || vec![measure(vec![], vec![count(), sum(col("amount"))])];
    assert!(
        chosen(both()).contains("1 of 1 measures"),
        "{}",
        chosen(both())
    );
    let median = measure(vec![], vec![median("count")]);
    let mut some = both();
    some.push(median.clone());
    assert!(chosen(some).contains("1 of 2 measures"));
    let reason = "DataFusion: no measure is a count, sum, minimum or maximum";
    assert_eq!(chosen(vec![median]), reason);
    let little = ScanOptions {
        memory_limit: Some(8),
        ..ScanOptions::default()
    };
    let (facts, batches) = opened(root.path(), &deals(), &[ROWS], little);
    let reason = "DataFusion: the arrays do not fit into the memory";
    assert_eq!(facts.chosen(&query(vec![], both())).unwrap(), reason);
    let asked = ScanOptions {
        path: ScanPath::DataFusion,
        ..ScanOptions::default()
    };
    let facts = Facts::open(root.path(), batches, vec![deals()], asked).unwrap();
    assert_eq!(
        facts.chosen(&query(vec![], both())).unwrap(),
        "DataFusion: asked for"
    );
}

/// Sums beyond 64 bits, values beyond 64 bits, and dictionaries of several row groups.
#[test]
fn both_paths_agree_where_numbers_are_large() {
    let columns = vec![
        required("day", DATE),
        column("person", TEXT),
        column("amount", decimal(28, 2)),
    ];
    let large = dataset("deals", Some("person"), columns);
    let near = "92233720368547758.07";
    let beyond = "92233720368547758.08";
    for (values, own) in [
        (vec![near; 5], true),
        (
            vec![near, "-92233720368547758.08", near, near, "0.01"],
            true,
        ),
        (vec![near, beyond, beyond], false),
    ] {
        let mut text = "day,person,amount\n".to_owned();
        for value in &values {
            text += &format!("2012-01-01,ann,{value}\n");
        }
        let root = tempfile::tempdir().unwrap();
        let (facts, batches) = opened(root.path(), &large, &[&text], ScanOptions::default());
        let all = |function| measure(vec![], vec![of(function)]);
        let amount = || col("amount");
        let measures = vec![
            all(AggregateFunction::Sum(amount())),
            all(AggregateFunction::Min(amount())),
            all(AggregateFunction::Max(amount())),
        ];
        let query = query(vec![credit("ann", YEAR, 1)], measures);
        let found = run(facts.scan(&query)).unwrap();
        let options = ScanOptions {
            path: ScanPath::DataFusion,
            ..ScanOptions::default()
        };
        let other = Facts::open(root.path(), batches, vec![large.clone()], options).unwrap();
        assert_eq!(found, run(other.scan(&query)).unwrap(), "{values:?}");
        let columns = run(facts.scan_columns(&query)).unwrap();
        assert_eq!(columns.is_some(), own, "{values:?}");
    }
}
