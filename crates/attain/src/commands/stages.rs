//! `attain stages`: where the company stands, and decisions.

use crate::cli::{Decide, DecideOutcome, StageCommand, Stages, TextFormat};
use crate::failure::Failure;
use crate::output::table;
use crate::session::Session;
use attain_app::access::UseCase;
use attain_app::method;
use attain_app::stages::{NewDecision, decide, states};
use attain_core::stage::{Outcome, Stage, StageState};
use attain_core::text::parse_date;
use jiff::civil::Date;
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(arguments: &Stages, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let ctx = session.allowed(UseCase::ModelRead).await?;
    let today = jiff::tz::Offset::UTC.to_datetime(ctx.now).date();
    let engine = session.engine(2).await?;
    let states = states(&session.workspace, &session.store, &engine, today)
        .await
        .map_err(|error| session.failure(error))?;
    match &arguments.command {
        None => match arguments.format {
            TextFormat::Json => println!("{}", method::stages(&states)),
            TextFormat::Text => print!("{}", overview(&states, today)),
        },
        Some(StageCommand::Show { stage }) => {
            let stage = stage_of(stage)?;
            let shown: Vec<StageState> = states
                .into_iter()
                .filter(|state| state.stage == stage)
                .collect();
            match arguments.format {
                TextFormat::Json => println!("{}", method::stages(&shown)),
                TextFormat::Text => print!("{}", shown.iter().map(detail).collect::<String>()),
            }
        }
        Some(StageCommand::Decide(given)) => decided(&session, &states, given, today).await?,
    }
    Ok(super::code(false))
}

fn stage_of(text: &str) -> Result<Stage, Failure> {
    Stage::of(text).ok_or_else(|| {
        let names: Vec<&str> = Stage::ALL.iter().map(|stage| stage.name()).collect();
        Failure::Usage(format!(
            "there is no stage `{text}`; stages are 1 to 8: {}",
            names.join(", ")
        ))
    })
}

async fn decided(
    session: &Session,
    states: &[StageState],
    given: &Decide,
    today: Date,
) -> Result<(), Failure> {
    let stage = stage_of(&given.stage)?;
    let on = match &given.on {
        None => today,
        Some(text) => parse_date(text).ok_or_else(|| {
            Failure::Usage(format!("`{text}` is not a date; write year-month-day"))
        })?,
    };
    let decision = NewDecision {
        stage,
        outcome: match given.outcome {
            DecideOutcome::Go => Outcome::Go,
            DecideOutcome::Stay => Outcome::Stay,
        },
        by: given.by.clone(),
        on,
        note: given.note.clone(),
    };
    let caller = session.caller().await?;
    decide(&session.workspace, &caller, states, &decision)
        .map_err(|error| session.failure(error))?;
    println!(
        "stage {} ({stage}): {} by {}, {on}",
        stage.number(),
        decision.outcome.name(),
        decision.by
    );
    Ok(())
}

fn overview(states: &[StageState], today: Date) -> String {
    let rows: Vec<Vec<String>> = states
        .iter()
        .map(|state| {
            let met = state.proofs.iter().filter(|proof| proof.met).count();
            let due = match state.settings.due {
                Some(day) if day < today && !state.is_passed() => format!("{day}, late"),
                Some(day) => day.to_string(),
                None => String::new(),
            };
            let decided = state.decision.as_ref().map_or_else(String::new, |one| {
                format!("{} by {}, {}", one.outcome.name(), one.by, one.on)
            });
            vec![
                format!("{} {}", state.stage.number(), state.stage.name()),
                state.stage.title().to_owned(),
                state.status().to_owned(),
                format!("{met} of {}", state.proofs.len()),
                due,
                decided,
            ]
        })
        .collect();
    let mut out = table(
        &["stage", "about", "status", "evidence", "due", "decision"],
        &rows,
    );
    let next = states.iter().find(|state| !state.is_passed());
    match next {
        None => out.push_str("\nall stages are passed\n"),
        Some(state) => {
            out.push('\n');
            out.push_str(&detail(state));
        }
    }
    out
}

fn detail(state: &StageState) -> String {
    let mut out = format!(
        "{} {}: {}\n",
        state.stage.number(),
        state.stage.title(),
        state.status()
    );
    if !state.settings.people.is_empty() {
        let people: Vec<&str> = state
            .settings
            .people
            .iter()
            .map(|one| one.value.as_str())
            .collect();
        out.push_str(&format!("  people: {}\n", people.join(", ")));
    }
    out.push_str("  tasks\n");
    for task in &state.tasks {
        out.push_str(&format!("    - {task}\n"));
    }
    out.push_str("  evidence\n");
    for proof in &state.proofs {
        let mark = if proof.met { "✓" } else { "✗" };
        out.push_str(&format!("    {mark} {}: {}\n", proof.text, proof.found));
    }
    match &state.decision {
        Some(one) => {
            let note = if one.note.is_empty() {
                String::new()
            } else {
                format!(": {}", one.note)
            };
            let (outcome, by, on) = (one.outcome.name(), &one.by, one.on);
            out.push_str(&format!("  decision: {outcome} by {by}, {on}{note}\n"));
        }
        None => {
            let stage = state.stage;
            out.push_str(&format!(
                "  decide it with `attain stages decide {stage} --by NAME`\n"
            ));
        }
    }
    out
}
