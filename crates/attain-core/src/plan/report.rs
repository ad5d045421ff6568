//! The diagnostics of plans.

use super::Limit;
use super::entrant::{Case, EntrantLine};
use crate::diag::{Diagnostic, Span, Spanned, closest};
use crate::num::{Decimal, Exact, plain};
use crate::rules;
use crate::text::Table;

fn percent(share: &Exact) -> String {
    (share * &Exact::from_integer(100)).plain()
}

pub(super) fn malformed_amount(text: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` is no amount", text.value);
    Diagnostic::error(rules::MALFORMED_AMOUNT, message)
        .at(&text.span, "")
        .with_help("write \"5000\", \"150 %\" (of the bonus) or \"20 % of salary\"")
}

pub(super) fn share_of_nothing(share: &Spanned<Limit>) -> Diagnostic {
    let message = format!("`{}` is a share, and it is not said of what", share.value);
    Diagnostic::error(rules::MALFORMED_AMOUNT, message)
        .at(&share.span, "")
        .with_help(format!("write an amount, or \"{} of salary\"", share.value))
}

pub(super) fn rounding_step(table: &Table<'_>, span: &Span) {
    let message = "a rounding needs a step above 0, or a whole number of decimals up to 12";
    table.diagnostics().push(
        Diagnostic::error(rules::ROUNDING_IMPOSSIBLE, message)
            .at(span, "")
            .with_help("write `rounding = { step = \"0.05\" }` or `{ decimals = 2 }`, not both"),
    );
}

pub(super) fn two_bonuses(field: &str, span: &Span) -> Diagnostic {
    let message = format!("`bonus` and `{field}` both say what is paid at 100 %");
    Diagnostic::error(rules::BONUS_UNCLEAR, message)
        .at(span, "")
        .with_help("keep one of the two")
}

pub(super) fn income_without_fixed(span: &Span) -> Diagnostic {
    let message = "`income` stands without `fixed`, so the variable part is unknown";
    Diagnostic::error(rules::BONUS_UNCLEAR, message)
        .at(span, "")
        .with_help("add the share that is fixed: `fixed = \"30 %\"`")
}

pub(super) fn half_a_pair(field: &str, span: &Span) -> Diagnostic {
    let other = if field == "bonus_per" {
        "paid_per"
    } else {
        "bonus_per"
    };
    let message = format!("`{field}` stands without `{other}`");
    Diagnostic::error(rules::BONUS_UNCLEAR, message)
        .at(span, "")
        .with_help(format!(
            "add `{other} = …`: \"month\", \"quarter\" or \"year\""
        ))
}

pub(super) fn out_of_range(field: &str, found: &Spanned<Decimal>, range: &str) -> Diagnostic {
    let message = format!("`{field}` is {}, expected {range}", plain(found.value));
    Diagnostic::error(rules::NUMBER_OUT_OF_RANGE, message)
        .at(&found.span, "")
        .with_help(format!("write a number from {range}"))
}

pub(super) fn malformed_currency(code: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` is no currency of ISO 4217", code.value);
    Diagnostic::error(rules::MALFORMED_CURRENCY, message)
        .at(&code.span, "")
        .with_help("write three capital letters: \"EUR\"")
}

pub(super) fn unknown_adjustment(word: &Spanned<String>, known: &[&str]) -> Diagnostic {
    let message = format!("`{}` is no adjustment", word.value);
    let help = closest(&word.value, known.iter().copied()).map_or_else(
        || format!("adjustments are {}", known.join(", ")),
        |close| format!("did you mean `{close}`?"),
    );
    Diagnostic::error(rules::ORDER_INCOMPLETE, message)
        .at(&word.span, "")
        .with_help(help)
}

pub(super) fn order_incomplete(name: &str, span: &Span) -> Diagnostic {
    let message = format!("`order` does not say when `{name}` applies");
    Diagnostic::error(rules::ORDER_INCOMPLETE, message)
        .at(span, "")
        .with_help(format!("add \"{name}\" to the list, or leave `order` out"))
}

pub(super) fn weights_do_not_sum(
    case: &Case<'_>,
    lines: &[(&EntrantLine, Decimal)],
    sum: &Exact,
) -> Diagnostic {
    let message = format!(
        "{}: the weights add up to {} %, expected 100 %",
        case.whom(),
        percent(sum)
    );
    let listed: Vec<String> = lines
        .iter()
        .map(|(line, weight)| format!("{} {} %", line.kpi, percent(&Exact::from(*weight))))
        .collect();
    Diagnostic::error(rules::WEIGHTS_DO_NOT_SUM, message)
        .at(&case.plan.span, "")
        .with_note(listed.join(" + "))
        .with_help("correct the weights; where they are points, write `weights = \"normalize\"`")
}

pub(super) fn score_missing(case: &Case<'_>, line: &EntrantLine) -> Diagnostic {
    let message = format!("{}: `{}` has no score", case.whom(), line.kpi);
    let diagnostic = Diagnostic::error(rules::SCORE_MISSING, message).with_help(
        "bring the value, or write what a missing value does: `missing = \"zero\"` or \"ignore\"",
    );
    diagnostic.at(line.span.as_ref().unwrap_or(&case.plan.span), "")
}

pub(super) fn nothing_counts(case: &Case<'_>) -> Diagnostic {
    let message = format!("{}: no part counts", case.whom());
    Diagnostic::error(rules::NOTHING_COUNTS, message)
        .at(&case.plan.span, "")
        .with_help("give the person a part with a weight above 0 and a value")
}

pub(super) fn amount_missing(case: &Case<'_>, name: &str, span: &Span) -> Diagnostic {
    let message = format!("{}: the person has no `{name}`", case.whom());
    Diagnostic::error(rules::AMOUNT_MISSING, message)
        .at(span, "")
        .with_help(format!(
            "add a column `{name}` to the people, or state it in the plan"
        ))
}

pub(super) fn no_bonus(case: &Case<'_>, share: &str, span: &Span) -> Diagnostic {
    let message = format!(
        "{}: there is no bonus that {share} could be of",
        case.whom()
    );
    Diagnostic::error(rules::NEEDS_BONUS, message)
        .at(span, "")
        .with_help("write an amount, or add `bonus = …` to the plan")
}

pub(super) fn needs_score(case: &Case<'_>, what: &str, span: &Span) -> Diagnostic {
    let message = format!(
        "{}: `{what}` looks at a score, and this method has none",
        case.whom()
    );
    Diagnostic::error(rules::NEEDS_BONUS, message)
        .at(span, "")
        .with_help(format!("remove `{what}`, or use a gate on a KPI"))
}

pub(super) fn too_large(case: &Case<'_>) -> Diagnostic {
    let message = format!(
        "{}: the payout has more digits than Attain keeps exactly",
        case.whom()
    );
    Diagnostic::error(rules::PAYOUT_TOO_LARGE, message)
        .at(&case.plan.span, "")
        .with_help("look for a misplaced dot in the plan or the results")
}
