//! The target that `data/targets.csv` states, also where it changes in the middle of the period.
//!
//! On each day the most exact line holds: a person before a position, a position before a unit, a
//! unit before everybody; a period before all periods; a line of some days before one of all. The
//! target of the period is the mean over its days (or months), rounded to 12 decimals:
//!
//! ```text
//! 2024-01-01 to 2024-02-14   1000   45 days of 91
//! 2024-02-15 to 2024-03-31   1910   46 days of 91    ->  1460
//! ```

use super::Context;
use super::participant::Participant;
use super::require::Window;
use super::target::{ResolvedTarget, TargetOrigin, TargetPiece};
use crate::attainment::Target;
use crate::diag::Diagnostic;
use crate::model::{Kpi, TargetMean, TargetRow, TargetScope};
use crate::num::{Decimal, Exact, RATIO_DECIMALS, RoundMode};
use crate::period::Period;
use crate::plan::days_between;
use crate::rules;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A line and the days on which it is the most exact one.
type Piece<'a> = (Window, &'a TargetRow);

/// The target of a participant; `None` if no line says anything on any day.
pub(super) fn from_table(
    context: &Context<'_>,
    kpi: &Kpi,
    participant: &Participant,
    window: Window,
) -> Result<Option<ResolvedTarget>, Vec<Diagnostic>> {
    let rows = fitting(context, kpi, participant);
    if !rows.iter().any(|row| row.is_dated()) {
        return Ok(rows.into_iter().max_by_key(|row| row.rank()).map(whole));
    }
    let (pieces, gaps) = cut(&rows, window);
    match (pieces.as_slice(), gaps.first()) {
        ([], _) => Ok(None),
        (_, Some(gap)) => Err(vec![no_target(kpi, participant, gap, &pieces)]),
        ([(_, only)], None) => Ok(Some(whole(only))),
        _ => {
            let target = mean(kpi.target_mean, &pieces, window);
            let piece = |(window, row): &Piece<'_>| TargetPiece {
                window: *window,
                target: row.target.target,
                span: row.span.clone(),
            };
            let origin = TargetOrigin::Pieces(kpi.target_mean, pieces.iter().map(piece).collect());
            Ok(Some(ResolvedTarget { target, origin }))
        }
    }
}

fn whole(row: &TargetRow) -> ResolvedTarget {
    ResolvedTarget {
        target: row.target.clone(),
        origin: TargetOrigin::Model(row.span.clone()),
    }
}

/// The lines that hold for a participant in the period.
fn fitting<'a>(context: &Context<'a>, kpi: &Kpi, participant: &Participant) -> Vec<&'a TargetRow> {
    let period = context.requirement.period;
    let fits = |row: &&TargetRow| {
        let whom = match &row.scope {
            TargetScope::Everyone => true,
            TargetScope::Unit(unit) => participant.unit.as_ref() == Some(unit),
            TargetScope::Position(position) => participant.position == *position,
            TargetScope::Person(key) => context
                .organisation
                .person(key.as_str())
                .is_some_and(|person| person.id == participant.person),
        };
        let when = row.period.is_none_or(|stated: Period| stated == period);
        row.kpi == kpi.id && whom && when
    };
    context.model.targets.iter().filter(fits).collect()
}

/// Which line holds on which days, and the days on which none does.
fn cut<'a>(rows: &[&'a TargetRow], window: Window) -> (Vec<Piece<'a>>, Vec<Window>) {
    let starts = rows.iter().filter_map(|row| row.from);
    let ends = rows.iter().filter_map(|row| row.to?.tomorrow().ok());
    let mut cuts: BTreeSet<Date> = starts.chain(ends).collect();
    cuts.retain(|day| window.from < *day && *day <= window.to);
    cuts.insert(window.from);
    let nexts = cuts.iter().skip(1).filter_map(|next| next.yesterday().ok());
    let stretches = cuts.iter().zip(nexts.chain([window.to]));
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    let mut gaps = Vec::new();
    for (from, to) in stretches {
        let stretch = Window { from: *from, to };
        let of_day = rows.iter().copied().filter(|row| row.holds_on(*from));
        match (of_day.max_by_key(|row| row.rank()), pieces.last_mut()) {
            (None, _) => gaps.push(stretch),
            (Some(row), Some(last)) if std::ptr::eq(last.1, row) => last.0.to = to,
            (Some(row), _) => pieces.push((stretch, row)),
        }
    }
    (pieces, gaps)
}

/// How much of the period each piece is.
fn parts(by: TargetMean, pieces: &[Piece<'_>], window: Window) -> Vec<Exact> {
    let of = |(piece, _): &Piece<'_>| match by {
        TargetMean::Days => days_between(piece.from, piece.to),
        TargetMean::Months => {
            let holds = |first: &&Date| piece.from <= **first && **first <= piece.to;
            let firsts = first_days(window);
            Exact::from(u64::try_from(firsts.iter().filter(holds).count()).unwrap_or(u64::MAX))
        }
    };
    pieces.iter().map(of).collect()
}

/// The first day of each month that some of the days lie in.
fn first_days(window: Window) -> Vec<Date> {
    let mut firsts = Vec::new();
    let mut day = window.from;
    while day <= window.to {
        firsts.push(day);
        let Ok(next) = day.first_of_month().checked_add(1.month()) else {
            break;
        };
        day = next;
    }
    firsts
}

/// Each level's mean; a level that some of the pieces do not state has none.
fn mean(by: TargetMean, pieces: &[Piece<'_>], window: Window) -> Target {
    let parts = parts(by, pieces, window);
    let whole: Exact = parts.iter().cloned().sum();
    let of = |level: &dyn Fn(&Target) -> Option<Decimal>| {
        let mut sum = Exact::zero();
        for ((_, row), part) in pieces.iter().zip(&parts) {
            sum = sum + &Exact::from(level(&row.target)?) * part;
        }
        sum.checked_div(&whole)?
            .round(RATIO_DECIMALS, RoundMode::HalfEven)
    };
    Target {
        minimum: of(&|target| target.minimum),
        target: of(&|target| target.target),
        desired: of(&|target| target.desired),
        baseline: of(&|target| target.baseline),
        benchmark: of(&|target| target.benchmark),
        deadline: pieces.last().and_then(|(_, row)| row.target.deadline),
    }
}

fn no_target(
    kpi: &Kpi,
    participant: &Participant,
    gap: &Window,
    pieces: &[Piece<'_>],
) -> Diagnostic {
    let message = format!(
        "`{}` has no target for `{}` from {} to {}",
        kpi.id, participant.person, gap.from, gap.to
    );
    let mut found = Diagnostic::error(rules::MISSING_TARGET, message)
        .with_help("let every day of the period have a target, or add a line without days");
    for (_, row) in pieces {
        found = found.at(&row.span, "a target of other days");
    }
    found
}
