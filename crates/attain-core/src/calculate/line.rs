//! One line of one person's scorecard: actual, target, attainment, score.

use super::Context;
use super::actual::{Actual, ActualSource, actual};
use super::participant::Participant;
use super::require::{Subject, subject_of, window, year_windows};
use super::score::{Scored, takes_actual};
use super::shares::shared_wrongly;
use super::target::{ResolvedTarget, resolve, row_values};
use crate::attainment::{Actual as Achieved, Attained, Target};
use crate::diag::Diagnostic;
use crate::id::KpiId;
use crate::model::{Kpi, ScorecardLine};
use crate::num::{Decimal, Exact};
use crate::plan::MissingPolicy;
use crate::rules;
use crate::scale::{Applies, Scale};

/// A computed line.
#[derive(Debug, Clone)]
pub struct LineResult {
    /// The KPI.
    pub kpi: KpiId,
    /// Its weight; none: it is shown, not paid.
    pub weight: Option<Decimal>,
    /// Whose facts were taken.
    pub subject: Option<Subject>,
    /// What was achieved.
    pub actual: Actual,
    /// What was to be achieved.
    pub target: Option<ResolvedTarget>,
    /// How far it was achieved, with the formula.
    pub attainment: Option<Attained>,
    /// What that is worth, with the part of the scale that said so; none: no weight, or missing.
    pub score: Option<Scored>,
    /// Whether the KPI is dropped because its value is missing and it says `ignore`.
    pub ignored: bool,
    /// Whether its score is 0 because its value is missing and it says `zero`.
    pub zeroed: bool,
    /// What is paid for it, once the plan has been computed.
    pub payout: Option<Decimal>,
}

/// Attainment above this is pointed out: the target was probably not meant so.
const PLAUSIBLE_ATTAINMENT: i64 = 3;

/// Computes a line; problems that block the person go to `found` as errors.
pub(crate) fn compute(
    context: &Context<'_>,
    participant: &Participant,
    line: &ScorecardLine,
    found: &mut Vec<Diagnostic>,
) -> Option<LineResult> {
    let kpi = context.model.kpis.get(&line.kpi.value)?;
    let mut result = LineResult {
        kpi: kpi.id.clone(),
        weight: line.weight.as_ref().map(|weight| weight.value),
        subject: subject_of(kpi, participant),
        actual: Actual {
            value: None,
            source: ActualSource::NoValue,
            rows: 0,
        },
        target: None,
        attainment: None,
        score: None,
        ignored: false,
        zeroed: false,
        payout: None,
    };
    let mut problems = Vec::new();
    fill(context, kpi, participant, line, &mut result, &mut problems);
    let missing = result.attainment.is_none() && result.score.is_none();
    match kpi.missing {
        MissingPolicy::Ignore if missing => result.ignored = true,
        MissingPolicy::Zero if missing => result.zeroed = true,
        _ => {}
    }
    let tolerated = result.ignored || result.zeroed || result.weight.is_none();
    found.extend(
        problems
            .into_iter()
            .map(|problem| soften(problem, tolerated)),
    );
    Some(result)
}

/// What a KPI's policy tolerates, or what is only shown, blocks nobody: it is said as a note.
fn soften(mut diagnostic: Diagnostic, tolerated: bool) -> Diagnostic {
    let softens = [rules::MISSING_ACTUAL, rules::MISSING_TARGET].contains(&diagnostic.code);
    if tolerated && softens {
        diagnostic.severity = crate::diag::Severity::Note;
    }
    diagnostic
}

fn fill(
    context: &Context<'_>,
    kpi: &Kpi,
    participant: &Participant,
    line: &ScorecardLine,
    result: &mut LineResult,
    problems: &mut Vec<Diagnostic>,
) {
    let Some(subject) = result.subject.clone() else {
        problems.push(missing_unit(kpi, participant));
        return;
    };
    let calendar = context.model.company.calendar;
    let window = window(kpi, calendar, context.requirement.period);
    result.actual = actual(context, kpi, &subject, window);
    problems.extend(shared_wrongly(context, kpi, &subject, window));
    if result.actual.value.is_none() {
        if let Some(carried) = carried(context, kpi, &subject) {
            result.actual = carried;
        } else {
            problems.push(missing_actual(context, kpi, participant, &result.actual));
        }
    }
    match resolve(context, kpi, participant, &subject, window) {
        Ok(Some(target)) => result.target = Some(target),
        Ok(None) if kpi.rule.needs_target() && !takes_actual(scale_of(context, line)) => {
            problems.push(missing_target(context, kpi, participant));
        }
        Ok(None) => {}
        Err(found) => {
            problems.extend(found);
            return;
        }
    }
    let Some(value) = result.actual.value.clone() else {
        return;
    };
    attain(context, kpi, participant, line, &value, result, problems);
}

fn attain(
    context: &Context<'_>,
    kpi: &Kpi,
    participant: &Participant,
    line: &ScorecardLine,
    value: &Exact,
    result: &mut LineResult,
    problems: &mut Vec<Diagnostic>,
) {
    let whom = format!(
        "`{}` of `{}` in {}",
        kpi.id, participant.person, context.requirement.period
    );
    let target = result
        .target
        .as_ref()
        .map(|found| found.target.clone())
        .unwrap_or_default();
    if result.target.is_some() || !kpi.rule.needs_target() {
        match kpi.rule.attain(&Achieved::Number(value.clone()), &target) {
            Ok(attained) => {
                problems.extend(implausible(context, kpi, participant, attained.attainment));
                result.attainment = Some(attained);
            }
            Err(error) => {
                problems.push(error.diagnostic(&whom).at(&kpi.span, ""));
                return;
            }
        }
    }
    if line.weight.is_none() {
        return;
    }
    let attainment = result
        .attainment
        .as_ref()
        .map(|attained| attained.attainment);
    let scale = scale_of(context, line);
    if attainment.is_none() && !takes_actual(scale) {
        // What is missing has been said already.
        return;
    }
    let scored = match (scale, attainment) {
        (Some(scale), _) => {
            let input = Input {
                kpi,
                value,
                attainment,
                target: &target,
            };
            apply_scale(context, &input, result.subject.as_ref(), scale)
        }
        (None, Some(attainment)) => Ok(Scored::same(attainment)),
        (None, None) => return,
    };
    match scored {
        Ok(score) => result.score = Some(score),
        Err(problem) => {
            let message = format!("{whom}: {}", problem.message);
            problems.push(Diagnostic { message, ..problem }.at(&line.span, ""));
        }
    }
}

/// What a scale is applied to.
struct Input<'a> {
    kpi: &'a Kpi,
    value: &'a Exact,
    attainment: Option<Decimal>,
    target: &'a Target,
}

/// Applies a scale to the period, to each row by itself, or to the year so far.
fn apply_scale(
    context: &Context<'_>,
    input: &Input<'_>,
    subject: Option<&Subject>,
    scale: &Scale,
) -> Result<Scored, Diagnostic> {
    let calendar = context.model.company.calendar;
    let period = context.requirement.period;
    match (scale.applies, subject) {
        (Applies::Row, Some(subject)) => {
            let window = window(input.kpi, calendar, period);
            let Some(values) = row_values(context, input.kpi, subject, window) else {
                return Err(Diagnostic::error(
                    rules::SCALE_NEEDS_ROWS,
                    "its scale applies to each row, so its measure must be one plain `sum(…)`",
                ));
            };
            Scored::of(scale, scale.rows(&values))
        }
        (Applies::YearToDate, Some(subject)) => {
            let [after, before] = year_windows(calendar, period);
            let of = |window| actual(context, input.kpi, subject, window).value;
            let after = after.and_then(of);
            let before_value = before.map(of);
            match (after, before_value) {
                (Some(after), None) => Scored::of_year(scale, None, &after),
                (Some(after), Some(Some(before))) => Scored::of_year(scale, Some(&before), &after),
                _ => Err(Diagnostic::error(
                    rules::MISSING_ACTUAL,
                    "its scale runs over the year so far, of which a part is missing",
                )
                .with_help("import the facts of the whole year")),
            }
        }
        _ => Scored::by_scale(
            scale,
            &input.kpi.rule,
            input.value,
            input.attainment,
            input.target,
        ),
    }
}

fn scale_of<'a>(context: &Context<'a>, line: &ScorecardLine) -> Option<&'a Scale> {
    context.model.scales.get(&line.scale.as_ref()?.value)
}

/// An attainment far beyond the target says more about the target.
fn implausible(
    context: &Context<'_>,
    kpi: &Kpi,
    participant: &Participant,
    attainment: Decimal,
) -> Option<Diagnostic> {
    if attainment <= Decimal::from(PLAUSIBLE_ATTAINMENT) {
        return None;
    }
    let percent = attainment
        .checked_mul(Decimal::ONE_HUNDRED)?
        .round_dp(2)
        .normalize();
    let message = format!(
        "`{}` attains {percent} % of `{}` in {}; a target this low was probably not meant",
        participant.person, kpi.id, context.requirement.period
    );
    Some(
        Diagnostic::warning(rules::IMPLAUSIBLE_ATTAINMENT, message)
            .at(&kpi.span, "")
            .with_help("check the target; a cap on the scale limits what it pays"),
    )
}

/// The previous period's actual, where the KPI says `carry`.
fn carried(context: &Context<'_>, kpi: &Kpi, subject: &Subject) -> Option<Actual> {
    if kpi.missing != MissingPolicy::Carry {
        return None;
    }
    let calendar = context.model.company.calendar;
    let previous = calendar.previous(context.requirement.period)?;
    let before = actual(context, kpi, subject, window(kpi, calendar, previous));
    before.value.is_some().then_some(Actual {
        source: ActualSource::Carried,
        ..before
    })
}

fn missing_unit(kpi: &Kpi, participant: &Participant) -> Diagnostic {
    let message = format!(
        "`{}` measures the unit of `{}`, who is in none",
        kpi.id, participant.person
    );
    Diagnostic::error(rules::MISSING_ACTUAL, message)
        .at(&kpi.span, "")
        .with_help("name his unit in the table of people, or credit another way")
}

fn missing_actual(
    context: &Context<'_>,
    kpi: &Kpi,
    participant: &Participant,
    actual: &Actual,
) -> Diagnostic {
    let (why, help) = match &actual.source {
        ActualSource::NotCovered => (
            "there are no rows, and no import covers the whole period",
            "import the facts of the period, or declare with `--covers` that there were none",
        ),
        ActualSource::Formula(_) => (
            "its formula has no value: an input is missing, or it divides by zero",
            "look at the KPIs that the formula uses",
        ),
        _ => (
            "there is nothing to compute it from: no values, or a zero denominator",
            "write what a missing value does with `missing = …`, if it may be missing",
        ),
    };
    let message = format!(
        "the actual of `{}` for `{}` in {} is missing: {why}",
        kpi.id, participant.person, context.requirement.period
    );
    Diagnostic::error(rules::MISSING_ACTUAL, message)
        .at(&kpi.span, "")
        .with_help(help)
}

fn missing_target(context: &Context<'_>, kpi: &Kpi, participant: &Participant) -> Diagnostic {
    let message = format!(
        "the target of `{}` for `{}` in {} is missing",
        kpi.id, participant.person, context.requirement.period
    );
    Diagnostic::error(rules::MISSING_TARGET, message)
        .at(&kpi.span, "")
        .with_help("set it in `data/targets.csv` or in the dataset that the KPI names")
}
