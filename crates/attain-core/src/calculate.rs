//! From facts to pay, in two phases.
//!
//! [`require`] says which facts a period needs; somebody answers; [`calculate`] computes. The
//! core itself fetches nothing, so the same model, facts and period give the same bytes.

mod actual;
mod channel;
mod claim;
mod line;
mod opening;
mod participant;
mod pay;
mod queries;
mod require;
mod score;
mod shares;
mod target;
mod target_table;
mod unowned;

pub use actual::{Actual, ActualSource};
pub use claim::Claim;
pub use line::LineResult;
pub use opening::{Opening, earlier_periods};
pub use participant::{Participant, participants};
pub use queries::Place;
pub(crate) use queries::measure_query;
pub use require::{
    FactInput, Requirement, ScaledRows, ShareRows, Subject, TargetRows, Window, credits_of,
    require, subject_of, window_of,
};
pub use score::Scored;
pub use target::{ResolvedTarget, TargetOrigin, TargetPiece};

use crate::diag::{Diagnostic, sort};
use crate::id::{PersonId, PlanId, ScorecardId};
use crate::model::Model;
use crate::organisation::Organisation;
use crate::period::Period;
use crate::plan::Payout;
use shares::{WrongShares, wrong_shares};
use std::collections::BTreeSet;
use unowned::unowned;

/// A period computed: everybody's results, and what stands in the way of some.
#[derive(Debug, Clone)]
pub struct Calculation {
    /// The period.
    pub period: Period,
    /// A result for each participant, in the order of people.
    pub results: Vec<PersonResult>,
    /// What is wrong or worth a look.
    pub diagnostics: Vec<Diagnostic>,
}

/// One person's scorecard, computed.
#[derive(Debug, Clone)]
pub struct PersonResult {
    /// Who.
    pub person: PersonId,
    /// His name.
    pub name: String,
    /// His scorecard.
    pub scorecard: ScorecardId,
    /// The plan that pays him.
    pub plan: Option<PlanId>,
    /// The lines of the scorecard, in order.
    pub lines: Vec<LineResult>,
    /// What is paid; `None`: blocked, or nothing is paid by this scorecard.
    pub payout: Option<Payout>,
    /// Whether a diagnostic keeps him from being paid.
    pub blocked: bool,
    /// What is wrong or worth a look about him.
    pub diagnostics: Vec<Diagnostic>,
}

impl Calculation {
    /// The result of a person.
    #[must_use]
    pub fn result(&self, person: &PersonId) -> Option<&PersonResult> {
        self.results.iter().find(|result| result.person == *person)
    }

    /// Whether anybody is blocked or anything else is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Computes a period from its facts. A person with an error is blocked; the others are computed.
#[must_use]
pub fn calculate(
    model: &Model,
    organisation: &Organisation,
    requirement: &Requirement,
    facts: &FactInput,
) -> Calculation {
    let wrong_shares = wrong_shares(model, requirement, &facts.shares);
    let context = Context {
        model,
        organisation,
        requirement,
        facts,
        wrong_shares: &wrong_shares,
    };
    let mut diagnostics = requirement.diagnostics.clone();
    diagnostics.extend(wrong_shares.iter().map(|wrong| wrong.diagnostic.clone()));
    diagnostics.extend(unowned(model, requirement, facts));
    let mut results: Vec<PersonResult> = requirement
        .participants
        .iter()
        .filter_map(|participant| person_result(&context, participant))
        .collect();
    diagnostics.extend(pay::pay(&context, &mut results));
    diagnostics.extend(
        results
            .iter()
            .flat_map(|result| result.diagnostics.iter().cloned()),
    );
    sort(&mut diagnostics);
    let mut seen = BTreeSet::new();
    diagnostics.retain(|diagnostic| seen.insert(diagnostic.concise()));
    Calculation {
        period: requirement.period,
        results,
        diagnostics,
    }
}

/// What every step looks at.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) model: &'a Model,
    pub(crate) organisation: &'a Organisation,
    pub(crate) requirement: &'a Requirement,
    pub(crate) facts: &'a FactInput,
    pub(crate) wrong_shares: &'a [WrongShares],
}

fn person_result(context: &Context<'_>, participant: &Participant) -> Option<PersonResult> {
    let scorecard = context.model.scorecards.get(&participant.scorecard)?;
    let person = context.organisation.person(participant.person.as_str())?;
    let mut found = Vec::new();
    let lines: Vec<LineResult> = scorecard
        .lines
        .iter()
        .filter_map(|line| line::compute(context, participant, line, &mut found))
        .collect();
    let mut said = BTreeSet::new();
    found.retain(|one| said.insert(one.concise()));
    Some(PersonResult {
        person: participant.person.clone(),
        name: person.name.clone(),
        scorecard: scorecard.id.clone(),
        plan: scorecard.plan.as_ref().map(|plan| plan.value.clone()),
        lines,
        payout: None,
        blocked: found.iter().any(Diagnostic::is_error),
        diagnostics: found,
    })
}
