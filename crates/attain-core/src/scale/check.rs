//! What somebody should look at in a scale that can be calculated.

use super::{Basis, End, Gives, LevelScores, Levels, Piece, Scale, Shape, TierMode, Tiers, curve};
use crate::diag::{Diagnostic, Severity, Span};
use crate::id::ScaleId;
use crate::num::{Decimal, Exact, plain};
use crate::rules;
use std::collections::BTreeMap;

/// A jump of this many hundredths of the full score is worth a note.
const BIG_JUMP: i64 = 50;

/// Warnings and notes on all scales, in the order of their names.
#[must_use]
pub fn check_all(scales: &BTreeMap<ScaleId, Scale>) -> Vec<Diagnostic> {
    scales.values().flat_map(check).collect()
}

/// Warnings and notes on a scale. Warned of: places where more pays less, tiers that pay at 0, a
/// last tier with a bound, parts that are never reached. Noted: stretches that pay nothing more,
/// big jumps.
#[must_use]
pub fn check(scale: &Scale) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // Without positions the levels are looked at by themselves.
    let pieces = curve(scale, &Levels::default()).unwrap_or_default();
    match &scale.shape {
        Shape::Levels(scores) => level_order(scale, scores, &mut found),
        _ => more_pays_less(scale, &pieces, &mut found),
    }
    if let Shape::Tiers(tiers) = &scale.shape {
        zero_pays(scale, tiers, &mut found);
        last_tier(scale, tiers, &mut found);
    }
    never_reached(scale, &pieces, &mut found);
    flat_stretch(scale, &pieces, &mut found);
    big_jump(scale, &pieces, &mut found);
    found
}

/// Where one piece ends and the next begins, with the heights on both sides.
struct Cut<'p> {
    end: &'p End,
    before: Exact,
    after: Exact,
}

impl Cut<'_> {
    /// The position and the two heights, as people read them.
    fn words(&self, scale: &Scale) -> (String, String, String) {
        (
            position(scale, &self.end.at),
            given(scale, &self.before),
            given(scale, &self.after),
        )
    }
}

fn cuts(pieces: &[Piece]) -> Vec<Cut<'_>> {
    let cut = |(left, right): (&'_ Piece, &'_ Piece)| -> Option<(Exact, Exact)> {
        let end = left.to.as_ref()?;
        Some((left.height(&end.at), right.height(&end.at)))
    };
    pieces
        .iter()
        .zip(pieces.iter().skip(1))
        .filter_map(|pair| {
            let (before, after) = cut(pair)?;
            let end = pair.0.to.as_ref()?;
            Some(Cut { end, before, after })
        })
        .collect()
}

/// A position as people read it: an attainment in percent.
fn position(scale: &Scale, at: &Exact) -> String {
    if scale.on == Basis::Attainment && !matches!(scale.shape, Shape::Tiers(_)) {
        at.percent()
    } else {
        at.plain()
    }
}

/// What a scale gives, as people read it: a score in percent, unless it is one of points.
fn given(scale: &Scale, value: &Exact) -> String {
    let high = Exact::from_integer(3);
    if matches!(scale.shape, Shape::Tiers(_)) || value.abs() > high {
        value.plain()
    } else {
        value.percent()
    }
}

fn more_pays_less(scale: &Scale, pieces: &[Piece], found: &mut Vec<Diagnostic>) {
    let cuts = cuts(pieces);
    if falls_throughout(scale, pieces, &cuts) {
        return;
    }
    for cut in cuts.iter().filter(|cut| cut.after < cut.before) {
        let (at, before, after) = cut.words(scale);
        let message = format!(
            "scale `{}`: more pays less at {at}: {before} up to there, then {after}",
            scale.id
        );
        let next = if cut.end.closed { "above" } else { "from" };
        found.push(
            Diagnostic::warning(rules::MORE_PAYS_LESS, message)
                .at(&cut.end.span, format!("{before}, then {after} {next} {at}"))
                .with_help(less_help(scale)),
        );
    }
    let falling = |piece: &&Piece| piece.slope.is_negative() && !piece.is_point();
    for piece in pieces.iter().filter(falling) {
        let range = range_of(scale, piece);
        let message = format!("scale `{}`: more pays less {range}", scale.id);
        found.push(
            Diagnostic::warning(rules::MORE_PAYS_LESS, message)
                .at(&piece.span, "falls")
                .with_help(less_help(scale)),
        );
    }
}

/// A scale on an actual of which less is better falls from end to end, and is meant to.
fn falls_throughout(scale: &Scale, pieces: &[Piece], cuts: &[Cut<'_>]) -> bool {
    scale.on == Basis::Actual
        && matches!(scale.shape, Shape::Step(_) | Shape::Points(_))
        && pieces.iter().all(|piece| !piece.slope.is_positive())
        && cuts.iter().all(|cut| cut.after <= cut.before)
}

fn less_help(scale: &Scale) -> &'static str {
    match &scale.shape {
        Shape::Tiers(tiers) if tiers.mode == TierMode::Whole => {
            "use `mode = \"marginal\"`, or let the next tier pay at least as much at the bound"
        }
        Shape::Tiers(_) => "use rates and flat amounts that are not below 0",
        _ => "let the scores rise with the positions",
    }
}

/// `from 10 to 20`, `above 20`.
fn range_of(scale: &Scale, piece: &Piece) -> String {
    let at = |end: &End| position(scale, &end.at);
    match (&piece.from, &piece.to) {
        (Some(from), Some(to)) => format!("from {} to {}", at(from), at(to)),
        (Some(from), None) => format!("above {}", at(from)),
        (None, Some(to)) => format!("below {}", at(to)),
        (None, None) => "everywhere".to_owned(),
    }
}

fn level_order(scale: &Scale, scores: &LevelScores, found: &mut Vec<Diagnostic>) {
    let rise = [
        (
            "below the minimum",
            Decimal::ZERO,
            "at the minimum",
            scores.at_minimum,
        ),
        (
            "at the minimum",
            scores.at_minimum,
            "at the target",
            Decimal::ONE,
        ),
        (
            "at the target",
            Decimal::ONE,
            "at the desired level",
            scores.at_desired,
        ),
    ];
    for (from, low, to, high) in rise {
        if low <= high {
            continue;
        }
        let message = format!(
            "scale `{}`: more pays less: {} {from}, {} {to}",
            scale.id,
            Exact::from(low).percent(),
            Exact::from(high).percent()
        );
        found.push(
            Diagnostic::warning(rules::MORE_PAYS_LESS, message)
                .at(&scale.span, "")
                .with_help("let `at_minimum`, 100 % and `at_desired` rise"),
        );
    }
}

fn zero_pays(scale: &Scale, tiers: &Tiers, found: &mut Vec<Diagnostic>) {
    let Ok(at_zero) = scale.at(&Exact::zero(), &Levels::default()) else {
        return;
    };
    let (true, Some(first)) = (at_zero.value.is_positive(), tiers.tiers.first()) else {
        return;
    };
    // Of whole tiers the flat amount is part of what the reached tier pays, and its being paid at
    // 0 is only worth a note.
    let severity = match tiers.mode {
        TierMode::Marginal => Severity::Warning,
        TierMode::Whole => Severity::Note,
    };
    let message = format!(
        "scale `{}`: a result of 0 pays {}",
        scale.id,
        at_zero.value.plain()
    );
    found.push(
        Diagnostic::of(severity, rules::ZERO_PAYS, message)
            .at(&first.span, "entered even at 0")
            .with_help("to pay nothing at 0, put `{ up_to = \"0\", rate = \"0\" }` before it"),
    );
}

fn last_tier(scale: &Scale, tiers: &Tiers, found: &mut Vec<Diagnostic>) {
    let Some(bound) = tiers.tiers.last().and_then(|tier| tier.up_to.as_ref()) else {
        return;
    };
    let (at, what) = (
        plain(bound.value),
        match tiers.mode {
            TierMode::Marginal => "nothing more is added",
            TierMode::Whole => "nothing can be calculated",
        },
    );
    found.push(
        Diagnostic::warning(
            rules::LAST_TIER_BOUNDED,
            format!(
                "scale `{}`: above its last tier, from {at}, {what}",
                scale.id
            ),
        )
        .at(&bound.span, "the last bound")
        .with_help("remove the last `up_to`, or add a tier for what lies above"),
    );
}

fn never_reached(scale: &Scale, pieces: &[Piece], found: &mut Vec<Diagnostic>) {
    let report = |what: &str, span| {
        Diagnostic::warning(
            rules::PART_NEVER_REACHED,
            format!("scale `{}`: {what}", scale.id),
        )
        .at(span, "")
        .with_help("remove it, or correct its bound")
    };
    match &scale.shape {
        Shape::Tiers(tiers) => {
            // A piece without a beginning is what values below 0 give.
            let unreached = |span: &Span| {
                !pieces
                    .iter()
                    .any(|piece| piece.from.is_some() && piece.span == *span)
            };
            found.extend(
                tiers
                    .tiers
                    .iter()
                    .filter(|tier| unreached(&tier.span))
                    .map(|tier| report("no value lies in this tier", &tier.span)),
            );
        }
        Shape::Linear(linear) => {
            let idle = linear.threshold.as_ref().filter(|threshold| {
                linear.lowest().is_sign_positive()
                    && !linear.lowest().is_zero()
                    && threshold.value <= linear.lowest()
            });
            found.extend(idle.map(|threshold| {
                report(
                    "the threshold has no effect, because the floor is not below it",
                    &threshold.span,
                )
            }));
        }
        _ => {}
    }
}

/// A stretch that pays nothing more, with a rise somewhere before and somewhere after it.
fn flat_stretch(scale: &Scale, pieces: &[Piece], found: &mut Vec<Diagnostic>) {
    let by_design = match &scale.shape {
        Shape::Points(_) => false,
        // A flat amount for a tier without a rate is a price for a package.
        Shape::Tiers(tiers) => tiers.tiers.iter().any(|tier| !tier.flat.is_zero()),
        _ => true,
    };
    if by_design {
        return;
    }
    let rising = |piece: &Piece| piece.slope.is_positive();
    let first = pieces.iter().position(rising).unwrap_or(pieces.len());
    let last = pieces.iter().rposition(rising).unwrap_or(0);
    let between = pieces
        .iter()
        .enumerate()
        .filter(|(index, piece)| first < *index && *index < last && piece.slope.is_zero());
    for (_, piece) in between {
        let message = format!(
            "scale `{}`: more pays nothing more {}",
            scale.id,
            range_of(scale, piece)
        );
        found.push(Diagnostic::note(rules::FLAT_STRETCH, message).at(&piece.span, ""));
    }
}

/// The biggest jump, where it is half of the full score or more.
fn big_jump(scale: &Scale, pieces: &[Piece], found: &mut Vec<Diagnostic>) {
    if scale.gives == Gives::Amount || matches!(scale.shape, Shape::Tiers(_)) {
        return;
    }
    let limit = Exact::from(Decimal::new(BIG_JUMP, 2));
    let jump = |cut: &Cut<'_>| cut.after.clone() - cut.before.clone();
    let cuts = cuts(pieces);
    let biggest = cuts.iter().max_by_key(|cut| jump(cut));
    let Some(cut) = biggest.filter(|cut| jump(cut) >= limit) else {
        return;
    };
    let (at, before, after) = cut.words(scale);
    found.push(
        Diagnostic::note(
            rules::PAY_JUMPS,
            format!(
                "scale `{}`: it jumps from {before} to {after} at {at}",
                scale.id
            ),
        )
        .at(&cut.end.span, "so much hangs on the last unit"),
    );
}
