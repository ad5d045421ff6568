//! The pilot: the new scheme beside the old one, person by person.
//!
//! [`compare`] takes computed periods and the old scheme's pay, and takes every difference apart
//! into what the plan says of it. What is left over is unexplained until somebody marks it with a
//! reason in `data/pilot-marks.csv`.

use crate::calculate::{Calculation, PersonResult};
use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::explain::percent;
use crate::id::UnitId;
use crate::num::allocate::spread;
use crate::num::{Decimal, Exact, RoundMode, Rounding, parse_number};
use crate::organisation::Organisation;
use crate::period::{Calendar, Period};
use crate::plan::minor_decimals;
use crate::rules;
use crate::text::Document;
use crate::text::csv_table::{CsvColumns, CsvRow, CsvTable};

/// What the old scheme paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldPay {
    /// A key of the person.
    pub person: String,
    /// The period.
    pub period: Period,
    /// What it paid.
    pub amount: Decimal,
    /// What it would have paid at 100 %, where that is known.
    pub at_full: Option<Decimal>,
    /// Where it is written.
    pub span: Span,
}

/// A reason that somebody gives for a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// A key of the person; none: everybody.
    pub person: Option<String>,
    /// The period; none: every period.
    pub period: Option<Period>,
    /// The difference that it is for; another one is not marked by it. None: any.
    pub difference: Option<Decimal>,
    /// The reason.
    pub reason: String,
    /// Who says so.
    pub by: String,
}

/// A part of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What makes it.
    pub what: String,
    /// How much: new less old.
    pub amount: Decimal,
}

/// Whether a difference is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// There is none.
    Equal,
    /// The plan explains all of it.
    Explained,
    /// Somebody gave a reason.
    Marked {
        /// The reason.
        reason: String,
        /// Who says so.
        by: String,
    },
    /// Nothing explains it, or a part of it.
    Unexplained(String),
}

impl Verdict {
    /// `equal`, `explained`, `marked`, `unexplained`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Explained => "explained",
            Self::Marked { .. } => "marked",
            Self::Unexplained(_) => "unexplained",
        }
    }
}

/// One person in one period, old and new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The person.
    pub person: String,
    /// His name.
    pub name: String,
    /// The period.
    pub period: Period,
    /// What the old scheme paid.
    pub old: Option<Decimal>,
    /// What the new one would pay.
    pub new: Option<Decimal>,
    /// New less old.
    pub difference: Option<Decimal>,
    /// What the difference is made of; the parts add up to it.
    pub parts: Vec<Part>,
    /// Whether it is understood.
    pub verdict: Verdict,
}

/// Reads the old scheme's pay: `person,period,amount` and, where it is known, `at_full`.
#[must_use]
pub fn parse_old(
    document: &Document,
    calendar: Calendar,
    diagnostics: &Diagnostics,
) -> Vec<OldPay> {
    const COLUMNS: CsvColumns<'static> = CsvColumns {
        required: &["person", "period", "amount"],
        optional: &["at_full", "name"],
    };
    let table = CsvTable::read(document, COLUMNS, diagnostics);
    let mut found: Vec<OldPay> = Vec::new();
    for row in table.rows() {
        let amount = row.number("amount").map(|amount| amount.value);
        if row.text("amount").is_none() {
            let _ = row.required_text("amount");
        }
        let (Some(person), Some(period), Some(amount)) = (
            row.required_text("person"),
            period(row, calendar, diagnostics),
            amount,
        ) else {
            continue;
        };
        let same = |one: &&OldPay| one.person == person.value && one.period == period;
        if let Some(first) = found.iter().find(same) {
            let message = format!("`{}` is paid twice in {period}", person.value);
            diagnostics.push(
                Diagnostic::error(rules::DUPLICATE_NAME, message)
                    .at(&row.span, "again here")
                    .at(&first.span, "first here"),
            );
            continue;
        }
        found.push(OldPay {
            person: person.value,
            period,
            amount,
            at_full: row.number("at_full").map(|amount| amount.value),
            span: row.span.clone(),
        });
    }
    found
}

/// Reads `data/pilot-marks.csv`: `person,period,difference,reason,by`; an empty person or period
/// means all of them.
#[must_use]
pub fn parse_marks(
    document: &Document,
    calendar: Calendar,
    diagnostics: &Diagnostics,
) -> Vec<Mark> {
    const COLUMNS: CsvColumns<'static> = CsvColumns {
        required: &["person", "period", "reason", "by"],
        optional: &["difference"],
    };
    let table = CsvTable::read(document, COLUMNS, diagnostics);
    let read = |row: &CsvRow<'_>| {
        let (reason, by) = (row.required_text("reason"), row.required_text("by"));
        let stated = row.text("period").is_some();
        let period = if stated {
            Some(period(row, calendar, diagnostics)?)
        } else {
            None
        };
        Some(Mark {
            person: row.text("person").map(|person| person.value),
            period,
            difference: row.number("difference").map(|number| number.value),
            reason: reason?.value,
            by: by?.value,
        })
    };
    table.rows().iter().filter_map(read).collect()
}

fn period(row: &CsvRow<'_>, calendar: Calendar, diagnostics: &Diagnostics) -> Option<Period> {
    let text = row.required_text("period")?;
    calendar
        .parse(&text.value)
        .map_err(|error| {
            let problem = Diagnostic::error(rules::MALFORMED_PERIOD, error.to_string());
            diagnostics.push(problem.at(&text.span, ""));
        })
        .ok()
}

/// What a comparison looks at besides the results.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// Who was where.
    pub organisation: &'a Organisation,
    /// The units of the pilot with all that is part of them; empty: everybody.
    pub units: &'a [UnitId],
    /// The old scheme's pay.
    pub old: &'a [OldPay],
    /// The reasons that people gave.
    pub marks: &'a [Mark],
    /// The currency, for the smallest amount.
    pub currency: &'a str,
}

/// Everybody in the pilot's units, in the order of people: those of the new scheme, then those
/// whom only the old one paid.
#[must_use]
pub fn compare(calculation: &Calculation, beside: &Beside<'_>) -> Vec<Comparison> {
    let period = calculation.period;
    let id_of = |key: &str| {
        beside
            .organisation
            .person(key)
            .map(|person| person.id.clone())
    };
    let old_here: Vec<&OldPay> = beside
        .old
        .iter()
        .filter(|one| one.period == period)
        .collect();
    let mut found = Vec::new();
    for result in &calculation.results {
        if !takes_part(beside, result.person.as_str(), period) {
            continue;
        }
        let of = |one: &&&OldPay| id_of(&one.person).as_ref() == Some(&result.person);
        found.push(one(
            result,
            old_here.iter().find(of).copied(),
            period,
            beside,
        ));
    }
    for old in old_here {
        let id = id_of(&old.person);
        let computed = id
            .as_ref()
            .is_some_and(|id| calculation.result(id).is_some());
        if !computed && (id.is_none() || takes_part(beside, &old.person, period)) {
            found.push(only_old(old, id.is_some(), period, beside));
        }
    }
    found
}

/// Whether a person belongs to one of the units, by his last assignment in the period.
fn takes_part(beside: &Beside<'_>, key: &str, period: Period) -> bool {
    if beside.units.is_empty() {
        return true;
    }
    let person = beside.organisation.person(key);
    let last = person.and_then(|person| person.last_assignment(period.from, period.to));
    let unit = last.and_then(|assignment| assignment.unit.as_ref());
    let chain = unit
        .map(|unit| beside.organisation.unit_chain(unit))
        .unwrap_or_default();
    chain.iter().any(|unit| beside.units.contains(unit))
}

fn only_old(old: &OldPay, known: bool, period: Period, beside: &Beside<'_>) -> Comparison {
    let name = beside
        .organisation
        .person(&old.person)
        .map(|person| person.name.clone());
    let why = if known {
        "no scorecard in the new scheme"
    } else {
        "the model knows no such person"
    };
    let difference = Decimal::ZERO.checked_sub(old.amount);
    let verdict = marked(beside, &old.person, period, difference)
        .unwrap_or_else(|| Verdict::Unexplained(why.to_owned()));
    Comparison {
        person: old.person.clone(),
        name: name.unwrap_or_default(),
        period,
        old: Some(old.amount),
        new: None,
        difference: None,
        parts: Vec::new(),
        verdict,
    }
}

fn one(
    result: &PersonResult,
    old: Option<&OldPay>,
    period: Period,
    beside: &Beside<'_>,
) -> Comparison {
    let new = result.payout.as_ref().map(|payout| payout.total);
    let difference = new
        .zip(old)
        .and_then(|(new, old)| new.checked_sub(old.amount));
    let mut parts = Vec::new();
    let verdict = match (old, difference) {
        (_, Some(difference)) if difference.is_zero() => Verdict::Equal,
        (Some(old), Some(difference)) => {
            let (found, left) = taken_apart(result, old, difference, beside.currency);
            parts = found;
            left.map_or(Verdict::Explained, Verdict::Unexplained)
        }
        (None, _) => Verdict::Unexplained("the old scheme's table has no pay".to_owned()),
        (Some(_), None) => Verdict::Unexplained(blocked(result)),
    };
    let verdict = match verdict {
        Verdict::Unexplained(why) => marked(beside, result.person.as_str(), period, difference)
            .unwrap_or(Verdict::Unexplained(why)),
        verdict => verdict,
    };
    Comparison {
        person: result.person.to_string(),
        name: result.name.clone(),
        period,
        old: old.map(|old| old.amount),
        new,
        difference,
        parts,
        verdict,
    }
}

fn blocked(result: &PersonResult) -> String {
    let first = result.diagnostics.iter().find(|one| one.is_error());
    let why = first.map_or_else(|| "no plan pays him".to_owned(), |one| one.message.clone());
    format!("the new scheme computes nothing: {why}")
}

/// The mark that fits a person, a period and a difference.
fn marked(
    beside: &Beside<'_>,
    key: &str,
    period: Period,
    difference: Option<Decimal>,
) -> Option<Verdict> {
    let id = |key: &str| {
        let known = beside.organisation.person(key);
        known.map_or_else(|| key.to_owned(), |person| person.id.to_string())
    };
    let fits = |mark: &&Mark| {
        mark.person
            .as_ref()
            .is_none_or(|person| id(person) == id(key))
            && mark.period.is_none_or(|one| one == period)
            && mark.difference.is_none_or(|one| Some(one) == difference)
    };
    let mark = beside.marks.iter().find(fits)?;
    Some(Verdict::Marked {
        reason: mark.reason.clone(),
        by: mark.by.clone(),
    })
}

/// A difference taken apart, and what is left over in words.
///
/// New = X + what each KPI adds or takes + what limits, gates, proration and rounding do; old =
/// its own bonus at 100 % less what was not reached. Where the old scheme's bonus at 100 % is not
/// known, X less the old pay is only explained if there is none.
fn taken_apart(
    result: &PersonResult,
    old: &OldPay,
    difference: Decimal,
    currency: &str,
) -> (Vec<Part>, Option<String>) {
    let full = full_bonus(result);
    let (mut parts, left) = base(full.as_ref(), old);
    if let Some(full) = &full {
        parts.extend(by_kpi(result, full));
    }
    let known: Exact = parts.iter().map(|(_, amount)| amount.clone()).sum();
    let rest = Exact::from(difference) - known;
    if !rest.is_zero() {
        let what = match &full {
            Some(_) => adjustments(result),
            None => "what the KPIs pay by themselves".to_owned(),
        };
        parts.push((what, rest));
    }
    let amounts: Vec<Exact> = parts.iter().map(|(_, amount)| amount.clone()).collect();
    let decimals = minor_decimals(currency).max(difference.scale());
    let rounded = spread(difference, &amounts, Rounding::decimals(decimals));
    let rounded = rounded.unwrap_or_else(|| {
        let each = amounts
            .iter()
            .map(|one| one.round(decimals, RoundMode::HalfEven));
        each.map(Option::unwrap_or_default).collect()
    });
    let shown = parts
        .into_iter()
        .zip(rounded)
        .filter(|(_, amount)| !amount.is_zero());
    let shown = shown
        .map(|((what, _), amount)| Part { what, amount })
        .collect();
    (shown, left)
}

/// The bonus at 100 %, as the account of the pay states it.
fn full_bonus(result: &PersonResult) -> Option<Exact> {
    let account = &result.payout.as_ref()?.account;
    let step = account.iter().find(|step| step.name == "bonus at 100 %")?;
    parse_number(&step.value).ok().map(Exact::from)
}

/// What the schemes differ in before anything is measured.
fn base(full: Option<&Exact>, old: &OldPay) -> (Vec<(String, Exact)>, Option<String>) {
    let amount = Exact::from(old.amount);
    let Some(full) = full else {
        let what = "the old scheme's pay, which the new plan has no bonus at 100 % for".to_owned();
        let why = "the plan states no bonus at 100 %, so the schemes have nothing in common";
        return (vec![(what, -amount)], Some(why.to_owned()));
    };
    match old.at_full.map(Exact::from) {
        Some(before) => {
            let shortfall = &before - &amount;
            let parts = vec![
                ("bonus at 100 %, new less old".to_owned(), full - &before),
                (
                    "what the old scheme did not pay of its own".to_owned(),
                    shortfall,
                ),
            ];
            (parts, None)
        }
        None => {
            let gap = full - &amount;
            let why = format!(
                "the bonus at 100 % is {}, the old pay {}, and nobody said what the old scheme \
                 pays at 100 %",
                full.plain(),
                amount.plain()
            );
            let left = (!gap.is_zero()).then_some(why);
            (
                vec![("bonus at 100 % less the old pay".to_owned(), gap)],
                left,
            )
        }
    }
}

/// What each KPI adds to the full bonus or takes from it: by its attainment, and by its scale.
fn by_kpi(result: &PersonResult, full: &Exact) -> Vec<(String, Exact)> {
    let weight = |line: &crate::calculate::LineResult| {
        line.weight.filter(|_| !line.ignored).map(Exact::from)
    };
    let sum: Exact = result.lines.iter().filter_map(weight).sum();
    let mut parts = Vec::new();
    for line in &result.lines {
        let Some(share) = weight(line).and_then(|weight| weight.checked_div(&sum)) else {
            continue;
        };
        let worth = full * &share;
        let score = match (line.zeroed, &line.score) {
            (true, _) => Some(Decimal::ZERO),
            (false, score) => score.as_ref().and_then(crate::calculate::Scored::score),
        };
        let Some(score) = score else {
            continue;
        };
        let attained = line.attainment.as_ref().map(|one| one.attainment);
        let reached = attained.unwrap_or(score);
        let by_attainment = &worth * &(Exact::from(reached) - Exact::one());
        let by_scale = &worth * &(Exact::from(score) - Exact::from(reached));
        let weight = percent(line.weight.unwrap_or_default());
        parts.push((
            format!(
                "{}: attainment {} of weight {weight}",
                line.kpi,
                percent(reached)
            ),
            by_attainment,
        ));
        parts.push((
            format!("{}: its scale makes {} of it", line.kpi, percent(score)),
            by_scale,
        ));
    }
    parts.retain(|(_, amount)| !amount.is_zero());
    parts
}

/// The adjustments that applied, by name.
fn adjustments(result: &PersonResult) -> String {
    const PLAIN: [&str; 3] = ["bonus at 100 %", "score", "earned"];
    let steps = result.payout.iter().flat_map(|payout| &payout.account);
    let mut names: Vec<&str> = steps
        .map(|step| step.name.as_str())
        .filter(|name| {
            !PLAIN.contains(name) && !result.lines.iter().any(|line| line.kpi.as_str() == *name)
        })
        .collect();
    names.dedup();
    match names.as_slice() {
        [] => "rounding".to_owned(),
        names => format!("{} and rounding", names.join(", ")),
    }
}
