//! Accounts and places. What scales give is in `spec/`.

use super::{Account, Applies, LinearPart, Scale, ScaleInput, Shape, parse_scales};
use crate::diag::{Diagnostics, Span};
use crate::num::{Decimal, Exact, parse_number};
use crate::text::{Document, Table};

const SCALES: &str = r#"
[scale]
linear = { kind = "linear", threshold = "70 %", cap = "120 %" }
step = { kind = "step", steps = [["80 %", "50 %"], ["100 %", "100 %"]] }
points = { kind = "points", points = [["80 %", "0 %"], ["100 %", "100 %"]] }
levels = { kind = "levels", minimum = "80 %", desired = "120 %" }
tiers = { kind = "tiers", applies = "row", on = "actual", negative = "first_rate", tiers = [
  { up_to = "10", rate = "5", flat = "2" },
  { rate = "3" },
] }
"#;

fn scale(name: &str) -> Scale {
    let document = Document::new("scales.toml", SCALES);
    let diagnostics = Diagnostics::new();
    let root = document.parse(&diagnostics);
    let mut scales = parse_scales(&Table::root(&document, &root, &diagnostics));
    assert!(diagnostics.is_empty());
    scales.remove(&name.into()).unwrap()
}

fn number(text: &str) -> Exact {
    Exact::from(parse_number(text).unwrap())
}

fn account(name: &str, input: &str) -> Account {
    let result = scale(name).at(&number(input), &super::Levels::default());
    result.unwrap().account
}

/// The text that a span marks.
fn marked(span: &Span) -> &'static str {
    SCALES.get(span.range.start..span.range.end).unwrap()
}

#[test]
fn an_account_of_limits_points_at_the_limit() {
    match account("linear", "69 %") {
        Account::Linear(LinearPart::BelowThreshold { threshold, span }) => {
            assert_eq!(threshold, Decimal::new(7, 1));
            assert_eq!(marked(&span), "\"70 %\"");
        }
        other => panic!("{other:?}"),
    }
    match account("linear", "121 %") {
        Account::Linear(LinearPart::Capped { span, .. }) => assert_eq!(marked(&span), "\"120 %\""),
        other => panic!("{other:?}"),
    }
    assert_eq!(account("linear", "1"), Account::Linear(LinearPart::Itself));
    let floored = LinearPart::Floored {
        floor: Decimal::ZERO,
        span: None,
    };
    // Below a threshold the threshold is the reason; without one it is the floor.
    assert_ne!(account("linear", "-1"), Account::Linear(floored));
}

#[test]
fn an_account_of_steps_and_points_names_both_neighbours() {
    match account("step", "90 %") {
        Account::Step {
            reached: Some(reached),
            next: Some(next),
        } => {
            assert_eq!(marked(&reached.span), "\"80 %\", \"50 %\"");
            assert_eq!(marked(&next.span), "\"100 %\", \"100 %\"");
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        account("step", "79 %"),
        Account::Step {
            reached: None,
            next: Some(_)
        }
    ));
    assert!(matches!(
        account("step", "1"),
        Account::Step {
            reached: Some(_),
            next: None
        }
    ));
    assert!(matches!(account("points", "79 %"), Account::Held { .. }));
    assert!(matches!(account("points", "1"), Account::Held { .. }));
    match account("points", "80 %") {
        Account::Line { from, to } => assert_eq!((from.score, to.score), (0.into(), 1.into())),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_account_of_levels_names_them() {
    match account("levels", "110 %") {
        Account::Line { from, to } => assert_eq!((from.name, to.name), ("target", "desired")),
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        account("levels", "79 %"),
        Account::BelowMinimum { .. }
    ));
}

#[test]
fn an_account_of_tiers_has_a_line_for_each_that_was_entered() {
    let Account::Tiers { lines, .. } = account("tiers", "12") else {
        panic!("no tiers");
    };
    let [first, second] = &lines[..] else {
        panic!("{lines:?}");
    };
    assert_eq!((first.number, second.number), (1, 2));
    assert_eq!(
        (&first.quantity, &first.amount),
        (&number("10"), &number("52"))
    );
    assert_eq!(
        (&second.quantity, &second.amount),
        (&number("2"), &number("6"))
    );
    assert_eq!((second.from, second.up_to), (10.into(), None));
    assert_eq!(marked(&second.span), "{ rate = \"3\" }");
}

#[test]
fn rows_are_added_up_tier_by_tier() {
    let rows = ["12", "3", "-1"].map(number);
    let result = scale("tiers").rows(&rows).unwrap();
    assert_eq!(result.value, number("70"));
    assert_eq!(result.input, number("14"));
    let Account::Rows {
        rows,
        negative,
        negative_amount,
        lines,
    } = result.account
    else {
        panic!("no rows");
    };
    assert_eq!((rows, negative, negative_amount), (3, 1, number("-5")));
    assert_eq!(lines.len(), 2);
    assert_eq!((lines[0].entered, &lines[0].quantity), (2, &number("13")));
    assert_eq!(
        (lines[0].amount.clone(), lines[1].amount.clone()),
        (number("69"), number("6"))
    );
    let nothing = scale("tiers").rows(&[]).unwrap();
    assert_eq!(nothing.value, Exact::zero());
}

#[test]
fn a_scale_takes_what_it_says() {
    let attained = ScaleInput {
        attainment: Some(Decimal::ONE),
        ..ScaleInput::default()
    };
    let happened = ScaleInput {
        actual: Some(number("12")),
        ..ScaleInput::default()
    };
    assert_eq!(scale("step").apply(&attained).unwrap().value, Exact::one());
    assert_eq!(scale("tiers").apply(&happened).unwrap().value, number("58"));
    for (name, input) in [("step", &happened), ("tiers", &attained)] {
        let error = scale(name).apply(input).unwrap_err();
        let diagnostic = error.diagnostic("person 7, KPI sales");
        assert_eq!(diagnostic.code.id, "K0521");
        assert!(
            diagnostic
                .message
                .starts_with("person 7, KPI sales: scale `")
        );
    }
}

#[test]
fn a_score_that_does_not_fit_is_an_error() {
    let most = Exact::from(Decimal::MAX);
    let error = scale("tiers")
        .at(&most, &super::Levels::default())
        .unwrap_err();
    assert_eq!(error.problem.code().id, "K0526");
}

#[test]
fn a_scale_keeps_what_it_was_told() {
    let tiers = scale("tiers");
    assert_eq!(tiers.applies, Applies::Row);
    assert!(matches!(&tiers.shape, Shape::Tiers(shape) if shape.tiers.len() == 2));
    assert_eq!(marked(&tiers.span), "tiers");
}

#[test]
fn a_list_that_nobody_can_check_is_refused() {
    for (count, code) in [(1000, None), (1001, Some("K0234"))] {
        let steps: Vec<String> = (0..count).map(|at| format!("[{at}, {at}]")).collect();
        let text = format!(
            "scale.a = {{ kind = \"step\", steps = [{}] }}",
            steps.join(", ")
        );
        let document = Document::new("scales.toml", text);
        let diagnostics = Diagnostics::new();
        let root = document.parse(&diagnostics);
        let scales = parse_scales(&Table::root(&document, &root, &diagnostics));
        assert_eq!(scales.is_empty(), code.is_some());
        let found = diagnostics.into_sorted();
        assert_eq!(found.first().map(|found| found.code.id), code);
    }
}
