//! `attain dispute`: doubts about a line of a statement.

use crate::cli::{Dispute, PeriodShow, TextFormat};
use crate::failure::Failure;
use crate::session::Session;
use attain_app::disputes::{self, Doubt};
use attain_app::identity::Identities;
use attain_core::text::parse_date;
use attain_store::Kept;
use attain_store::dispute::{Decision, Dispute as Record, Verdict};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(command: &Dispute, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let (organisation, caller) = session.organisation().await?;
    let done = match command {
        Dispute::List(list) => return listed(&session, list).await,
        Dispute::Raise(raise) => {
            let deadline = raise.deadline.as_deref().map(|text| {
                let date = parse_date(text);
                date.ok_or_else(|| Failure::Usage(format!("`{text}` is no date; write 2012-01-31")))
            });
            let doubt = Doubt {
                period: session.period(&raise.period)?,
                line: &raise.line,
                question: &raise.question,
                deadline: deadline.transpose()?,
            };
            disputes::raise(&caller, &organisation, doubt).await
        }
        Dispute::Answer(given) => {
            let asked = (given.id.as_str(), given.answer.as_str());
            let period = period_of(&session, &given.id)?;
            disputes::answer(&caller, &organisation, period, asked).await
        }
        Dispute::Decide(given) => {
            let decision = Decision {
                verdict: match given.verdict.as_str() {
                    "accepted" => Verdict::Accepted,
                    _ => Verdict::Rejected,
                },
                reason: given.reason.clone(),
                correction: given.correction.clone(),
            };
            let period = period_of(&session, &given.id)?;
            disputes::decide(&caller, &organisation, period, (&given.id, &decision)).await
        }
    };
    let dispute = done.map_err(|error| session.failure(error))?;
    println!(
        "dispute {} is {}, to be decided by {}",
        dispute.id,
        dispute.state.name(),
        dispute.deadline
    );
    Ok(super::code(false))
}

/// A dispute's name begins with its period.
fn period_of(session: &Session, id: &str) -> Result<attain_core::period::Period, Failure> {
    session.period(id.split('.').next().unwrap_or_default())
}

async fn listed(session: &Session, arguments: &PeriodShow) -> Result<ExitCode, Failure> {
    let failed = |error| session.failure(error);
    let (organisation, caller) = session.organisation().await?;
    let period = session.period(&arguments.period)?;
    let list = disputes::list(&caller, &organisation, period)
        .await
        .map_err(failed)?;
    let identities = Identities::fetch(&session.store).await.map_err(failed)?;
    match arguments.format {
        TextFormat::Json => {
            let values = list.iter().map(|kept| value(kept, &identities));
            println!("{:#}", Value::from_iter(values));
        }
        TextFormat::Text => {
            for kept in &list {
                print!("{}", text(kept, &identities));
            }
        }
    }
    Ok(super::code(false))
}

fn value(kept: &Kept<Record>, identities: &Identities) -> Value {
    let dispute = &kept.value;
    json!({
        "id": dispute.id, "person": identities.shown(dispute.person.as_str()),
        "period": dispute.period, "line": dispute.line, "run": dispute.run,
        "question": dispute.question, "raised_at": kept.created.at.to_string(),
        "deadline": dispute.deadline.to_string(), "state": dispute.state.name(),
        "answer": dispute.answer,
        "verdict": dispute.decision.as_ref().map(|one| one.verdict.name()),
        "reason": dispute.decision.as_ref().map(|one| one.reason.as_str()),
        "correction": dispute.decision.as_ref().and_then(|one| one.correction.as_deref()),
    })
}

fn text(kept: &Kept<Record>, identities: &Identities) -> String {
    let dispute = &kept.value;
    let mut out = format!(
        "{} {}, line {}, {}: {}\n  raised at {} by {}, to be decided by {}\n",
        dispute.id,
        identities.shown(dispute.person.as_str()),
        dispute.line,
        dispute.state.name(),
        dispute.question,
        kept.created.at,
        kept.created.by,
        dispute.deadline
    );
    if let Some(answer) = &dispute.answer {
        out.push_str(&format!("  answer: {answer}\n"));
    }
    if let Some(decision) = &dispute.decision {
        let correction = decision.correction.as_deref();
        let correction = correction
            .map(|id| format!(", correction {id}"))
            .unwrap_or_default();
        out.push_str(&format!(
            "  {} by {}: {}{correction}\n",
            decision.verdict.name(),
            kept.changed.by,
            decision.reason
        ));
    }
    out
}
