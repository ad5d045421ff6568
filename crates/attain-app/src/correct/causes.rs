//! Why a closed period would pay something else today. One input after another is replaced by
//! today's, so each difference has one cause.

use crate::error::AppError;
use crate::identity::Identities;
use crate::kept::{Change, changes, paid_lines, signed};
use crate::run::{PeriodRun, compute_with};
use crate::source::FactSource;
use crate::verify::{real_credits, real_query};
use crate::workspace::Workspace;
use attain_core::diag::Diagnostic;
use attain_core::facts::{Credit, FactRow, FactValue};
use attain_core::model::{Model, TargetScope, text_of};
use attain_core::num::Decimal;
use attain_core::organisation::Organisation;
use attain_core::rules;
use attain_core::transcript::{Replay, key_of, statements};
use std::collections::BTreeMap;

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Facts came in, or were taken back, after the close.
    Facts,
    /// Targets were changed.
    Targets,
    /// Who was where, or a number of a person.
    People,
    /// The model.
    Rules,
}

impl Cause {
    const NAMES: [(&'static str, Self); 4] = [
        ("late facts", Self::Facts),
        ("changed targets", Self::Targets),
        ("changed people", Self::People),
        ("changed rules", Self::Rules),
    ];

    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, cause)| *cause == self);
        found.map_or("", |(name, _)| name)
    }
}

pub(super) type Paid = BTreeMap<(String, String), Decimal>;

/// The way from the close to today.
pub(super) struct Steps {
    pub(super) closed: Paid,
    pub(super) today: Paid,
    pub(super) changes: Vec<(Cause, Vec<Change>)>,
}

pub(super) async fn steps(
    closed: &Replay,
    source: &dyn FactSource,
    workspace: &Workspace,
    today: &PeriodRun,
    identities: &Identities,
) -> Result<Steps, AppError> {
    let model = workspace.checked()?;
    let mut steps = Steps {
        closed: paid_lines(&closed.statements),
        today: paid_of(model, today, identities),
        changes: Vec::new(),
    };
    let mut paid = steps.closed.clone();
    let mut add = |cause: Cause, now: Paid| {
        steps
            .changes
            .push((cause, changes(cause.name(), &paid, &now)));
        paid = now;
    };
    let mut step = closed.clone();
    ask_again(&mut step, source, identities, today).await?;
    add(Cause::Facts, paid_lines(&step.computed()));
    step.model.targets = targets_by_alias(model, &today.organisation, identities, closed);
    add(Cause::Targets, paid_lines(&step.computed()));
    // The rules of then, for the people of now.
    let mut then = closed.model.clone();
    then.targets.clone_from(&model.targets);
    then.people.clone_from(&model.people);
    let booked = today.facts.booked.clone();
    let people = compute_with(&then, source, closed.period, booked, &|_| {}).await?;
    add(Cause::People, paid_of(&then, &people, identities));
    let now = steps.today.clone();
    steps
        .changes
        .push((Cause::Rules, changes(Cause::Rules.name(), &paid, &now)));
    Ok(steps)
}

fn paid_of(model: &Model, run: &PeriodRun, identities: &Identities) -> Paid {
    let names = identities.names(&run.organisation);
    let booked = &run.facts.booked;
    paid_lines(&statements(model, &run.calculation, booked, &names))
}

/// Asks the questions of the close again.
async fn ask_again(
    step: &mut Replay,
    source: &dyn FactSource,
    identities: &Identities,
    today: &PeriodRun,
) -> Result<(), AppError> {
    let keys = keys(step, identities, &today.organisation)?;
    for (index, query) in step.requirement.queries.iter().enumerate() {
        let answer = source.scan(&real_query(query, &keys)).await?;
        if let Some(place) = step.facts.answers.get_mut(index) {
            *place = answer;
        }
    }
    let targets = step.requirement.target_rows.iter();
    let targets: Vec<_> = targets
        .map(|rows| (rows.query.clone(), rows.owned))
        .collect();
    let scaled = step.requirement.scaled_rows.iter();
    let scaled: Vec<_> = scaled
        .map(|rows| (rows.query.clone(), rows.owned))
        .collect();
    step.facts.target_rows = rows_again(source, &targets, &keys).await?;
    step.facts.scaled_rows = rows_again(source, &scaled, &keys).await?;
    let shares = step.requirement.shares.iter();
    let shares: Vec<_> = shares.map(|rows| (rows.query.clone(), true)).collect();
    step.facts.shares = rows_again(source, &shares, &keys).await?;
    Ok(())
}

async fn rows_again(
    source: &dyn FactSource,
    questions: &[(attain_core::facts::RowQuery, bool)],
    keys: &BTreeMap<String, Vec<String>>,
) -> Result<Vec<Vec<FactRow>>, AppError> {
    let mut answers = Vec::new();
    for (query, owned) in questions {
        let mut real = query.clone();
        let credits: &[Credit] = &query.credits;
        real.credits = real_credits(credits, keys);
        let mut rows = source.rows(&real).await?;
        for row in rows.iter_mut().filter(|_| *owned) {
            if let Some(owner) = row.values.first_mut() {
                let key = text_of(owner);
                let alias = keys.iter().find(|(_, keys)| keys.contains(&key));
                *owner = FactValue::Text(alias.map_or(key.clone(), |(alias, _)| alias.clone()));
            }
        }
        answers.push(rows);
    }
    Ok(answers)
}

/// The keys by which facts name each alias of a close.
fn keys(
    closed: &Replay,
    identities: &Identities,
    now: &Organisation,
) -> Result<BTreeMap<String, Vec<String>>, AppError> {
    let mut keys = BTreeMap::new();
    for person in closed.organisation.people() {
        let alias = person.id.as_str();
        let Some(known) = identities.person(alias) else {
            let message = format!(
                "somebody in {} was erased since: his facts, and those of his team, cannot be told \
                 apart any more",
                closed.period
            );
            let diagnostic = Diagnostic::error(rules::NOT_TRACEABLE, message);
            let help = "agree the amount by hand, as an adjustment";
            return Err(AppError::Refused(vec![diagnostic.with_help(help)]));
        };
        let listed = now.person(known.as_str()).map(|person| person.keys.clone());
        keys.insert(
            alias.to_owned(),
            listed.unwrap_or_else(|| vec![known.to_string()]),
        );
    }
    Ok(keys)
}

/// Today's targets, with people under the aliases that they have in the close.
fn targets_by_alias(
    model: &Model,
    organisation: &Organisation,
    identities: &Identities,
    closed: &Replay,
) -> Vec<attain_core::model::TargetRow> {
    let alias = |key: &str| {
        let person = organisation.person(key)?;
        let key = identities.key(&person.id)?;
        let mut people = closed.organisation.people();
        people
            .find(|person| key_of(person.id.as_str()) == key)
            .map(|person| person.id.clone())
    };
    let mut targets = model.targets.clone();
    for target in &mut targets {
        if let TargetScope::Person(person) = &target.scope {
            let found = alias(person.as_str()).unwrap_or_else(|| "nobody".into());
            target.scope = TargetScope::Person(found);
        }
    }
    targets
}

/// `late facts +10; changed targets -2`.
pub(super) fn words(causes: &[(Cause, Decimal)]) -> String {
    let words = causes.iter();
    let words: Vec<String> = words
        .map(|(cause, amount)| format!("{} {}", cause.name(), signed(*amount)))
        .collect();
    words.join("; ")
}

/// What [`words`] wrote, without a remark behind it.
pub(super) fn parse(text: &str) -> Vec<(Cause, Decimal)> {
    let text = text.split(" | ").next().unwrap_or_default();
    let part = |part: &str| {
        let (name, amount) = part.rsplit_once(' ')?;
        let cause = Cause::NAMES.iter().find(|(word, _)| *word == name)?.1;
        let amount = Decimal::from_str_exact(amount.trim_start_matches('+')).ok()?;
        Some((cause, amount))
    };
    text.split("; ").filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_read_as_they_are_written() {
        let causes = [
            (Cause::Facts, Decimal::new(1050, 2)),
            (Cause::Rules, Decimal::new(-2, 0)),
        ];
        let text = words(&causes);
        assert_eq!(text, "late facts +10.5; changed rules -2");
        assert_eq!(parse(&text), causes);
        assert_eq!(parse(&format!("{text} | he said; late facts +1")), causes);
        assert_eq!(parse("by hand"), []);
    }
}
