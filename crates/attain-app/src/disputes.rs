//! Disputes: an employee doubts a line of his statement; somebody answers, somebody decides.

use crate::access::{UseCase, absent};
use crate::caller::Caller;
use crate::error::AppError;
use crate::identity::Identities;
use crate::kept::paid_lines;
use attain_core::diag::Diagnostic;
use attain_core::id::PersonId;
use attain_core::organisation::Organisation;
use attain_core::period::Period;
use attain_core::rules;
use attain_store::Kept;
use attain_store::dispute::{Decision, Dispute, NewDispute};
use attain_store::record::Edit;
use jiff::civil::Date;

/// A doubt about a line.
#[derive(Debug, Clone, Copy)]
pub struct Doubt<'a> {
    /// The period of the statement.
    pub period: Period,
    /// The line: a KPI, `correction`, or `total`.
    pub line: &'a str,
    /// What is doubted.
    pub question: &'a str,
    /// The day by which it is to be decided; none: in two weeks.
    pub deadline: Option<Date>,
}

/// Days until a dispute is to be decided, if nothing else is said.
const DAYS: i32 = 14;

/// Raises a dispute about a line of the caller's own statement.
///
/// # Errors
/// If he may not, the period has no statement of his, or it has no such line.
pub async fn raise(
    caller: &Caller,
    organisation: &Organisation,
    doubt: Doubt<'_>,
) -> Result<Dispute, AppError> {
    let scope = caller.scope(UseCase::DisputeRaise, organisation, doubt.period)?;
    let own = caller
        .actor
        .person()
        .map(PersonId::as_str)
        .unwrap_or_default();
    let nobody = || AppError::Refused(vec![absent(own)]);
    let person = scope.find(organisation, own).ok_or_else(nobody)?;
    let period = doubt.period.to_string();
    let store = &caller.store;
    let close = store.close_fetch(&period).await?.value;
    let (_, _, replay) = crate::kept::replay(store, &close.run).await?;
    let identities = Identities::fetch(store).await?;
    let key = identities.key(&person).ok_or_else(nobody)?;
    let lines = paid_lines(&replay.statements);
    let lines: Vec<&str> = lines
        .keys()
        .filter(|(person, _)| person == key)
        .map(|(_, line)| line.as_str())
        .collect();
    if doubt.line != "total" && !lines.contains(&doubt.line) {
        return Err(AppError::Refused(vec![no_line(doubt.line, &lines)]));
    }
    let today = jiff::tz::Offset::UTC.to_datetime(caller.ctx.now).date();
    let deadline = doubt.deadline.or_else(|| later(today));
    let number = store.dispute_list(&period).await?.len().saturating_add(1);
    let id = format!("{period}.dispute-{number}");
    let new = NewDispute {
        id: &id,
        period: &period,
        person: &key.into(),
        line: doubt.line,
        run: &close.run,
        question: doubt.question,
        deadline: deadline.unwrap_or(today),
    };
    store.dispute_raise(&caller.ctx, new).await?;
    Ok(store.dispute_fetch(&id).await?.value)
}

fn later(today: Date) -> Option<Date> {
    today.checked_add(jiff::Span::new().days(DAYS)).ok()
}

fn no_line(line: &str, lines: &[&str]) -> Diagnostic {
    let message = format!("the statement has no line `{line}`");
    let known = format!("its lines are: total, {}", lines.join(", "));
    Diagnostic::error(rules::UNKNOWN_RECORD, message).with_help(known)
}

/// Answers a dispute of somebody in the caller's scope.
///
/// # Errors
/// If he may not, or it is decided.
pub async fn answer(
    caller: &Caller,
    organisation: &Organisation,
    period: Period,
    (id, answer): (&str, &str),
) -> Result<Dispute, AppError> {
    let kept = seen(caller, organisation, (UseCase::DisputeAnswer, period), id).await?;
    let edit = Edit::new(id, kept.revision);
    caller
        .store
        .dispute_answer(&caller.ctx, edit, answer)
        .await?;
    Ok(caller.store.dispute_fetch(id).await?.value)
}

/// Decides a dispute, once. A correction that follows from it is named.
///
/// # Errors
/// If the caller may not, or it is decided.
pub async fn decide(
    caller: &Caller,
    organisation: &Organisation,
    period: Period,
    (id, decision): (&str, &Decision),
) -> Result<Dispute, AppError> {
    let kept = seen(caller, organisation, (UseCase::DisputeDecide, period), id).await?;
    let edit = Edit::new(id, kept.revision);
    caller
        .store
        .dispute_decide(&caller.ctx, edit, decision)
        .await?;
    Ok(caller.store.dispute_fetch(id).await?.value)
}

/// The disputes of a period that the caller may see.
///
/// # Errors
/// If he may not.
pub async fn list(
    caller: &Caller,
    organisation: &Organisation,
    period: Period,
) -> Result<Vec<Kept<Dispute>>, AppError> {
    let scope = caller.scope(UseCase::DisputeRead, organisation, period)?;
    let identities = Identities::fetch(&caller.store).await?;
    let all = caller.store.dispute_list(&period.to_string()).await?;
    let seen = |kept: &Kept<Dispute>| {
        let person = identities.person(kept.value.person.as_str());
        scope.sees_everybody() || person.is_some_and(|person| scope.sees(person))
    };
    Ok(all.into_iter().filter(seen).collect())
}

/// A dispute in scope; one out of scope is as if it were not there.
async fn seen(
    caller: &Caller,
    organisation: &Organisation,
    (use_case, period): (UseCase, Period),
    id: &str,
) -> Result<Kept<Dispute>, AppError> {
    let scope = caller.scope(use_case, organisation, period)?;
    let kept = caller.store.dispute_fetch(id).await?;
    let identities = Identities::fetch(&caller.store).await?;
    let person = identities.person(kept.value.person.as_str());
    if scope.sees_everybody() || person.is_some_and(|person| scope.sees(person)) {
        return Ok(kept);
    }
    Err(attain_store::StoreError::NotFound {
        entity: "dispute",
        id: id.to_owned(),
    }
    .into())
}
