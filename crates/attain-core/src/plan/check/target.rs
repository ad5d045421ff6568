//! Targets that are much harder than what others reach.

use crate::attainment::{AttainmentRule, Target};
use crate::diag::{Diagnostic, Span};
use crate::model::{Kpi, Model};
use crate::num::{Exact, RoundMode, plain};
use crate::rules;

/// A target may be so much harder than its benchmark, in hundredths.
const HARDER: i64 = 30;

/// All targets of the model that state a benchmark.
pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    model
        .stated_targets()
        .filter_map(|(kpi, target, span)| harder(kpi, target, span))
        .collect()
}

/// A target far above its benchmark.
pub(crate) fn harder(kpi: &Kpi, target: &Target, span: &Span) -> Option<Diagnostic> {
    let (goal, benchmark) = (Exact::from(target.target?), Exact::from(target.benchmark?));
    let more = match &kpi.rule {
        AttainmentRule::Higher => &goal - &benchmark,
        AttainmentRule::Lower(_) => &benchmark - &goal,
        _ => return None,
    };
    let percent = (more * Exact::from_integer(100)).checked_div(&benchmark.abs())?;
    if percent <= Exact::from_integer(HARDER) {
        return None;
    }
    let shown = percent.round(1, RoundMode::HalfEven)?;
    let message = format!(
        "the target of `{}`, {}, is {} % harder than the benchmark {}",
        kpi.id,
        goal.plain(),
        plain(shown),
        benchmark.plain()
    );
    Some(
        Diagnostic::warning(rules::TARGET_ABOVE_BENCHMARK, message)
            .at(span, "")
            .with_help("set a target that somebody has reached, or correct the benchmark"),
    )
}
