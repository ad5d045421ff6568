//! The diagnostics of plans.

use super::Limit;
use super::entrant::{Case, EntrantLine};
use crate::diag::{Diagnostic, Span, Spanned, closest};
use crate::id::ScaleId;
use crate::model::Scorecard;
use crate::num::{Decimal, Exact, plain};
use crate::rules;
use crate::scale::Scale;
use crate::text::Table;

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
    lines: &[(&EntrantLine, Exact)],
    sum: &Exact,
) -> Diagnostic {
    let message = format!(
        "{}: the weights add up to {}, expected 100 %",
        case.whom(),
        sum.percent()
    );
    let listed: Vec<String> = lines
        .iter()
        .map(|(line, weight)| format!("{} {}", line.kpi, weight.percent()))
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

pub(super) fn two_bounds(span: &Span) -> Diagnostic {
    let message = "a condition has two bounds";
    Diagnostic::error(rules::CONDITION_UNCLEAR, message)
        .at(span, "")
        .with_help("keep one of `at_least`, `above`, `at_most`, `below`; write two conditions")
}

pub(super) fn no_bound(span: &Span) -> Diagnostic {
    let message = "a condition has no bound";
    Diagnostic::error(rules::CONDITION_UNCLEAR, message)
        .at(span, "")
        .with_help("add one of `at_least`, `above`, `at_most`, `below`: `at_least = \"80 %\"`")
}

pub(super) fn unknown_part(case: &Case<'_>, part: &str, span: &Span) -> Diagnostic {
    let message = format!("{}: there is no result of `{part}`", case.whom());
    let known = case.entrant.lines.iter().map(|line| line.kpi.as_str());
    let help = closest(part, known).map_or_else(
        || format!("add `{part}` to the scorecard; without a weight it is only looked at"),
        |close| format!("did you mean `{close}`?"),
    );
    Diagnostic::error(rules::PART_MISSING, message)
        .at(span, "")
        .with_help(help)
}

pub(super) fn number_missing(case: &Case<'_>, part: &str, what: &str, span: &Span) -> Diagnostic {
    let message = format!("{}: `{part}` has no {what}", case.whom());
    Diagnostic::error(rules::SCORE_MISSING, message)
        .at(span, "")
        .with_help(format!(
            "bring the {what}, or write what a missing value does: `missing = …`"
        ))
}

pub(super) fn unknown_scale(case: &Case<'_>, scale: &ScaleId, span: &Span) -> Diagnostic {
    let message = format!("{}: there is no scale `{scale}`", case.whom());
    let known = case.scales.keys().map(ScaleId::as_str);
    let help = closest(scale.as_str(), known).map_or_else(
        || format!("add `[scale.{scale}]` to the scales"),
        |close| format!("did you mean `{close}`?"),
    );
    Diagnostic::error(rules::UNKNOWN_SCALE, message)
        .at(span, "")
        .with_help(help)
}

pub(super) fn rows_missing(case: &Case<'_>, line: &EntrantLine, scale: &Scale) -> Diagnostic {
    let message = format!(
        "{}: scale `{}` applies to each row of `{}`, and only the sum is known",
        case.whom(),
        scale.id,
        line.kpi
    );
    Diagnostic::error(rules::ROWS_MISSING, message)
        .at(&scale.span, "")
        .with_help("let the scale apply to the period: `applies = \"period\"`")
}

pub(super) fn amount_for_score(case: &Case<'_>, line: &EntrantLine) -> Diagnostic {
    let message = format!(
        "{}: `{}` gives an amount, and this method multiplies a score",
        case.whom(),
        line.kpi
    );
    Diagnostic::error(rules::AMOUNT_FOR_SCORE, message)
        .at(line.span.as_ref().unwrap_or(&case.plan.span), "")
        .with_help("write `method = \"commission\"`, or a scale that gives a score")
}

pub(super) fn no_rate(case: &Case<'_>, kpi: &str) -> Diagnostic {
    let message = format!("{}: the plan does not say what `{kpi}` pays", case.whom());
    Diagnostic::error(rules::RATE_MISSING, message)
        .at(&case.plan.span, "")
        .with_help(format!(
            "add `rate` or `scale` to the plan, or to `[plan.….kpi.{kpi}]`"
        ))
}

pub(super) fn negative_units(case: &Case<'_>, kpi: &str, units: &Exact, span: &Span) -> Diagnostic {
    let message = format!(
        "{}: `{kpi}` is {} units, below 0",
        case.whom(),
        units.plain()
    );
    Diagnostic::error(rules::BELOW_ZERO, message)
        .at(span, "")
        .with_help("take back what was paid as a clawback, or pay by a scale with `negative`")
}

pub(super) fn milestone(
    case: &Case<'_>,
    kpi: &str,
    error: &crate::attainment::AttainmentError,
    span: Option<&Span>,
) -> Diagnostic {
    let whom = format!("{}, `{kpi}`", case.whom());
    error
        .diagnostic(&whom)
        .at(span.unwrap_or(&case.plan.span), "")
}

pub(super) fn shares_do_not_sum(sum: &Exact, span: &Span) -> Diagnostic {
    let message = format!(
        "the shares of the funds add up to {}, expected 100 %",
        sum.percent()
    );
    Diagnostic::error(rules::WEIGHTS_DO_NOT_SUM, message)
        .at(span, "")
        .with_help("correct the shares; where they are points, write `weights = \"normalize\"`")
}

pub(super) fn factor_out_of_range(case: &Case<'_>, factor: &Exact, span: &Span) -> Diagnostic {
    let message = format!(
        "{}: the factor is {}, expected 0 to 1",
        case.whom(),
        factor.plain()
    );
    Diagnostic::error(rules::NUMBER_OUT_OF_RANGE, message)
        .at(span, "")
        .with_help("a gate only takes away; to raise the pay use `multipliers`")
}

pub(super) fn blocking_out_of_range(case: &Case<'_>, what: &str, factor: &Exact) -> Diagnostic {
    let message = format!(
        "{}: the blocking factor of `{what}` is {}, expected 0 to 1",
        case.whom(),
        factor.plain()
    );
    Diagnostic::error(rules::NUMBER_OUT_OF_RANGE, message)
        .at(&case.plan.span, "")
        .with_help("write 0 to block, 1 to pay, or a factor between them")
}

pub(super) fn field_of_method(field: &str, owner: &str, method: &str, span: &Span) -> Diagnostic {
    let message = format!("`{field}` belongs to the method `{owner}`, and this one is `{method}`");
    Diagnostic::error(rules::FIELD_OF_ANOTHER_METHOD, message)
        .at(span, "")
        .with_help(format!("remove it, or write `method = \"{owner}\"`"))
}

pub(super) fn matrix_size((rows, columns): (usize, usize), span: &Span) -> Diagnostic {
    let message = format!("the cells are not {rows} rows of {columns}");
    Diagnostic::error(rules::MATRIX_IMPOSSIBLE, message)
        .at(span, "")
        .with_help("write one list for each position of `rows`, one cell for each of `columns`")
}

pub(super) fn malformed_step(span: &Span) -> Diagnostic {
    let message = "a step is a pair: from where on, and the factor";
    Diagnostic::error(rules::MALFORMED_PAIR, message)
        .at(span, "")
        .with_help("write `steps = [[\"70 %\", \"0.5\"], [\"90 %\", \"1\"]]`")
}

pub(super) fn steps_order(span: &Span) -> Diagnostic {
    Diagnostic::error(rules::NOT_ASCENDING, "the steps do not rise")
        .at(span, "")
        .with_help("write them from the lowest to the highest, each once")
}

pub(super) fn matrix_order(axis: &str, span: &Span) -> Diagnostic {
    let message = format!("the positions of `{axis}` do not rise");
    Diagnostic::error(rules::MATRIX_IMPOSSIBLE, message)
        .at(span, "")
        .with_help("write them from the lowest to the highest, each once")
}

pub(super) fn two_pools(case: &Case<'_>, size: &Exact, span: &Span) -> Diagnostic {
    let message = format!(
        "{}: his pool is {}, and others have another",
        case.whom(),
        size.plain()
    );
    Diagnostic::error(rules::POOL_NOT_PLACED, message)
        .at(span, "")
        .with_help("measure the pool on the company, not on the person")
}

pub(super) fn pool_not_placed(plan: &str, span: &Span) -> Diagnostic {
    let message = format!("plan `{plan}`: the pool cannot be shared: the points are not above 0");
    Diagnostic::error(rules::POOL_NOT_PLACED, message)
        .at(span, "")
        .with_help("look at the scores; a pool needs somebody with points, and nobody below 0")
}

pub(super) fn pool_waits(case: &Case<'_>, others: &[String]) -> Diagnostic {
    let message = format!("{}: the pool waits for {}", case.whom(), others.join(", "));
    Diagnostic::error(rules::POOL_WAITS, message)
        .at(&case.plan.span, "")
        .with_help("everybody's share depends on everybody's score: complete the results")
}

pub(super) fn months_order(span: &Span) -> Diagnostic {
    let message = "the days of `months` do not rise";
    Diagnostic::error(rules::NOT_ASCENDING, message)
        .at(span, "")
        .with_help(
            "write from the fewest days to the most: [[\"10\", \"50 %\"], [\"16\", \"100 %\"]]",
        )
}

pub(super) fn no_time(case: &Case<'_>, span: &Span) -> Diagnostic {
    let message = format!("{}: the days of the period are not known", case.whom());
    Diagnostic::error(rules::DAYS_MISSING, message)
        .at(span, "")
        .with_help("add the columns `period_from` and `period_to`, or `period`")
}

pub(super) fn no_hire(case: &Case<'_>, what: &str, span: &Span) -> Diagnostic {
    let message = format!(
        "{}: `{what}` looks at the day of hire, which is not known",
        case.whom()
    );
    Diagnostic::error(rules::DAYS_MISSING, message)
        .at(span, "")
        .with_help("add a column `hired` to the people")
}

pub(super) fn no_payment_day(case: &Case<'_>, span: &Span) -> Diagnostic {
    let message = format!("{}: the day of payment is not known", case.whom());
    Diagnostic::error(rules::DAYS_MISSING, message)
        .at(span, "")
        .with_help("state `pays_on` in the plan, add a column `paid_on`, or name the date")
}

pub(super) fn leave_in_months(case: &Case<'_>, span: &Span) -> Diagnostic {
    let message = format!("{}: days of leave cannot be taken from months", case.whom());
    Diagnostic::error(rules::LEAVE_IMPOSSIBLE, message)
        .at(span, "")
        .with_help("count by \"days\", \"30/360\" or \"workdays\", or end the stretch at the leave")
}

pub(super) fn leave_too_long(
    case: &Case<'_>,
    leave: &Exact,
    units: &Exact,
    span: &Span,
) -> Diagnostic {
    let message = format!(
        "{}: {} days of leave in a stretch of {}",
        case.whom(),
        leave.plain(),
        units.plain()
    );
    Diagnostic::error(rules::LEAVE_IMPOSSIBLE, message)
        .at(span, "")
        .with_help("correct the days of leave, or the days of the stretch")
}

pub(super) fn unknown_day(field: &str, text: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` is no day that `{field}` could name", text.value);
    Diagnostic::error(rules::MALFORMED_DATE, message)
        .at(&text.span, "")
        .with_help("write \"period_start\", \"period_end\", \"payment\" or a date")
}

pub(super) fn rate_without_date(span: &Span) -> Diagnostic {
    let message = "a rate of exchange has no date";
    Diagnostic::error(rules::RATE_OF_NO_DAY, message)
        .at(span, "")
        .with_help("add the day that the rate is of: `date = 2024-06-30`")
}

pub(super) fn rate_not_positive(case: &Case<'_>, rate: &str, span: &Span) -> Diagnostic {
    let message = format!(
        "{}: the rate of exchange is {rate}, expected above 0",
        case.whom()
    );
    Diagnostic::error(rules::NUMBER_OUT_OF_RANGE, message)
        .at(span, "")
        .with_help("write how much of the currency of payment one unit is")
}

pub(super) fn correction_without_reason(case: &Case<'_>) -> Diagnostic {
    let message = format!("{}: a correction has no reason", case.whom());
    Diagnostic::error(rules::CORRECTION_WITHOUT_REASON, message)
        .at(&case.plan.span, "")
        .with_help("write it in the column `correction_reason`")
}

pub(super) fn amount_below_zero(case: &Case<'_>, name: &str, amount: Decimal) -> Diagnostic {
    let message = format!("{}: `{name}` is {}, below 0", case.whom(), plain(amount));
    Diagnostic::error(rules::NUMBER_OUT_OF_RANGE, message)
        .at(&case.plan.span, "")
        .with_help("write it without a sign; the plan takes it off")
}

pub(super) fn card_weights(card: &Scorecard, sum: &Exact) -> Diagnostic {
    let message = format!(
        "the weights of scorecard `{}` add up to {}, expected 100 %",
        card.id,
        sum.percent()
    );
    Diagnostic::error(rules::WEIGHTS_DO_NOT_SUM, message)
        .at(&card.span, "")
        .with_help("correct the weights; where they are points, write `weights = \"normalize\"`")
}
