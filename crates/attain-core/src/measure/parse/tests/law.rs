//! The law of printing: what is printed is read as the same nodes.

use super::{bounded, spanned};
use crate::diag::Diagnostic;
use crate::measure::{
    Aggregate, AggregateFunction, Arithmetic, Comparison, Condition, Literal, Measure, Operator,
    Scalar, ScalarKind, Test, parse_measure,
};
use crate::num::Decimal;
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn column(name: &'static str) -> Scalar {
    let dataset = bounded();
    let column = dataset.column(name).unwrap();
    let (kind, _) = super::super::kind::column_kind(column);
    Scalar::Column {
        name: name.to_owned(),
        kind,
    }
}

fn number() -> impl Strategy<Value = Decimal> {
    (-99i64..=99, 0u32..=1).prop_map(|(digits, scale)| Decimal::new(digits, scale).normalize())
}

fn day() -> impl Strategy<Value = Date> {
    (0i64..20_000).prop_map(|days| date(1990, 1, 1) + jiff::Span::new().days(days))
}

fn text() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[ a-z'\"%_;()ü–-]{0,6}").unwrap()
}

fn operator() -> impl Strategy<Value = Operator> {
    prop_oneof![
        Just(Operator::Add),
        Just(Operator::Subtract),
        Just(Operator::Multiply)
    ]
}

fn comparison() -> impl Strategy<Value = Comparison> {
    use Comparison as C;
    prop_oneof![
        Just(C::Equal),
        Just(C::NotEqual),
        Just(C::Less),
        Just(C::LessOrEqual),
        Just(C::Greater),
        Just(C::GreaterOrEqual)
    ]
}

fn condition(test: Test) -> Condition {
    Condition {
        text: test.to_string(),
        test,
    }
}

/// `-5` is a number, not the negation of one.
fn negate(inner: Scalar) -> Scalar {
    match inner {
        Scalar::Literal(Literal::Number(number)) => Scalar::Literal(Literal::Number(-number)),
        other => Scalar::Negate(Box::new(other)),
    }
}

fn of_kind(leaf: BoxedStrategy<Scalar>, depth: u32) -> BoxedStrategy<Scalar> {
    if depth == 0 {
        return leaf;
    }
    let less = || of_kind(leaf.clone(), depth - 1);
    prop_oneof![
        3 => leaf.clone(),
        1 => proptest::collection::vec(less(), 2..4).prop_map(Scalar::Coalesce),
        1 => (
            proptest::collection::vec((test(depth - 1).prop_map(condition), less()), 1..3),
            proptest::option::of(less().prop_map(Box::new))
        )
            .prop_map(|(branches, otherwise)| Scalar::Case { branches, otherwise }),
    ]
    .boxed()
}

fn number_scalar(depth: u32) -> BoxedStrategy<Scalar> {
    let leaf = prop_oneof![
        Just(column("amount")),
        Just(column("quantity")),
        Just(column("order")),
        number().prop_map(|number| Scalar::Literal(Literal::Number(number))),
    ]
    .boxed();
    if depth == 0 {
        return leaf;
    }
    let less = || number_scalar(depth - 1).prop_map(Box::new);
    let days = || date_scalar(depth - 1).prop_map(Box::new);
    prop_oneof![
        2 => of_kind(leaf, depth),
        1 => less().prop_map(|inner| negate(*inner)),
        1 => less().prop_map(Scalar::Abs),
        3 => (operator(), less(), less()).prop_map(|(o, a, b)| Scalar::Binary(o, a, b)),
        1 => (days(), days()).prop_map(|(from, to)| Scalar::DaysBetween(from, to)),
    ]
    .boxed()
}

fn date_scalar(depth: u32) -> BoxedStrategy<Scalar> {
    let leaf = prop_oneof![
        Just(column("sold_on")),
        Just(column("paid_on")),
        day().prop_map(|day| Scalar::Literal(Literal::Date(day))),
    ];
    of_kind(leaf.boxed(), depth)
}

fn text_scalar(depth: u32) -> BoxedStrategy<Scalar> {
    let leaf = prop_oneof![
        Just(column("city")),
        text().prop_map(|text| Scalar::Literal(Literal::Text(text))),
    ];
    of_kind(leaf.boxed(), depth)
}

fn boolean_scalar(depth: u32) -> BoxedStrategy<Scalar> {
    let leaf = prop_oneof![
        Just(column("paid")),
        any::<bool>().prop_map(|value| Scalar::Literal(Literal::Boolean(value))),
    ];
    of_kind(leaf.boxed(), depth)
}

fn any_scalar(depth: u32) -> BoxedStrategy<Scalar> {
    prop_oneof![
        number_scalar(depth),
        date_scalar(depth),
        text_scalar(depth),
        boolean_scalar(depth)
    ]
    .boxed()
}

fn pair(values: BoxedStrategy<Scalar>) -> impl Strategy<Value = Test> {
    (comparison(), values.clone(), values).prop_map(|(c, a, b)| Test::Compare(c, a, b))
}

fn test(depth: u32) -> BoxedStrategy<Test> {
    let equal = prop_oneof![Just(Comparison::Equal), Just(Comparison::NotEqual)];
    let list = |literals: BoxedStrategy<Literal>| proptest::collection::vec(literals, 1..4);
    let leaf = prop_oneof![
        pair(number_scalar(depth)),
        pair(date_scalar(depth)),
        pair(text_scalar(depth)),
        (equal, boolean_scalar(depth), boolean_scalar(depth))
            .prop_map(|(c, a, b)| Test::Compare(c, a, b)),
        (
            number_scalar(depth),
            list(number().prop_map(Literal::Number).boxed())
        )
            .prop_map(|(value, list)| Test::In(value, list)),
        (
            date_scalar(depth),
            list(day().prop_map(Literal::Date).boxed())
        )
            .prop_map(|(value, list)| Test::In(value, list)),
        (
            text_scalar(depth),
            list(text().prop_map(Literal::Text).boxed())
        )
            .prop_map(|(value, list)| Test::In(value, list)),
        any_scalar(depth).prop_map(Test::IsNull),
        (text_scalar(depth), text()).prop_map(|(value, pattern)| Test::Like(value, pattern)),
        boolean_scalar(depth).prop_map(Test::Is),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let several = || proptest::collection::vec(test(depth - 1), 2..4);
    prop_oneof![
        4 => leaf,
        1 => test(depth - 1).prop_map(|inner| Test::Not(Box::new(inner))),
        1 => several().prop_map(|tests| flat(tests, true)),
        1 => several().prop_map(|tests| flat(tests, false)),
    ]
    .boxed()
}

/// `and` and `or` hold their members in one flat list.
fn flat(tests: Vec<Test>, and: bool) -> Test {
    let mut members = Vec::new();
    for test in tests {
        match test {
            Test::And(inner) if and => members.extend(inner),
            Test::Or(inner) if !and => members.extend(inner),
            other => members.push(other),
        }
    }
    if and {
        Test::And(members)
    } else {
        Test::Or(members)
    }
}

fn aggregate() -> impl Strategy<Value = Aggregate> {
    use AggregateFunction as F;
    let function = prop_oneof![
        Just(F::CountRows),
        any_scalar(2).prop_map(F::Count),
        any_scalar(2).prop_map(F::CountDistinct),
        number_scalar(3).prop_map(F::Sum),
        number_scalar(2).prop_map(F::Min),
        number_scalar(2).prop_map(F::Max),
        number_scalar(2).prop_map(F::Median),
    ];
    let filter = proptest::collection::vec(test(2), 0..3).prop_map(|tests| {
        if tests.is_empty() {
            return Vec::new();
        }
        let Test::And(tests) = flat(tests, true) else {
            return Vec::new();
        };
        tests.into_iter().map(condition).collect()
    });
    (function, filter).prop_map(|(function, filter)| Aggregate { function, filter })
}

fn arithmetic(depth: u32) -> BoxedStrategy<Arithmetic> {
    let leaf = prop_oneof![
        3 => (0usize..3).prop_map(Arithmetic::Aggregate),
        1 => number().prop_map(Arithmetic::Number),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let less = || arithmetic(depth - 1).prop_map(Box::new);
    let any = prop_oneof![operator(), Just(Operator::Divide)];
    prop_oneof![
        2 => leaf,
        4 => (any, less(), less()).prop_map(|(o, a, b)| Arithmetic::Binary(o, a, b)),
        1 => less().prop_map(|inner| match *inner {
            Arithmetic::Number(number) => Arithmetic::Number(-number),
            other => Arithmetic::Negate(Box::new(other)),
        }),
        1 => (less(), less()).prop_map(|(a, b)| Arithmetic::NullIf(a, b)),
        1 => proptest::collection::vec(arithmetic(depth - 1), 2..4).prop_map(Arithmetic::Coalesce),
    ]
    .boxed()
}

fn read(text: &str) -> Result<Measure, Vec<Diagnostic>> {
    let text = spanned(text);
    parse_measure(&text, &text.span, &bounded())
}

fn word() -> impl Strategy<Value = String> {
    let words = "sum |amount |city |paid |not |case |when |then |end |and |in |is |null ";
    proptest::string::string_regex(&format!("({words}|[-+*/()=<>,.;'\" ]|[0-9]|ü)")).unwrap()
}

/// Whether a refusal only says that the measure is too large in some way.
fn only_too_large(problems: &[Diagnostic]) -> bool {
    let sizes = ["K0302", "K0303", "K0304", "K0314", "K0315"];
    problems
        .iter()
        .all(|problem| sizes.contains(&problem.code.id))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn an_aggregate_is_read_as_it_was_printed(aggregate in aggregate()) {
        match read(&aggregate.to_string()) {
            Ok(measure) => prop_assert_eq!(measure.aggregates, vec![aggregate]),
            Err(problems) => {
                prop_assert!(only_too_large(&problems), "{} {:#?}", aggregate, problems);
            }
        }
    }

    #[test]
    fn arithmetic_is_read_as_it_was_printed(expression in arithmetic(4)) {
        let aggregates = ["count(*)", "sum(amount)", "median(quantity)"];
        let aggregates = aggregates.map(|text| read(text).unwrap().aggregates[0].clone()).to_vec();
        let text = spanned("");
        let written = Measure { text, aggregates: aggregates.clone(), expression };
        let printed = written.to_string();
        match read(&printed) {
            Ok(again) => {
                prop_assert_eq!(again.to_string(), printed);
                // Indices follow the first use; those of the same order are compared.
                if again.aggregates == aggregates {
                    prop_assert_eq!(again.expression, written.expression);
                }
            }
            Err(problems) => {
                let constant = problems
                    .iter()
                    .all(|problem| ["K0321", "K0322"].contains(&problem.code.id));
                prop_assert!(constant, "{} {:#?}", printed, problems);
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(words in proptest::collection::vec(word(), 0..40)) {
        let text = words.concat();
        let _ = read(&text);
        let text = spanned(&text);
        let _ = super::parse_conditions(&text, &text.span, &bounded());
    }
}

#[test]
fn bounds_make_columns_narrower() {
    // -9 to 9 with two decimals: `9.00`.
    let number = |precision, scale| ScalarKind::Number { precision, scale };
    for (name, kind) in [
        ("amount", number(3, 2)),
        ("quantity", number(1, 0)),
        ("fine", number(8, 7)),
    ] {
        let name_and_kind = Scalar::Column {
            name: name.to_owned(),
            kind,
        };
        assert_eq!(column(name), name_and_kind);
    }
}
