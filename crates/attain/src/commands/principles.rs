//! `attain principles`: how well the system keeps to them.

use crate::cli::{Principles, TextFormat};
use crate::failure::Failure;
use crate::output::table;
use crate::session::open_workspace;
use attain_app::method;
use attain_core::diag::Diagnostic;
use attain_core::num::{Decimal, plain};
use attain_core::principle::{Health, health};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &Principles, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let workspace = open_workspace(workspace)?;
    let sources = workspace.sources();
    // A model with errors of its principles only can still be looked at.
    let Some(model) = &workspace.model else {
        let diagnostics = workspace.diagnostics;
        return Err(Failure::Refused(diagnostics, sources));
    };
    let mut health = health(model);
    if let Some(wanted) = &arguments.position {
        health
            .positions
            .retain(|one| one.position.as_str() == wanted);
        if health.positions.is_empty() {
            return Err(Failure::Usage(format!(
                "no scorecard holds for the position `{wanted}`"
            )));
        }
    }
    match arguments.format {
        TextFormat::Json => println!("{}", method::health(&health, &sources)),
        TextFormat::Text if arguments.position.is_some() => print!("{}", positions(&health)),
        TextFormat::Text => print!("{}", text(&health)),
    }
    Ok(super::code(false))
}

fn score(score: Option<Decimal>) -> String {
    score.map_or_else(|| "–".to_owned(), plain)
}

fn text(health: &Health) -> String {
    let rows: Vec<Vec<String>> = health
        .principles
        .iter()
        .map(|one| {
            let shown = if one.off {
                "off".to_owned()
            } else {
                score(one.score)
            };
            let kept = match one.checked {
                0 => "nothing to look at".to_owned(),
                checked => format!("{} of {checked}", one.kept),
            };
            vec![one.name.to_owned(), shown, kept, one.title.to_owned()]
        })
        .collect();
    let mut out = format!("health of the system: {} of 100\n\n", score(health.score));
    out.push_str(&table(&["principle", "score", "kept", "asks"], &rows));
    out.push('\n');
    for one in health
        .principles
        .iter()
        .filter(|one| !one.reasons.is_empty())
    {
        out.push_str(&format!("{}\n{}", one.name, reasons(&one.reasons)));
    }
    if !health.positions.is_empty() {
        let rows: Vec<Vec<String>> = health
            .positions
            .iter()
            .map(|one| {
                vec![
                    one.position.to_string(),
                    score(one.score),
                    one.reasons.len().to_string(),
                ]
            })
            .collect();
        out.push('\n');
        out.push_str(&table(&["position", "score", "reasons"], &rows));
    }
    out
}

fn positions(health: &Health) -> String {
    let of = |one: &attain_core::principle::PositionHealth| {
        format!(
            "{}: {} of 100\n{}",
            one.position,
            score(one.score),
            reasons(&one.reasons)
        )
    };
    health.positions.iter().map(of).collect()
}

fn reasons(found: &[Diagnostic]) -> String {
    let mut out = String::new();
    for one in found {
        out.push_str(&format!("  {}\n", one.concise()));
        if let Some(help) = &one.help {
            out.push_str(&format!("    {help}\n"));
        }
    }
    out
}
