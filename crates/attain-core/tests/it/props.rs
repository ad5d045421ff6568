//! Laws of scales on random input.

use crate::oracle::sketch::{Sketch, sketch};
use crate::oracle::{Q, exact, inputs, pairs, parse, runner, thousandths};
use attain_core::diag::{Diagnostics, Severity};
use attain_core::num::Exact;
use attain_core::rules;
use attain_core::scale::try_scale::{Format, try_scale};
use attain_core::scale::{Account, Levels, Scale, check, curve, parse_scales};
use attain_core::text::{Document, Table};
use proptest::prelude::*;

fn at(scale: &Scale, x: &Q) -> Option<Exact> {
    let result = scale.at(&exact(x), &Levels::default());
    result.ok().map(|result| result.value)
}

/// Whether the scale is warned of because more pays less.
fn is_warned(scale: &Scale) -> bool {
    check(scale)
        .iter()
        .any(|found| found.code == rules::MORE_PAYS_LESS && found.severity == Severity::Warning)
}

/// Whether less is better: then more is meant to pay less.
fn falls(sketch: &Sketch) -> bool {
    matches!(sketch, Sketch::Levels { at, .. } if at.0 > at.2)
}

/// A scale pays less for more exactly if the check says so.
#[test]
fn more_pays_less_where_the_check_warns_and_nowhere_else() {
    let result = runner(pairs() / 20).run(&sketch(), |sketch| {
        let scale = parse(&sketch.toml());
        let mut inputs = inputs(&sketch, &[-50_000, 90_000]);
        if falls(&sketch) {
            inputs.reverse();
        }
        let values: Vec<Exact> = inputs.iter().filter_map(|x| at(&scale, x)).collect();
        let sinks = values.windows(2).any(|pair| pair[1] < pair[0]);
        prop_assert_eq!(sinks, is_warned(&scale), "{}", sketch.toml());
        Ok(())
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
}

/// The curve that checks and drawings use is the scale itself.
#[test]
fn the_curve_is_the_scale() {
    let others = prop::collection::vec(-3_000..30_000i64, 6);
    let result = runner(pairs() / 20).run(&(sketch(), others), |(sketch, others)| {
        let scale = parse(&sketch.toml());
        let pieces = curve(&scale, &Levels::default()).unwrap();
        for x in inputs(&sketch, &others) {
            let x_exact = exact(&x);
            let on: Vec<Exact> = pieces
                .iter()
                .filter(|piece| piece.holds(&x_exact))
                .map(|piece| piece.height(&x_exact))
                .collect();
            let expected: Vec<Exact> = at(&scale, &x).into_iter().collect();
            prop_assert_eq!(on, expected, "at {} of\n{}", x, sketch.toml());
        }
        Ok(())
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
}

/// The lines of an account add up to the value, and the quantities of marginal tiers to the input.
#[test]
fn accounts_add_up() {
    let result = runner(pairs() / 4).run(&(sketch(), 0..30_000i64), |(sketch, input)| {
        let scale = parse(&sketch.toml());
        let Ok(result) = scale.at(&exact(&thousandths(input)), &Levels::default()) else {
            return Ok(());
        };
        if let Account::Tiers { lines, .. } = &result.account {
            let sum: Exact = lines.iter().map(|line| line.amount.clone()).sum();
            prop_assert_eq!(&sum, &result.value);
            for line in lines {
                let flat = Exact::from(line.flat) * Exact::from(line.entered);
                let amount = line.quantity.clone() * Exact::from(line.rate) + flat;
                prop_assert_eq!(&amount, &line.amount);
            }
        }
        Ok(())
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
}

/// Rows give the sum of what each gives, and a year's payments add up to what the year gives.
#[test]
fn rows_and_years_add_up() {
    let rows = prop::collection::vec(0..9_000i64, 0..9);
    let result = runner(pairs() / 20).run(&(sketch(), rows), |(sketch, rows)| {
        let scale = parse(&sketch.toml());
        let rows: Vec<Exact> = rows.iter().map(|row| exact(&thousandths(*row))).collect();
        let levels = Levels::default();
        let single: Result<Exact, _> = rows
            .iter()
            .map(|row| scale.at(row, &levels).map(|result| result.value))
            .sum();
        prop_assert_eq!(scale.rows(&rows).map(|result| result.value), single);

        let (mut so_far, mut paid) = (Exact::zero(), Exact::zero());
        let mut before = None;
        for row in &rows {
            so_far = so_far + row.clone();
            let Ok(year) = scale.year_to_date(&so_far, &paid) else {
                return Ok(());
            };
            let by_itself = scale
                .year_to_date_between(before.as_ref(), &so_far)
                .unwrap();
            prop_assert_eq!(&year.due, &by_itself.due);
            paid = paid + year.due;
            before = Some(so_far.clone());
            prop_assert_eq!(&paid, &scale.at(&so_far, &levels).unwrap().value);
        }
        Ok(())
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
}

/// A text that almost is a scale.
fn garbled() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "[]",
        "[[\"1\", \"2\"], [3]]",
        "[[1, 2], [\"0.5\", \"-1 %\"], [\"79228162514264337593543950335\", 1]]",
        "[{ up_to = \"79228162514264337593543950335\", rate = \"79228162514264337593543950335\" }]",
        "[{ rate = \"1\" }, { up_to = 0, flat = \"0.0000000000000000000000000001\" }]",
        "{ a = 1 }",
        "\"linear\"",
        "\"actual\"",
        "\"amount\"",
        "\"row\"",
        "\"whole\"",
        "\"upper\"",
        "\"first_rate\"",
        "true",
    ]);
    let value = prop_oneof![
        "\"[-+0-9.%_ ]{0,8}\"",
        "[0-9]{1,3}",
        fixed.prop_map(str::to_owned),
    ];
    let name = prop::sample::select(vec![
        "kind",
        "on",
        "gives",
        "applies",
        "threshold",
        "cap",
        "floor",
        "steps",
        "points",
        "tiers",
        "mode",
        "at_bound",
        "negative",
        "minimum",
        "desired",
        "at_minimum",
        "x",
    ]);
    let kind = prop::sample::select(vec!["linear", "step", "points", "tiers", "levels", "?"]);
    (kind, prop::collection::btree_map(name, value, 0..6)).prop_map(|(kind, fields)| {
        let lines: Vec<String> = fields
            .iter()
            .filter(|(name, _)| **name != "kind")
            .map(|(name, value)| format!("{name} = {value}\n"))
            .collect();
        format!("[scale.a]\nkind = \"{kind}\"\n{}", lines.concat())
    })
}

/// No text panics, and what is not a scale has an error.
#[test]
fn no_text_panics() {
    let inputs = [
        "0",
        "-1",
        "1",
        "79228162514264337593543950335",
        "0.0000000000000000000000000001",
    ];
    let result = runner(pairs() / 4).run(&garbled(), |text| {
        let document = Document::new("scales.toml", text.as_str());
        let diagnostics = Diagnostics::new();
        let root = document.parse(&diagnostics);
        let scales = parse_scales(&Table::root(&document, &root, &diagnostics));
        prop_assert_eq!(scales.is_empty(), diagnostics.has_errors(), "{}", text);
        for (_, format) in Format::NAMES {
            let trial = try_scale(&document, "a", &inputs, format);
            prop_assert_eq!(trial.output.is_empty(), scales.is_empty(), "{}", text);
        }
        Ok(())
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
}
