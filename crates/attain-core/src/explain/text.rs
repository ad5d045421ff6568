//! An explanation as text.

use super::{Explanation, FactPart, LineFacts, place};
use crate::calculate::{ActualSource, LineResult, Subject, TargetOrigin};
use crate::diag::render::Sources;
use crate::model::{Kpi, KpiKind, KpiSource, TargetMean};
use crate::num::{Decimal, Exact, RoundMode, plain};
use std::fmt::Write as _;

/// The explanation as text. Places of the model are given with their lines where `sources` has the
/// files. Ends with a line break.
#[must_use]
pub fn text(explanation: &Explanation<'_>, sources: &Sources) -> String {
    let mut out = String::new();
    heading(&mut out, explanation, sources);
    for line in &explanation.lines {
        line_text(&mut out, explanation, line, sources);
    }
    pay_text(&mut out, explanation, sources);
    out
}

/// One row of an explanation: a word, a value, and what is to be said of it.
fn entry(out: &mut String, word: &str, value: &str, remark: &str) {
    let line = format!("  {word:<11} {value:<18} {remark}");
    let _ = writeln!(out, "{}", line.trim_end());
}

fn heading(out: &mut String, explanation: &Explanation<'_>, sources: &Sources) {
    let result = explanation.result;
    let model = explanation.model;
    let currency = &model.company.currency;
    let paid = match &result.payout {
        Some(payout) => format!("{} {currency}", payout.total),
        None if result.blocked => "blocked, nothing is paid until it is cleared".to_owned(),
        None => "nothing is paid by this scorecard".to_owned(),
    };
    let _ = writeln!(
        out,
        "{} ({}), {}: {paid}",
        result.name, result.person, explanation.calculation.period
    );
    let mut basis = format!("scorecard `{}`", result.scorecard);
    if let Some(scorecard) = model.scorecards.get(&result.scorecard) {
        let _ = write!(basis, " ({})", place(&scorecard.span, sources));
    }
    if let Some(plan) = result.plan.as_ref().and_then(|plan| model.plans.get(plan)) {
        let _ = write!(
            basis,
            ", plan `{}` ({})",
            plan.id,
            place(&plan.span, sources)
        );
    }
    let _ = writeln!(out, "{basis}");
}

fn line_text(
    out: &mut String,
    explanation: &Explanation<'_>,
    facts: &LineFacts<'_>,
    sources: &Sources,
) {
    let line = facts.line;
    let Some(kpi) = explanation.model.kpis.get(&line.kpi) else {
        return;
    };
    let kind = if kpi.kind == KpiKind::Volume {
        "plan indicator"
    } else {
        "KPI"
    };
    let _ = writeln!(out, "\n{}: {} ({kind})", kpi.id, kpi.title);
    actual_text(out, kpi, facts, sources);
    target_text(out, kpi, line, sources);
    if let Some(attained) = &line.attainment {
        entry(
            out,
            "attainment",
            &percent(attained.attainment),
            &format!("= {}", attained.account.formula()),
        );
    }
    match &line.score {
        Some(scored) => match &scored.amount {
            Some(amount) => entry(out, "amount", &amount.to_string(), &scored.remark(sources)),
            None => entry(
                out,
                "score",
                &percent(scored.value),
                &scored.remark(sources),
            ),
        },
        None if line.ignored => entry(out, "score", "–", "missing, and the KPI says `ignore`"),
        None if line.zeroed => entry(out, "score", "0 %", "missing, and the KPI says `zero`"),
        None => {}
    }
    match line.weight {
        Some(weight) => entry(out, "weight", &percent(weight), ""),
        None => entry(out, "weight", "none", "shown beside the KPIs, not paid"),
    }
    if let Some(payout) = line.payout {
        entry(
            out,
            "payout",
            &format!("{payout} {}", explanation.model.company.currency),
            "",
        );
    }
}

fn actual_text(out: &mut String, kpi: &Kpi, facts: &LineFacts<'_>, sources: &Sources) {
    let line = facts.line;
    let value = line.actual.value.as_ref();
    let shown = value.map_or_else(|| "missing".to_owned(), |value| in_unit(value, kpi));
    let written = match &kpi.source {
        KpiSource::Measure { measure, .. } => {
            format!(
                "= {} ({})",
                measure.text.value,
                place(&measure.text.span, sources)
            )
        }
        KpiSource::Formula(formula) => {
            format!(
                "= {} ({})",
                formula.text.value,
                place(&formula.text.span, sources)
            )
        }
    };
    entry(out, "actual", &shown, &written);
    if let Some(remark) = source_remark(&line.actual.source) {
        entry(out, "", "", remark);
    }
    if let Some(subject) = &line.subject {
        let mut whose = subject_text(subject).to_owned();
        if let Some((from, to)) = facts.days {
            let _ = write!(whose, ", {from} to {to}");
        }
        entry(out, "", "", &whose);
    }
    if let ActualSource::Formula(inputs) = &line.actual.source {
        for (input, value) in inputs {
            let value = value
                .as_ref()
                .map_or_else(|| "missing".to_owned(), Exact::to_string);
            entry(out, "", "", &format!("{input} = {value}"));
        }
    }
    if let ActualSource::RolledUp(parts) = &line.actual.source {
        for (window, value) in parts {
            let value = value
                .as_ref()
                .map_or_else(|| "missing".to_owned(), Exact::to_string);
            entry(
                out,
                "",
                "",
                &format!("{} to {}: {value}", window.from, window.to),
            );
        }
    }
    for part in &facts.parts {
        part_text(out, kpi, part);
    }
}

/// A value with its unit; a KPI whose unit is `%` is a ratio.
fn in_unit(value: &Exact, kpi: &Kpi) -> String {
    match kpi.unit.as_deref() {
        Some("%") => format!("{} %", value * &Exact::from(Decimal::ONE_HUNDRED)),
        Some(unit) => format!("{value} {unit}"),
        None => value.to_string(),
    }
}

fn source_remark(source: &ActualSource) -> Option<&'static str> {
    match source {
        ActualSource::NothingHappened => {
            Some("no rows, on days that an import covers: nothing happened")
        }
        ActualSource::NotCovered => Some("no rows, on days that no import covers"),
        ActualSource::NoValue => Some("nothing to compute it from"),
        ActualSource::Carried => Some("carried over from the period before"),
        ActualSource::Measured | ActualSource::Formula(_) | ActualSource::RolledUp(_) => None,
    }
}

fn subject_text(subject: &Subject) -> &'static str {
    match subject {
        Subject::Own(_) => "own facts",
        Subject::Team(_) => "own facts and those of everybody below, on the days they were below",
        Subject::Unit(_) => "facts of the unit and of the units that are part of it",
        Subject::Company => "all facts of the company",
    }
}

/// Rows that qualified, rows that did not and why, and where they came from.
fn part_text(out: &mut String, kpi: &Kpi, part: &FactPart) {
    let rows = part.rows();
    let name = if part.kpi == kpi.id {
        String::new()
    } else {
        format!("{}: ", part.kpi)
    };
    let name = match &part.share {
        Some(share) => {
            let by = part
                .credited_by
                .as_ref()
                .map_or_else(String::new, |column| format!(" by `{column}`"));
            format!("{name}{} of each fact{by}: ", share.percent())
        }
        None => name,
    };
    let qualified = part.qualified();
    let counted = match rows {
        0 => format!("{name}no rows of `{}`", part.dataset),
        1 => format!("{name}1 row of `{}`", part.dataset),
        many => format!("{name}{many} rows of `{}`", part.dataset),
    };
    let out_of = match (rows, rows.checked_sub(qualified)) {
        (0, _) | (_, None) => counted,
        (1, Some(0)) => format!("{counted}, it qualifies"),
        (_, Some(0)) => format!("{counted}, all qualify"),
        (_, Some(others)) => format!("{counted}: {qualified} qualify, {others} do not"),
    };
    entry(out, "", "", &out_of);
    for (index, condition) in part.conditions.iter().enumerate() {
        let failed = part.failed(index);
        if failed > 0 {
            entry(
                out,
                "",
                "",
                &format!("  {failed} failed {}", condition.text),
            );
        }
    }
    for batch in &part.detail.batches {
        let files = batch.files.join(", ");
        let mut from = format!("  {} from {files} (batch {})", batch.qualified, batch.batch);
        let sums = part.aggregates.iter().zip(&batch.values);
        if part.detail.batches.len() > 1 {
            for (aggregate, value) in sums.filter(|(aggregate, _)| aggregate.function.adds_up()) {
                let value = value.map_or_else(|| "–".to_owned(), plain);
                let _ = write!(from, ", {aggregate} = {value}");
            }
        }
        entry(out, "", "", &from);
    }
}

fn target_text(out: &mut String, kpi: &Kpi, line: &LineResult, sources: &Sources) {
    let Some(found) = &line.target else {
        if kpi.rule.needs_target() {
            entry(out, "target", "missing", "");
        }
        return;
    };
    let shown = |level: Decimal| in_unit(&Exact::from(level), kpi);
    let value = found.target.target.map_or_else(|| "–".to_owned(), shown);
    let mut levels = Vec::new();
    for (name, level) in [
        ("minimum", found.target.minimum),
        ("desired", found.target.desired),
        ("baseline", found.target.baseline),
        ("benchmark", found.target.benchmark),
    ] {
        if let Some(level) = level {
            levels.push(format!("{name} {}", shown(level)));
        }
    }
    let from = match &found.origin {
        TargetOrigin::Model(span) => place(span, sources),
        TargetOrigin::Facts(rows) => rows_text(rows),
        TargetOrigin::Pieces(by, _) => mean_text(*by).to_owned(),
    };
    let levels = if levels.is_empty() {
        String::new()
    } else {
        format!("{}; ", levels.join(", "))
    };
    entry(out, "target", &value, &format!("{levels}{from}"));
    if let TargetOrigin::Pieces(_, pieces) = &found.origin {
        for piece in pieces {
            let value = piece.target.map_or_else(|| "–".to_owned(), shown);
            let days = format!("{} to {}", piece.window.from, piece.window.to);
            let row = format!("  {value} from {days} ({})", place(&piece.span, sources));
            entry(out, "", "", &row);
        }
    }
    if let TargetOrigin::Facts(rows) = &found.origin
        && (2..=24).contains(&rows.len())
    {
        for (origin, amount) in rows {
            let row = format!(
                "  {} in row {} (batch {})",
                plain(*amount),
                origin.row,
                origin.batch
            );
            entry(out, "", "", &row);
        }
    }
}

/// The target that changed in the middle of the period.
fn mean_text(by: TargetMean) -> &'static str {
    match by {
        TargetMean::Days => "the mean by days of",
        TargetMean::Months => "the mean by months, each with the target of its first day, of",
    }
}

fn rows_text(rows: &[(crate::organisation::RowOrigin, Decimal)]) -> String {
    match rows {
        [(origin, _)] => format!("row {} of batch {}", origin.row, origin.batch),
        _ => format!("sum of {} rows", rows.len()),
    }
}

/// How the plan came from scores to money.
fn pay_text(out: &mut String, explanation: &Explanation<'_>, sources: &Sources) {
    let Some(payout) = &explanation.result.payout else {
        return;
    };
    let _ = writeln!(out, "\npay");
    for step in &payout.account {
        let at = step
            .span
            .as_ref()
            .map(|span| format!(" ({})", place(span, sources)));
        entry(
            out,
            &step.name,
            &step.value,
            &format!("{}{}", step.remark, at.unwrap_or_default()),
        );
    }
    for line in &payout.lines {
        entry(out, "", &line.amount.to_string(), &line.id);
    }
    let currency = &explanation.model.company.currency;
    entry(out, "total", &payout.total.to_string(), currency);
    if let Some(fixed) = payout.fixed {
        let income = Exact::from(fixed) + Exact::from(payout.total);
        entry(
            out,
            "fixed",
            &fixed.to_string(),
            "paid whatever was achieved",
        );
        entry(out, "income", &income.to_string(), "= fixed + total");
    }
    for line in &payout.beside {
        entry(
            out,
            "",
            &line.amount.to_string(),
            &format!("{}, beside the pay", line.id),
        );
    }
}

/// A ratio as a percentage with at most two decimals, for display.
#[must_use]
pub fn percent(value: Decimal) -> String {
    let percent = Exact::from(value) * Exact::from(Decimal::ONE_HUNDRED);
    let shown = percent.round(2, RoundMode::HalfEven);
    shown.map_or_else(|| value.to_string(), |value| format!("{} %", plain(value)))
}
