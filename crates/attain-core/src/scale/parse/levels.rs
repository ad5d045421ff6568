//! What the three levels of a target give, and where they lie if the target does not say.

use crate::diag::Diagnostic;
use crate::num::{Decimal, plain};
use crate::rules;
use crate::scale::{Basis, LevelScores, Levels};
use crate::text::Table;

/// The fields of a scale of kind `levels`.
pub(super) fn parse(table: &Table<'_>, on: Basis) -> LevelScores {
    let number = |name: &str, otherwise: Decimal| {
        table.number(name).map_or(otherwise, |number| number.value)
    };
    let at_minimum = number("at_minimum", Decimal::new(5, 1));
    let at_desired = number("at_desired", Decimal::new(12, 1));
    let position = |name: &str| table.number(name).map(|number| number.value);
    let mut levels = Levels {
        minimum: position("minimum"),
        target: position("target"),
        desired: position("desired"),
    };
    if on == Basis::Attainment {
        check_target(table, &levels);
        levels.target = Some(Decimal::ONE);
    }
    check_order(table, on, &levels);
    LevelScores {
        at_minimum,
        at_desired,
        levels,
    }
}

fn check_target(table: &Table<'_>, levels: &Levels) {
    let Some(target) = levels.target.filter(|target| *target != Decimal::ONE) else {
        return;
    };
    let message = format!(
        "`target` is {}, and the target is always met at an attainment of 100 %",
        plain(target)
    );
    table.diagnostics().push(
        Diagnostic::error(rules::LEVELS_IMPOSSIBLE, message)
            .at(&table.key_span("target"), "")
            .with_help("remove `target`, or write `on = \"actual\"`"),
    );
}

fn check_order(table: &Table<'_>, on: Basis, levels: &Levels) {
    let stated: Vec<Decimal> = [levels.minimum, levels.target, levels.desired]
        .into_iter()
        .flatten()
        .collect();
    let rises = stated.is_sorted_by(|a, b| a < b);
    let falls = stated.is_sorted_by(|a, b| a > b);
    if rises || (falls && on == Basis::Actual) {
        return;
    }
    let list: Vec<String> = stated.iter().map(|level| plain(*level)).collect();
    let field = ["minimum", "desired", "target"]
        .into_iter()
        .find(|name| table.has(name))
        .unwrap_or("kind");
    table.diagnostics().push(
        Diagnostic::error(
            rules::LEVELS_IMPOSSIBLE,
            format!(
                "the levels are {}, expected the order minimum, target, desired",
                list.join(", ")
            ),
        )
        .at(&table.key_span(field), "")
        .with_help("let each level be harder than the one before"),
    );
}
