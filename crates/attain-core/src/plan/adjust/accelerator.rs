//! `accelerator = { above = "100 %", times = "1.5" }`: what the score has above 100 % counts one
//! and a half times. `decelerator = { below = "100 %", times = "2" }`: each percent that is missing
//! costs two. Both change the weighted score; the parts follow in proportion.

use crate::diag::{Span, Spanned};
use crate::num::{Decimal, Exact};
use crate::plan::entrant::Case;
use crate::plan::method::Earned;
use crate::plan::{Checked, refuse, report};
use crate::text::Table;

/// What lies above a score counts more, what lies below it less.
#[derive(Debug, Clone)]
pub struct Accelerator {
    above: Option<Side>,
    below: Option<Side>,
}

/// One side of a score.
#[derive(Debug, Clone)]
struct Side {
    bound: Spanned<Decimal>,
    times: Decimal,
}

pub(super) fn parse(table: &Table<'_>) -> Option<Accelerator> {
    let above = side(table, "accelerator", "above");
    let below = side(table, "decelerator", "below");
    (above.is_some() || below.is_some()).then_some(Accelerator { above, below })
}

fn side(table: &Table<'_>, field: &str, bound: &str) -> Option<Side> {
    let table = table.table(field)?;
    let bound = table.required_number(bound);
    let times = table.required_number("times");
    table.finish(&["note"]);
    if let Some(times) = times.as_ref().filter(|times| times.value < Decimal::ZERO) {
        table
            .diagnostics()
            .push(report::out_of_range("times", times, "0 or more"));
    }
    Some(Side {
        bound: bound?,
        times: times?.value,
    })
}

impl Accelerator {
    /// What it does, for documents.
    pub(in crate::plan) fn words(&self) -> Vec<String> {
        let of = |side: &Side, where_it_is: &str| {
            let bound = crate::explain::percent(side.bound.value);
            let times = crate::num::plain(side.times);
            format!("What lies {where_it_is} a score of {bound} counts {times} times.")
        };
        let above = self.above.as_ref().map(|side| of(side, "above"));
        let below = self.below.as_ref().map(|side| of(side, "below"));
        above.into_iter().chain(below).collect()
    }

    /// Where it is written that the factor of the whole falls while the score rises: beyond a
    /// bound `b` the factor is `times + b x (1 - times) / score`.
    pub(in crate::plan) fn falling(&self) -> Option<Span> {
        let sides = [&self.above, &self.below];
        let falls = |side: &&Side| {
            side.times < Decimal::ONE && side.bound.value > Decimal::ZERO
                || side.times > Decimal::ONE && side.bound.value < Decimal::ZERO
        };
        let side = sides.into_iter().flatten().find(falls)?;
        Some(side.bound.span.clone())
    }

    pub(super) fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Checked<()> {
        let sides = [&self.above, &self.below];
        let Some(side) = sides.into_iter().flatten().next() else {
            return Ok(());
        };
        let Some(score) = earned.score.clone() else {
            return refuse(report::needs_score(case, "accelerator", &side.bound.span));
        };
        let changed = self.of(&score);
        if changed == score {
            return Ok(());
        }
        let factor = changed.checked_div(&score).unwrap_or_else(Exact::zero);
        earned.scale_by(&factor);
        let remark = format!("score {} counts as {}", score.plain(), changed.plain());
        earned.note(
            "accelerator",
            changed.plain(),
            remark,
            Some(&side.bound.span),
        );
        earned.score = Some(changed);
        Ok(())
    }

    /// Where it is written that a better score counts less: the upper side begins below the end of
    /// a lower one that is flatter than the score itself.
    pub(in crate::plan) fn drops(&self) -> Option<Span> {
        let (above, below) = (self.above.as_ref()?, self.below.as_ref()?);
        let overlap = above.bound.value < below.bound.value;
        (overlap && below.times < Decimal::ONE).then(|| above.bound.span.clone())
    }

    /// The score that counts; never below 0.
    fn of(&self, score: &Exact) -> Exact {
        let beyond = |side: &Side| {
            let bound = Exact::from(side.bound.value);
            &bound + &(&(score - &bound) * &Exact::from(side.times))
        };
        let above = self
            .above
            .as_ref()
            .filter(|side| *score > Exact::from(side.bound.value));
        let below = self
            .below
            .as_ref()
            .filter(|side| *score < Exact::from(side.bound.value));
        match (above, below) {
            (Some(side), _) | (None, Some(side)) => beyond(side).max(Exact::zero()),
            (None, None) => score.clone(),
        }
    }
}
