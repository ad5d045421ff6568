//! Texts that are read, with their canonical form.

use super::{conditions, formula, measure};
use sqlparser::keywords::ALL_KEYWORDS;

/// What is written, and how it prints (empty: the same).
const MEASURES: &[(&str, &str)] = &[
    ("sum(amount)", ""),
    ("SUM( amount )", "sum(amount)"),
    ("count(*)", ""),
    ("count(city)", ""),
    ("count(distinct city)", ""),
    ("Count(DISTINCT city)", "count(distinct city)"),
    ("sum(all amount)", "sum(amount)"),
    ("min(amount)", ""),
    ("max(quantity)", ""),
    ("median(amount)", ""),
    (
        "percentile_cont(0.5) within group (order by amount)",
        "median(amount)",
    ),
    (
        "percentile_cont(0.50) within group (order by amount desc)",
        "median(amount)",
    ),
    ("avg(amount)", "sum(amount) / count(amount)"),
    (
        "avg(amount) filter (where paid)",
        "sum(amount) filter (where paid) / count(amount) filter (where paid)",
    ),
    ("1 - avg(amount)", "1 - sum(amount) / count(amount)"),
    ("2 / avg(amount)", "2 / (sum(amount) / count(amount))"),
    ("sum(amount - cost) / sum(amount)", ""),
    ("sum(amount) / nullif(sum(cost), 0)", ""),
    ("coalesce(sum(amount), min(cost), 0)", ""),
    ("-sum(amount)", ""),
    ("- - sum(amount)", "-(-sum(amount))"),
    ("-(sum(amount) + 1)", ""),
    ("+sum(amount)", "sum(amount)"),
    ("sum(amount) - -5", ""),
    ("sum(amount) - (1 - count(*))", ""),
    ("(sum(amount) - 1) - count(*)", "sum(amount) - 1 - count(*)"),
    ("sum(amount) * (1 + 2)", ""),
    ("((((sum(amount)))))", "sum(amount)"),
    ("sum(amount) * 1.50", "sum(amount) * 1.5"),
    ("sum(\"amount\")", "sum(amount)"),
    ("sum(\"order\")", "sum(order)"),
    ("sum(wide)", ""),
    ("sum(0 * wider)", "sum(0 * wider)"),
    ("sum(abs(amount))", ""),
    ("sum(-amount)", ""),
    (
        "sum(amount * quantity) filter (where false) * 0 + sum(amount)",
        "REFUSED",
    ),
    ("sum(coalesce(amount, 0))", ""),
    ("sum(coalesce(amount, cost, -1.5))", ""),
    ("count(coalesce(city, region))", ""),
    (
        "count(distinct coalesce(sold_on, '2024-01-31'))",
        "count(distinct coalesce(sold_on, date '2024-01-31'))",
    ),
    (
        "count(coalesce('2024-01-31', sold_on))",
        "count(coalesce(date '2024-01-31', sold_on))",
    ),
    ("sum(case when paid then amount else 0 end)", ""),
    (
        "sum(case when paid then amount else null end)",
        "sum(case when paid then amount end)",
    ),
    (
        "sum(CASE WHEN city = 'A' THEN 1 WHEN city = 'B' THEN 2 END)",
        "sum(case when city = 'A' then 1 when city = 'B' then 2 end)",
    ),
    ("sum(paid_on - sold_on)", ""),
    (
        "sum(paid_on - (date '2024-02-01'))",
        "sum(paid_on - date '2024-02-01')",
    ),
    (
        "max('2024-02-01' - sold_on)",
        "max(date '2024-02-01' - sold_on)",
    ),
    ("sum(paid_on - sold_on - 1)", ""),
    ("sum(1 - (paid_on - sold_on))", ""),
    (
        "count(*) filter (where city = 'A' and (region = 'B' or paid))",
        "",
    ),
    (
        "count(*) filter (where (city = 'A') and paid) / count(*)",
        "count(*) filter (where city = 'A' and paid) / count(*)",
    ),
    (
        "sum(case city when 'A' then 1 when 'B' then 2 else 0 end)",
        "sum(case when city = 'A' then 1 when city = 'B' then 2 else 0 end)",
    ),
    ("count(*)\n  /\tcount(city)\r\n", "count(*) / count(city)"),
    ("sum(amount)+sum(amount)", "sum(amount) + sum(amount)"),
];

const CONDITIONS: &[(&str, &[&str])] = &[
    ("city = 'Moscow'", &["city = 'Moscow'"]),
    ("city='it''s'", &["city = 'it''s'"]),
    ("city = ''", &["city = ''"]),
    ("city = '; -- drop'", &["city = '; -- drop'"]),
    ("city = 'Ürümqi – “x”'", &["city = 'Ürümqi – “x”'"]),
    ("'Moscow' = city", &["'Moscow' = city"]),
    ("city <> region", &["city <> region"]),
    ("city != 'A'", &["city <> 'A'"]),
    ("amount > -1.50", &["amount > -1.5"]),
    (
        "amount + cost * 2 >= (amount - 1) * 2",
        &["amount + cost * 2 >= (amount - 1) * 2"],
    ),
    ("sold_on >= '2024-01-31'", &["sold_on >= date '2024-01-31'"]),
    (
        "date '2024-01-31' < sold_on",
        &["date '2024-01-31' < sold_on"],
    ),
    (
        "sold_on = DATE '2024-02-29'",
        &["sold_on = date '2024-02-29'"],
    ),
    ("paid_on - sold_on <= 30", &["paid_on - sold_on <= 30"]),
    ("city in ('A', 'B')", &["city in ('A', 'B')"]),
    ("not city in ('A')", &["city not in ('A')"]),
    ("city not in ('A')", &["city not in ('A')"]),
    (
        "sold_on in ('2024-01-01', date '2024-01-02')",
        &["sold_on in (date '2024-01-01', date '2024-01-02')"],
    ),
    ("amount in (1, -2, 3.0)", &["amount in (1, -2, 3)"]),
    ("amount between 1 and 2", &["amount >= 1", "amount <= 2"]),
    (
        "amount not between 1 and 2",
        &["not (amount >= 1 and amount <= 2)"],
    ),
    (
        "sold_on between '2024-01-01' and paid_on",
        &["sold_on >= date '2024-01-01'", "sold_on <= paid_on"],
    ),
    ("city between 'A' and 'M'", &["city >= 'A'", "city <= 'M'"]),
    ("paid_on is null", &["paid_on is null"]),
    ("paid_on is not null", &["paid_on is not null"]),
    ("not (paid_on is null)", &["paid_on is not null"]),
    ("amount + cost is null", &["amount + cost is null"]),
    ("city like 'Mos%'", &["city like 'Mos%'"]),
    ("city not like '_os%'", &["city not like '_os%'"]),
    ("paid", &["paid"]),
    ("not paid", &["not paid"]),
    ("not not paid", &["not (not paid)"]),
    ("paid = true", &["paid = true"]),
    ("paid <> false", &["paid <> false"]),
    ("true", &["true"]),
    ("coalesce(paid, false)", &["coalesce(paid, false)"]),
    (
        "case when amount > 1 then paid else false end",
        &["case when amount > 1 then paid else false end"],
    ),
    (
        "paid and city = 'A' and amount > 1",
        &["paid", "city = 'A'", "amount > 1"],
    ),
    (
        "(paid and city = 'A') and (amount > 1)",
        &["paid", "city = 'A'", "amount > 1"],
    ),
    (
        "paid or city = 'A' and amount > 1",
        &["paid or city = 'A' and amount > 1"],
    ),
    (
        "(paid or city = 'A') and amount > 1",
        &["paid or city = 'A'", "amount > 1"],
    ),
    (
        "(paid or (city = 'A' or amount > 1))",
        &["paid or city = 'A' or amount > 1"],
    ),
    ("not (paid and city = 'A')", &["not (paid and city = 'A')"]),
    ("not city = 'A' and paid", &["not (city = 'A')", "paid"]),
    ("\"order\" = 1", &["order = 1"]),
    ("1 = 1", &["1 = 1"]),
    ("amount == 5", &["amount = 5"]),
    ("amount > .5", &["amount > 0.5"]),
    ("paid is true", &["coalesce(paid, false)"]),
    ("paid is not false", &["coalesce(paid, true)"]),
    ("paid is not true", &["not (coalesce(paid, false))"]),
    ("paid is false", &["not (coalesce(paid, true))"]),
];

const FORMULAS: &[(&str, &str)] = &[
    ("profit / turnover", ""),
    ("profit / nullif(turnover, 0)", ""),
    ("coalesce(profit, 0) - 5 * (turnover + 1)", ""),
    ("\"net-profit\" / turnover", ""),
    ("-profit", ""),
    ("sum + 1", ""),
    ("1 - profit / turnover", ""),
];

#[test]
fn measures_are_read_and_print_in_one_form() {
    for (written, printed) in MEASURES {
        if *printed == "REFUSED" {
            assert!(measure(written).is_err(), "{written}");
            continue;
        }
        let read = measure(written).unwrap_or_else(|problems| panic!("{written}: {problems:#?}"));
        let expected = if printed.is_empty() { written } else { printed };
        assert_eq!(read.to_string(), *expected, "{written}");
        let again = measure(&read.to_string()).unwrap();
        assert_eq!(
            (again.aggregates, again.expression),
            (read.aggregates, read.expression)
        );
    }
}

#[test]
fn conditions_are_read_and_split_at_and() {
    for (written, printed) in CONDITIONS {
        let read =
            conditions(written).unwrap_or_else(|problems| panic!("{written}: {problems:#?}"));
        let texts: Vec<&str> = read
            .iter()
            .map(|condition| condition.text.as_str())
            .collect();
        assert_eq!(texts, *printed, "{written}");
        for condition in read {
            assert_eq!(conditions(&condition.text).unwrap(), [condition]);
        }
    }
}

#[test]
fn formulas_are_read() {
    for (written, printed) in FORMULAS {
        let read = formula(written).unwrap_or_else(|problems| panic!("{written}: {problems:#?}"));
        let expected = if printed.is_empty() { written } else { printed };
        assert_eq!(read.to_string(), *expected, "{written}");
        assert_eq!(
            formula(&read.to_string()).unwrap().expression,
            read.expression
        );
    }
    let inputs = formula("turnover - profit * turnover").unwrap().inputs;
    assert_eq!(inputs, ["turnover", "profit"].map(Into::into));
}

#[test]
fn an_aggregate_that_is_used_twice_is_computed_once() {
    let read = measure("sum(amount) / count(*) - sum( amount ) + avg(amount)").unwrap();
    let aggregates: Vec<String> = read.aggregates.iter().map(ToString::to_string).collect();
    assert_eq!(aggregates, ["sum(amount)", "count(*)", "count(amount)"]);
    assert_eq!(read.expression.to_string(), "[0] / [1] - [0] + [0] / [2]");
}

/// Whatever SQL uses a word for, a column of that name can be written, and what is printed is read
/// again.
#[test]
fn columns_may_have_the_names_of_sql_words() {
    let mut dataset = super::dataset();
    let pattern = dataset.columns[4].clone();
    let mut wrong = std::collections::BTreeSet::new();
    // The daily loop takes every ninth word; the full sweep takes all.
    let step = if option_env!("ATTAIN_SWEEP") == Some("full") {
        1
    } else {
        9
    };
    for keyword in ALL_KEYWORDS.iter().step_by(step) {
        dataset.columns = vec![crate::dataset::Column {
            name: keyword.to_lowercase(),
            ..pattern.clone()
        }];
        let name = keyword.to_lowercase();
        let template = "sum(-@ - @) + count(distinct @) + max(coalesce(@, 0 * @)) + \
                        sum(case when @ > 1 then @ else @ end) filter (where @ in (1) or not (1 = @))";
        let text = super::spanned(&template.replace('@', &format!("\"{name}\"")));
        let read = super::parse_measure(&text, &text.span, &dataset)
            .unwrap_or_else(|problems| panic!("{text:?}: {problems:#?}"));
        let printed = super::spanned(&read.to_string());
        let again = super::parse_measure(&printed, &printed.span, &dataset);
        let same = again.is_ok_and(|again| {
            again.aggregates == read.aggregates && again.expression == read.expression
        });
        if !same {
            wrong.insert(name.clone());
        }
    }
    assert_eq!(wrong, std::collections::BTreeSet::new());
}
