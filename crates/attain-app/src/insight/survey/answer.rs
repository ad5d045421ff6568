//! Asking and answering.

use super::groups::{Node, Tree, groups};
use crate::error::AppError;
use crate::random::random;
use attain_core::diag::Diagnostic;
use attain_core::hash::{hex, sha256};
use attain_core::id::{PersonId, UnitId};
use attain_core::model::Model;
use attain_core::organisation::Organisation;
use attain_core::period::Period;
use attain_core::rules;
use attain_core::survey::Survey;
use attain_store::survey::{GivenAnswer, Invited};
use attain_store::{Ctx, Store};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A token for somebody. It is told once and kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Who.
    pub person: PersonId,
    /// His name.
    pub name: String,
    /// What he answers with.
    pub token: String,
}

/// One answer as it is typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The unit that is rated, where the survey rates units.
    pub rated: Option<UnitId>,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: i64,
}

fn survey_of<'a>(model: &'a Model, name: &str) -> Result<&'a Survey, AppError> {
    model.surveys.get(name).ok_or_else(|| {
        let known: Vec<String> = model
            .surveys
            .keys()
            .map(|name| format!("`{name}`"))
            .collect();
        let diagnostic = Diagnostic::error(rules::UNKNOWN_NAME, format!("unknown survey `{name}`"));
        AppError::Refused(vec![diagnostic.with_help(if known.is_empty() {
            "the model has no survey yet; write one into model/surveys.toml".to_owned()
        } else {
            format!("known are: {}", known.join(", "))
        })])
    })
}

/// Opens a round, and gives its id.
///
/// # Errors
/// If there is no such survey, it is not asked for such a period, or the round is there already.
pub async fn open(
    model: &Model,
    store: &Store,
    ctx: &Ctx,
    survey: &str,
    period: Period,
) -> Result<String, AppError> {
    let of = survey_of(model, survey)?;
    if of.every != period.kind {
        let message = format!(
            "survey `{survey}` is asked every {}; {period} is a {}",
            of.every.name(),
            period.kind.name()
        );
        let diagnostic = Diagnostic::error(rules::MALFORMED_PERIOD, message);
        return Err(AppError::Refused(vec![diagnostic.at(&of.span, "")]));
    }
    let written = store.survey_open(ctx, survey, &period.to_string()).await?;
    Ok(written.id)
}

/// Makes a token for everybody who is asked and has none: who is employed on the last day of the
/// period, in one of the survey's units.
///
/// # Errors
/// If the round is not open, or chance cannot be had.
pub async fn invite(
    model: &Model,
    organisation: &Organisation,
    store: &Store,
    ctx: &Ctx,
    survey: &str,
    period: Period,
) -> Result<Vec<Invitation>, AppError> {
    let of = survey_of(model, survey)?;
    let round = format!("{survey}:{period}");
    let tree = Tree::new(organisation);
    let people = asked(organisation, &tree, of, period);
    let mut sizes: BTreeMap<Node, u64> = BTreeMap::new();
    for (_, _, unit) in &people {
        *sizes.entry(unit.clone()).or_default() += 1;
    }
    let kept_under = groups(&tree, &sizes, of.group.into());
    let already: BTreeSet<PersonId> = store
        .survey_invited_list(&round)
        .await?
        .into_iter()
        .map(|one| one.person)
        .collect();
    let mut invited = Vec::new();
    let mut told = Vec::new();
    for (person, name, unit) in people {
        if already.contains(&person) {
            continue;
        }
        let token = chance()?;
        invited.push(Invited {
            sha256: hashed(&token),
            person: person.clone(),
            unit: kept_under.get(&unit).cloned().flatten(),
            used: false,
        });
        told.push(Invitation {
            person,
            name,
            token,
        });
    }
    store.survey_invite(ctx, &round, &invited).await?;
    Ok(told)
}

/// Who is asked: person, name, unit.
fn asked(
    organisation: &Organisation,
    tree: &Tree,
    survey: &Survey,
    period: Period,
) -> Vec<(PersonId, String, Node)> {
    let inside = |unit: &Node| {
        let chain = tree.chain(unit);
        let listed =
            |one: &attain_core::diag::Spanned<UnitId>| chain.contains(&Some(one.value.clone()));
        survey.units.is_empty() || survey.units.iter().any(listed)
    };
    let people = organisation.people().filter_map(|person| {
        let here = person.left.is_none_or(|left| left >= period.to);
        let assignment = person.assignment_on(period.to).filter(|_| here)?;
        let unit = assignment.unit.clone();
        inside(&unit).then(|| (person.id.clone(), person.name.clone(), unit))
    });
    people.collect()
}

/// Hexadecimal digits that nobody can guess.
fn chance() -> Result<String, AppError> {
    Ok(hex(&random::<16>()?))
}

fn hashed(token: &str) -> String {
    sha256(token.trim())
}

/// Uses a token: all its answers at once, all mistakes at once. Questions may be left out.
///
/// # Errors
/// If the token is unknown or used, the round is closed, or an answer is not one that the survey
/// takes: of his own unit, say.
pub async fn answer(
    model: &Model,
    tree: &Tree,
    store: &Store,
    now: Timestamp,
    token: &str,
    answers: &[Answered],
) -> Result<(), AppError> {
    let sha256 = hashed(token);
    let (round, invited) = store.survey_token_fetch(&sha256).await?;
    let kept = store.survey_round_fetch(&round).await?;
    let survey = survey_of(model, &kept.value.survey)?;
    let problems = refused(survey, &tree.chain(&invited.unit), answers);
    if !problems.is_empty() {
        return Err(AppError::Refused(problems));
    }
    let mut given = Vec::new();
    for one in answers {
        given.push(GivenAnswer {
            id: chance()?,
            rated: one.rated.clone(),
            question: one.question.clone(),
            answer: one.answer,
        });
    }
    store.survey_answer(now, &sha256, &given).await?;
    Ok(())
}

/// What the survey does not take from somebody who is in these units.
fn refused(survey: &Survey, within: &[Node], answers: &[Answered]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut refuse = |message: String, help: &str| {
        problems.push(
            Diagnostic::error(rules::SURVEY_ANSWER, message)
                .at(&survey.span, "of this survey")
                .with_help(help),
        );
    };
    if answers.is_empty() {
        refuse("no question is answered".to_owned(), "answer at least one");
    }
    let mut seen = BTreeSet::new();
    for one in answers {
        let name = match &one.rated {
            None => one.question.clone(),
            Some(unit) => format!("{unit}.{}", one.question),
        };
        if !seen.insert(name.clone()) {
            refuse(format!("`{name}` is answered twice"), "answer it once");
        }
        let known = |unit: &UnitId| survey.rates.iter().any(|rated| rated.value == *unit);
        match &one.rated {
            Some(unit) if !known(unit) => {
                refuse(
                    format!("`{unit}` is not rated here"),
                    "name a unit that the survey rates",
                );
            }
            Some(unit) if within.contains(&Some(unit.clone())) => refuse(
                format!("`{unit}` is your own unit"),
                "leave it out; units are rated by those outside them",
            ),
            None if !survey.rates.is_empty() => refuse(
                format!("`{name}` does not say which unit it rates"),
                "write it as UNIT.QUESTION=ANSWER",
            ),
            _ => {}
        }
        match survey.questions.get(&one.question) {
            None => refuse(
                format!("unknown question `{}`", one.question),
                "name a question of the survey",
            ),
            Some(question) if !question.answers.admits(one.answer) => {
                let (from, to) = question.answers.bounds();
                refuse(
                    format!("`{name}` is answered with {}", one.answer),
                    &format!("answer with a whole number from {from} to {to}"),
                );
            }
            Some(_) => {}
        }
    }
    problems
}
