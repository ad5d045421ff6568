//! `attain periods` and `attain period`: how far periods are, and the steps they take.

use crate::cli::{PeriodCommand, PeriodShow, Periods, TextFormat};
use crate::failure::Failure;
use crate::output::table;
use crate::session::Session;
use attain_app::identity::Identities;
use attain_app::periods::{self, Standing, Step};
use attain_store::period::PeriodRecord;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn list(
    arguments: &Periods,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let caller = session.caller().await?;
    let periods = periods::list(&caller).await;
    let periods = periods.map_err(|error| session.failure(error))?;
    match arguments.format {
        TextFormat::Json => {
            let values = periods.iter().map(|kept| period_value(&kept.value));
            println!("{:#}", Value::from_iter(values));
        }
        TextFormat::Text => {
            let rows: Vec<Vec<String>> = periods
                .iter()
                .map(|kept| {
                    vec![
                        kept.value.id.clone(),
                        state(&kept.value),
                        kept.value.run.clone().unwrap_or_default(),
                        kept.changed.at.to_string(),
                        kept.changed.by.clone(),
                    ]
                })
                .collect();
            print!(
                "{}",
                table(&["period", "state", "run", "since", "by"], &rows)
            );
        }
    }
    Ok(super::code(false))
}

pub(super) async fn run(
    command: &PeriodCommand,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let caller = session.caller().await?;
    let (period, step) = match command {
        PeriodCommand::Open(named) => {
            let period = session.period(&named.period)?;
            let opened = periods::open(&caller, period).await;
            opened.map_err(|error| session.failure(error))?;
            println!("period {period} is open");
            return Ok(super::code(false));
        }
        PeriodCommand::Show(show) => return shown(&session, show).await,
        PeriodCommand::Explain(stop) => {
            let said = periods::explain_stop(&caller, &stop.stop, &stop.reason).await;
            said.map_err(|error| session.failure(error))?;
            println!("{} has a reason", stop.stop);
            return Ok(super::code(false));
        }
        PeriodCommand::Review(named) => (&named.period, Step::Review),
        PeriodCommand::Return(given) => (&given.period, Step::Return(&given.reason)),
        PeriodCommand::Approve(given) => (&given.period, Step::Approve(given.note.as_deref())),
        PeriodCommand::Freeze(given) => (&given.period, Step::Freeze(&given.reason)),
        PeriodCommand::Thaw(given) => (&given.period, Step::Thaw(&given.reason)),
    };
    let period = session.period(period)?.to_string();
    let record = periods::step(&caller, &period, step).await;
    let record = record.map_err(|error| session.failure(error))?;
    println!("period {period} is {}", state(&record));
    if matches!(step, Step::Approve(_))
        && record.state == attain_store::period::PeriodState::InReview
    {
        println!("one more approval is needed, by another person");
    }
    Ok(super::code(false))
}

fn state(period: &PeriodRecord) -> String {
    let frozen = if period.frozen { ", frozen" } else { "" };
    format!("{}{frozen}", period.state.name().replace('_', " "))
}

fn period_value(period: &PeriodRecord) -> Value {
    json!({
        "period": period.id, "from": period.from.to_string(), "to": period.to.to_string(),
        "state": period.state.name(), "round": period.round, "run": period.run,
        "frozen": period.frozen, "frozen_reason": period.frozen_reason,
        "reopened_reason": period.reopened_reason,
    })
}

async fn shown(session: &Session, arguments: &PeriodShow) -> Result<ExitCode, Failure> {
    let caller = session.caller().await?;
    let period = session.period(&arguments.period)?.to_string();
    let standing = periods::show(&caller, &period).await;
    let standing = standing.map_err(|error| session.failure(error))?;
    let identities = Identities::fetch(&session.store).await;
    let identities = identities.map_err(|error| session.failure(error))?;
    match arguments.format {
        TextFormat::Json => println!("{:#}", value(&standing, &identities)),
        TextFormat::Text => print!("{}", text(&standing, &identities)),
    }
    Ok(super::code(false))
}

/// A stop is about a person, by key, or about the period.
fn about(subject: &str, standing: &Standing, identities: &Identities) -> String {
    if subject == standing.period.value.id {
        subject.to_owned()
    } else {
        identities.shown(subject)
    }
}

fn value(standing: &Standing, identities: &Identities) -> Value {
    let mut value = period_value(&standing.period.value);
    let approvals: Vec<Value> = standing
        .approvals
        .iter()
        .map(|one| {
            json!({
                "by": one.value.approver, "at": one.created.at.to_string(), "note": one.value.note,
            })
        })
        .collect();
    let stops: Vec<Value> = standing
        .stops
        .iter()
        .map(|stop| {
            json!({
                "id": stop.id, "rule": stop.stop.rule,
                "subject": about(&stop.stop.subject, standing, identities),
                "message": stop.stop.message,
                "reason": stop.reason.as_ref().map(|reason| reason.value.reason.as_str()),
                "by": stop.reason.as_ref().map(|reason| reason.created.by.as_str()),
            })
        })
        .collect();
    if let Some(object) = value.as_object_mut() {
        object.insert("revision".to_owned(), Value::from(standing.period.revision));
        object.insert("approvals".to_owned(), Value::from(approvals));
        object.insert("stops".to_owned(), Value::from(stops));
        let runs: Vec<&str> = standing
            .runs
            .iter()
            .map(|run| run.value.id.as_str())
            .collect();
        object.insert("runs".to_owned(), Value::from(runs));
    }
    value
}

fn text(standing: &Standing, identities: &Identities) -> String {
    let period = &standing.period.value;
    let mut out = format!(
        "{}, {} to {}: {}\n",
        period.id,
        period.from,
        period.to,
        state(period)
    );
    if let Some(run) = &period.run {
        out.push_str(&format!(
            "run {run}, of {} that were kept\n",
            standing.runs.len()
        ));
    }
    for (word, reason) in [
        ("frozen or thawed", &period.frozen_reason),
        ("sent back", &period.reopened_reason),
    ] {
        if let Some(reason) = reason {
            out.push_str(&format!("{word}: {reason}\n"));
        }
    }
    for approval in &standing.approvals {
        let note = approval.value.note.as_deref();
        let note = note.map(|note| format!(": {note}")).unwrap_or_default();
        let (by, at) = (&approval.value.approver, approval.created.at);
        out.push_str(&format!("approved by {by} at {at}{note}\n"));
    }
    for stop in &standing.stops {
        let whom = about(&stop.stop.subject, standing, identities);
        out.push_str(&format!(
            "stop {}: {whom}: {}\n",
            stop.id, stop.stop.message
        ));
        match &stop.reason {
            Some(reason) => out.push_str(&format!(
                "  may be paid: {} ({})\n",
                reason.value.reason, reason.created.by
            )),
            None => out.push_str(&format!(
                "  needs a reason: attain period explain {} --reason …\n",
                stop.id
            )),
        }
    }
    out
}
