//! What queries answer, on tables small enough to check by eye.

use super::*;
use crate::dataset::{Column, ColumnKind};
use crate::diag::{Span, Spanned};
use crate::measure::{parse_conditions, parse_measure};
use crate::num::{Decimal, parse_number, plain};
use jiff::civil::date;

fn span() -> Span {
    Span::new(&"model/datasets.toml".into(), 0..0)
}

fn dataset() -> Dataset {
    let columns = [
        ("owner", ColumnKind::Integer),
        ("day", ColumnKind::Date),
        ("closed", ColumnKind::Date),
        ("city", ColumnKind::Text),
        (
            "x",
            ColumnKind::Decimal {
                precision: 12,
                scale: 2,
            },
        ),
        ("a", ColumnKind::Boolean),
        ("b", ColumnKind::Boolean),
    ];
    let mut dataset = Dataset::events("sales", &span());
    dataset.owner = Some("owner".to_owned());
    dataset.date = Some("day".to_owned());
    dataset.columns = columns
        .map(|(name, kind)| Column {
            kind,
            ..Column::new(name, &span())
        })
        .into();
    dataset
}

fn conditions(text: &str) -> Vec<Condition> {
    let spanned = Spanned {
        value: text.to_owned(),
        span: span(),
    };
    parse_conditions(&spanned, &span(), &dataset()).unwrap()
}

fn aggregates(texts: &[&str]) -> Vec<crate::measure::Aggregate> {
    let read = |text: &&str| {
        let spanned = Spanned {
            value: (*text).to_owned(),
            span: span(),
        };
        parse_measure(&spanned, &span(), &dataset())
            .unwrap()
            .aggregates
    };
    texts.iter().flat_map(read).collect()
}

/// A value as the tables write it: nothing, a number, a date, true or false, or else a text.
fn fact(text: &str, kind: ColumnKind) -> FactValue {
    match kind {
        _ if text == "-" => FactValue::Missing,
        ColumnKind::Text => FactValue::Text(text.to_owned()),
        ColumnKind::Integer | ColumnKind::Decimal { .. } => {
            FactValue::Number(parse_number(text).unwrap())
        }
        ColumnKind::Date => FactValue::Date(crate::text::parse_date(text).unwrap()),
        ColumnKind::Boolean => FactValue::Boolean(text == "true"),
    }
}

/// Rows written as words, in the order of the columns; what is left out is missing.
fn batch(id: &str, rows: &[&str]) -> MemoryBatch {
    let mut batch = MemoryBatch::new(id, "sales");
    for row in rows {
        let words: Vec<&str> = row.split_whitespace().collect();
        let columns = dataset().columns;
        batch.push(
            columns
                .iter()
                .enumerate()
                .map(|(index, column)| fact(words.get(index).copied().unwrap_or("-"), column.kind)),
        );
    }
    batch
}

fn facts(batches: impl IntoIterator<Item = MemoryBatch>) -> MemoryFacts {
    let mut facts = MemoryFacts::new([dataset()]);
    batches.into_iter().for_each(|batch| facts.add(batch));
    facts
}

/// January 2024, everything in one group.
fn january(measure: MeasureQuery) -> FactQuery {
    FactQuery {
        credited_by: None,
        known: Default::default(),
        dataset: "sales".into(),
        from: date(2024, 1, 1),
        to: date(2024, 1, 31),
        credits: Vec::new(),
        everything: Some(Group(0)),
        measures: vec![measure],
    }
}

fn all(aggregates: Vec<crate::measure::Aggregate>) -> MeasureQuery {
    MeasureQuery {
        conditions: Vec::new(),
        aggregates,
        dates: false,
    }
}

#[test]
fn tests_have_three_values() {
    // a, b, then the values of `not a`, `a and b`, `a or b`, `a = b`; `-` is missing.
    let table = [
        "true  true  | false true  true  true",
        "true  false | false false true  false",
        "true  -     | false -     true  -",
        "false true  | true  false true  false",
        "false false | true  false false true",
        "false -     | true  false -     -",
        "-     true  | -     -     true  -",
        "-     false | -     false -     -",
        "-     -     | -     -     -     -",
    ];
    let texts = ["not a", "a and b", "a or b", "a = b"];
    for line in table {
        let (given, expected) = line.split_once('|').unwrap();
        let facts = facts([batch("1", &[&format!("1 2024-01-01 - - - {given}")])]);
        for (text, expected) in texts.iter().zip(expected.split_whitespace()) {
            // Each value shows in which of three conditions the row meets.
            let meets = |text: String| {
                let measure = MeasureQuery {
                    conditions: conditions(&text),
                    ..all(Vec::new())
                };
                !facts.answer(&january(measure)).unwrap().cells.is_empty()
            };
            let found = (meets(format!("({text})")), meets(format!("not ({text})")));
            let expected = match expected {
                "true" => (true, false),
                "false" => (false, true),
                _ => (false, false),
            };
            assert_eq!(found, expected, "{given}: {text}");
        }
    }
}

#[test]
fn conditions_on_values_that_are_missing() {
    let rows = [
        "1 2024-01-01 2024-01-11 Moscow 5 true",
        "1 2024-01-02 - Saratov -3 false",
        "1 2024-01-03 2024-01-03 - -",
    ];
    // Condition, the rows that meet it.
    let table = [
        ("city = 'Moscow'", "1"),
        ("city <> 'Moscow'", "2"),
        ("not city = 'Moscow'", "2"),
        ("city is null", "3"),
        ("city is not null", "1 2"),
        ("city in ('Moscow', 'Kazan')", "1"),
        ("city not in ('Moscow', 'Kazan')", "2"),
        ("city like 'M%w'", "1"),
        ("city not like 'M%'", "2"),
        ("x between -3 and 4", "2"),
        ("x not between -3 and 4", "1"),
        ("x > 0 or city is null", "1 3"),
        ("coalesce(x, 0) = 0", "3"),
        ("abs(x) = 3", "2"),
        ("x * 2 - 1 = 9", "1"),
        ("-x = 3", "2"),
        ("closed - day = 10", "1"),
        ("closed - day >= 0", "1 3"),
        ("closed > day", "1"),
        ("a", "1"),
        ("not a", "2"),
        ("case when x > 0 then false else true end", "2 3"),
        ("case when x > 0 then true end", "1"),
        (
            "case when city = 'Moscow' then 1 when city = 'Saratov' then 2 else 3 end > 1",
            "2 3",
        ),
        ("true", "1 2 3"),
        ("false", ""),
    ];
    let facts = facts([batch("1", &rows)]);
    for (text, expected) in table {
        let query = RowQuery {
            dataset: "sales".into(),
            days: None,
            conditions: conditions(text),
            credits: Vec::new(),
            columns: Vec::new(),
            page: None,
        };
        let found = facts.rows(&query).unwrap();
        let found: Vec<String> = found.iter().map(|row| row.row.to_string()).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }
}

#[test]
fn likeness() {
    let table = [
        ("", "", true),
        ("", "%", true),
        ("", "_", false),
        ("a", "", false),
        ("a", "_", true),
        ("ab", "_", false),
        ("abc", "a%c", true),
        ("ac", "a%c", true),
        ("abcb", "a%c", false),
        ("aXbXc", "a%X%", true),
        ("aaa", "%aa", true),
        ("Abc", "abc", false),
        ("a.c", "a.c", true),
        ("abc", "a.c", false),
        ("Жук", "_ук", true),
        ("👍🏽", "__", true),
        ("a%b", "a%%b", true),
        ("a\nb", "a_b", true),
        ("aaaaaaaaaaaaaaaaaaaaaaaab", "%a%a%a%a%a%a%c", false),
    ];
    for (text, pattern, expected) in table {
        assert_eq!(
            row::is_like(text, pattern),
            expected,
            "{text} like {pattern}"
        );
    }
}

/// Sum, count, count distinct, min, max and median of `x`.
fn of_values(values: &str) -> String {
    let rows: Vec<String> = values
        .split_whitespace()
        .map(|x| format!("1 2024-01-01 - - {x}"))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let aggregates = aggregates(&[
        "sum(x)",
        "count(x)",
        "count(distinct x)",
        "min(x)",
        "max(x)",
        "median(x)",
    ]);
    let answer = facts([batch("1", &rows)])
        .answer(&january(all(aggregates)))
        .unwrap();
    let Some(cell) = answer.cells.get(&(Group(0), 0)) else {
        return "no rows".to_owned();
    };
    let shown = |value: &Option<Decimal>| value.map_or("-".to_owned(), plain);
    cell.values.iter().map(shown).collect::<Vec<_>>().join(" ")
}

#[test]
fn aggregates_and_medians() {
    // Values, then sum, count, count distinct, min, max, median.
    let table = [
        ("", "no rows"),
        ("-", "- 0 0 - - -"),
        ("- -", "- 0 0 - - -"),
        ("5", "5 1 1 5 5 5"),
        ("5 -", "5 1 1 5 5 5"),
        ("0", "0 1 1 0 0 0"),
        ("1 2", "3 2 2 1 2 1.5"),
        ("2 1", "3 2 2 1 2 1.5"),
        ("1 2 4", "7 3 3 1 4 2"),
        ("4 1 2 3", "10 4 4 1 4 2.5"),
        ("3 3 3", "9 3 1 3 3 3"),
        ("1.10 1.1 1.2", "3.4 3 2 1.1 1.2 1.1"),
        ("-1 -2", "-3 2 2 -2 -1 -1.5"),
        ("-5 5", "0 2 2 -5 5 0"),
        ("-3 - 1 - -2", "-4 3 3 -3 1 -2"),
        ("0.01 0.02", "0.03 2 2 0.01 0.02 0.015"),
        (
            "9999999999.99 9999999999.98",
            "19999999999.97 2 2 9999999999.98 9999999999.99 9999999999.985",
        ),
        ("10 9 8 7 6 5 4 3 2 1", "55 10 10 1 10 5.5"),
    ];
    for (values, expected) in table {
        assert_eq!(of_values(values), expected, "{values}");
    }
}

#[test]
fn a_sum_of_more_than_28_digits_is_an_error() {
    let mut wide = MemoryBatch::new("1", "sales");
    for _ in 0..9 {
        let mut values = vec![FactValue::Missing; 7];
        values[1] = FactValue::Date(date(2024, 1, 1));
        values[4] = FactValue::Number(Decimal::MAX);
        wide.push(values);
    }
    let query = january(all(aggregates(&["sum(x)"])));
    assert_eq!(
        facts([wide]).answer(&query),
        Err(MemoryFactsError::TooManyDigits)
    );
}

/// Person 1 until the 10th belongs to groups 1 and 9, afterwards to 2; person 2 to 9.
fn credits() -> Vec<Credit> {
    let credit = |owner: &str, from, to, group| Credit {
        owner: owner.to_owned(),
        from: date(2024, 1, from),
        to: date(2024, 1, to),
        group: Group(group),
    };
    vec![
        credit("1", 1, 10, 1),
        credit("1", 1, 10, 9),
        credit("1", 11, 31, 2),
        credit("2", 1, 31, 9),
    ]
}

fn two_batches() -> MemoryFacts {
    let mut first = batch(
        "b",
        &[
            "1 2024-01-01 - Moscow 10",
            "1 2024-01-10 - Saratov 20",
            "1 2024-01-11 - Moscow 40",
            "2 2024-01-05 - Moscow 80",
            "3 2024-01-05 - Moscow 160",
            "- 2024-01-05 - Moscow 320",
        ],
    );
    first.covers = Some((date(2024, 1, 1), date(2024, 1, 10)));
    let mut second = batch(
        "a",
        &[
            "1 2023-12-31 - Moscow 640",
            "1 2024-01-31 - - 1",
            "1 2024-02-01 - Moscow 1280",
            "1 - - Moscow 2560",
        ],
    );
    second.covers = Some((date(2024, 1, 11), date(2024, 1, 31)));
    facts([first, second])
}

#[test]
fn facts_are_credited_by_owner_and_day() {
    let measure = MeasureQuery {
        conditions: conditions("city = 'Moscow'"),
        aggregates: aggregates(&["sum(x)", "count(*) filter (where x > 50)"]),
        dates: true,
    };
    let query = FactQuery {
        credited_by: None,
        known: Default::default(),
        credits: credits(),
        ..january(measure)
    };
    let answer = two_batches().answer(&query).unwrap();
    let shown: Vec<String> = answer
        .cells
        .iter()
        .map(|((group, _), cell)| {
            let values: Vec<_> = cell.values.iter().map(|value| value.map(plain)).collect();
            let days: Vec<_> = cell.dates.iter().map(|day| day.day()).collect();
            format!("{} {} {values:?} {days:?}", group.0, cell.rows)
        })
        .collect();
    assert_eq!(
        shown,
        [
            r#"0 5 [Some("610"), Some("3")] [1, 5, 11]"#,
            r#"1 1 [Some("10"), Some("0")] [1]"#,
            r#"2 1 [Some("40"), Some("0")] [11]"#,
            r#"9 2 [Some("90"), Some("1")] [1, 5]"#,
        ]
    );
    assert_eq!(
        answer.uncredited, 2,
        "person 3, and the fact without an owner"
    );
    assert_eq!(
        answer.covered,
        [(date(2024, 1, 1), date(2024, 1, 31))],
        "adjacent days join"
    );
}

#[test]
fn details_add_up_batch_by_batch() {
    let query = DetailQuery {
        credited_by: None,
        dataset: "sales".into(),
        from: date(2024, 1, 1),
        to: date(2024, 1, 31),
        credits: Vec::new(),
        conditions: conditions("x < 100 and city = 'Moscow' and x > 10"),
        aggregates: aggregates(&["sum(x)", "count(*)"]),
    };
    let detail = two_batches().detail(&query).unwrap();
    let shown: Vec<String> = detail
        .batches
        .iter()
        .map(|batch| {
            let values: Vec<_> = batch.values.iter().map(|value| value.map(plain)).collect();
            assert_eq!(
                batch.rows,
                batch.qualified + batch.failed.iter().sum::<u64>()
            );
            format!(
                "{} {} {} {:?} {values:?}",
                batch.batch, batch.rows, batch.qualified, batch.failed
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            r#"b 6 2 [2, 1, 1] [Some("120"), Some("2")]"#,
            r#"a 1 0 [0, 1, 0] [None, Some("0")]"#,
        ]
    );
    let only = DetailQuery {
        credited_by: None,
        credits: credits()
            .into_iter()
            .filter(|credit| credit.group == Group(2))
            .collect(),
        ..query
    };
    let rows: Vec<u64> = two_batches()
        .detail(&only)
        .unwrap()
        .batches
        .iter()
        .map(|b| b.rows)
        .collect();
    assert_eq!(rows, [1, 1]);
}

#[test]
fn rows_come_in_the_order_of_batch_and_line() {
    let query = RowQuery {
        dataset: "sales".into(),
        days: Some((date(2024, 1, 1), date(2024, 1, 31))),
        conditions: Vec::new(),
        credits: Vec::new(),
        columns: match &aggregates(&["sum(x * 2)"])[0].function {
            crate::measure::AggregateFunction::Sum(scalar) => vec![scalar.clone()],
            _ => Vec::new(),
        },
        page: None,
    };
    let shown = |query: &RowQuery| -> Vec<String> {
        let rows = two_batches().rows(query).unwrap();
        rows.iter()
            .map(|row| format!("{}{} {:?}", row.batch, row.row, row.values))
            .collect()
    };
    let everything = shown(&query);
    assert_eq!(everything.len(), 7);
    assert_eq!(everything[0], "b1 [Number(20)]");
    assert_eq!(everything[6], "a2 [Number(2)]");
    for (skip, most) in [(0, 3), (2, 3), (6, 5), (7, 1), (0, 0)] {
        let page = shown(&RowQuery {
            page: Some((skip, most)),
            ..query.clone()
        });
        let end = usize::try_from(skip + most).unwrap().min(7);
        assert_eq!(page, everything[usize::try_from(skip).unwrap()..end]);
    }
    let mine = RowQuery {
        credits: vec![credits()[2].clone()],
        ..query
    };
    assert_eq!(shown(&mine), ["b3 [Number(80)]", "a2 [Number(2)]"]);
}

#[test]
fn queries_that_do_not_fit_are_errors() {
    let measure = all(aggregates(&["sum(x)"]));
    let other = FactQuery {
        credited_by: None,
        known: Default::default(),
        dataset: "people".into(),
        ..january(measure.clone())
    };
    let error = two_batches().answer(&other).unwrap_err();
    assert_eq!(error, MemoryFactsError::UnknownDataset("people".into()));
    let mut short = MemoryBatch::new("1", "sales");
    short.push([
        FactValue::Number(1.into()),
        FactValue::Date(date(2024, 1, 1)),
    ]);
    let error = facts([short])
        .answer(&january(measure.clone()))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "dataset `sales` has no column `x`, or a row has no value for it"
    );
    let mut wrong = batch("1", &["1 2024-01-01 - - -"]);
    wrong.rows[0].values[4] = FactValue::Text("5".to_owned());
    let error = facts([wrong]).answer(&january(measure)).unwrap_err();
    assert_eq!(error.to_string(), "a value is not a number: Text(\"5\")");
}
