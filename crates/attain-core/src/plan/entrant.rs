//! What a plan knows of a person.

use super::{MissingPolicy, Plan, Timeline};
use crate::attainment::{Actual, Target};
use crate::diag::Span;
use crate::id::{PersonId, ScaleId};
use crate::num::{Decimal, Exact};
use crate::scale::{Levels, Scale};
use std::collections::BTreeMap;

/// A person who takes part in a plan, with his results.
#[derive(Debug, Clone)]
pub struct Entrant {
    /// Who.
    pub person: PersonId,
    /// His parts, in the order of the scorecard.
    pub lines: Vec<EntrantLine>,
    /// Numbers of the person by name: `salary`, `bonus`, `income`, and what adjustments need.
    pub amounts: BTreeMap<String, Decimal>,
    /// His days.
    pub time: Timeline,
    /// He has no complete results, for a reason that is reported elsewhere.
    pub blocked: bool,
    /// Why his payout is corrected by hand.
    pub correction_reason: Option<String>,
    /// Corrections by hand that state their own reasons.
    pub corrections: Vec<Correction>,
}

/// A correction by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// How much, of either sign.
    pub amount: Decimal,
    /// Why.
    pub reason: String,
    /// The line of the payout that it is about.
    pub line: Option<String>,
    /// Who says so.
    pub by: Option<String>,
    /// Where it is written.
    pub span: Option<Span>,
}

impl Correction {
    /// The reason, what it is about, and who says so.
    #[must_use]
    pub fn remark(&self) -> String {
        let mut remark = self.reason.clone();
        if let Some(line) = &self.line {
            remark = format!("of `{line}`: {remark}");
        }
        if let Some(by) = &self.by {
            remark.push_str(&format!(" (by {by})"));
        }
        remark
    }
}

/// The result of one part.
#[derive(Debug, Clone)]
pub struct EntrantLine {
    /// The KPI.
    pub kpi: String,
    /// Its weight; none: it is shown, and conditions may look at it.
    pub weight: Option<Decimal>,
    /// What was achieved.
    pub actual: Option<Exact>,
    /// What was to be achieved.
    pub target: Option<Decimal>,
    /// How far it was achieved.
    pub attainment: Option<Decimal>,
    /// What that is worth.
    pub score: Option<Decimal>,
    /// The amount earned, where it is known without the plan's help.
    pub amount: Option<Exact>,
    /// The scale that turns it into a score or an amount, where neither is known yet.
    pub scale: Option<ScaleId>,
    /// All that is said of the target.
    pub bounds: Target,
    /// Where the levels of the target lie, for scales of kind `levels`.
    pub levels: Levels,
    /// The single facts that the actual is the sum of, where they are known.
    pub rows: Vec<Exact>,
    /// The actual of the earlier periods of the year, for scales over the year to date.
    pub before: Option<Exact>,
    /// What was already paid for the year.
    pub paid: Option<Exact>,
    /// A factor from 0 to 1 that blocks payment of this part: the D of a fund.
    pub factor: Option<Decimal>,
    /// What was achieved, where it is no number: a day, a rating.
    pub other: Option<Actual>,
    /// Whether it counts where no part has a weight. Results of the company do not.
    pub counts: bool,
    /// What a missing score does.
    pub missing: MissingPolicy,
    /// Where it is written.
    pub span: Option<Span>,
}

impl Entrant {
    /// Somebody without results.
    pub fn new(person: impl Into<PersonId>) -> Self {
        Self {
            person: person.into(),
            lines: Vec::new(),
            amounts: BTreeMap::new(),
            time: Timeline::default(),
            blocked: false,
            correction_reason: None,
            corrections: Vec::new(),
        }
    }

    /// A number of the person.
    #[must_use]
    pub fn amount(&self, name: &str) -> Option<Decimal> {
        self.amounts.get(name).copied()
    }

    /// The line of a KPI.
    #[must_use]
    pub fn line(&self, kpi: &str) -> Option<&EntrantLine> {
        self.lines.iter().find(|line| line.kpi == kpi)
    }
}

impl EntrantLine {
    /// A line without results.
    pub fn new(kpi: impl Into<String>) -> Self {
        Self {
            kpi: kpi.into(),
            weight: None,
            actual: None,
            target: None,
            attainment: None,
            score: None,
            amount: None,
            scale: None,
            bounds: Target::default(),
            levels: Levels::default(),
            rows: Vec::new(),
            before: None,
            paid: None,
            factor: None,
            other: None,
            counts: true,
            missing: MissingPolicy::default(),
            span: None,
        }
    }
}

impl EntrantLine {
    /// Whether nothing is known of what was achieved.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.actual.is_none()
            && self.other.is_none()
            && self.attainment.is_none()
            && self.score.is_none()
            && self.amount.is_none()
    }
}

/// What every step looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) plan: &'a Plan,
    pub(super) entrant: &'a Entrant,
    pub(super) scales: &'a BTreeMap<ScaleId, Scale>,
    pub(super) currency: &'a str,
}

impl Case<'_> {
    /// ``plan `sales`, person `7` ``, the beginning of every message.
    pub(super) fn whom(&self) -> String {
        format!("plan `{}`, person `{}`", self.plan.id, self.entrant.person)
    }
}
