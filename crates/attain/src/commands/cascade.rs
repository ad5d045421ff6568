//! `attain cascade`: the target of a whole split over its parts.

use crate::cli::{Cascade, CascadeFormat};
use crate::failure::Failure;
use crate::output::table;
use crate::session::Session;
use attain_app::access::UseCase;
use attain_app::cascade::cascaded;
use attain_core::cascade::{Cascade as Rule, Split};
use attain_core::model::TargetScope;
use attain_core::num::plain;
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(
    arguments: &Cascade,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let model = session.model()?;
    let Some(cascade) = model.cascades.get(&arguments.name) else {
        let known: Vec<&str> = model.cascades.keys().map(String::as_str).collect();
        return Err(Failure::Usage(format!(
            "there is no cascade `{}`; the model has: {}",
            arguments.name,
            known.join(", ")
        )));
    };
    session.everybody(UseCase::TargetRead).await?;
    let period = session.period(&arguments.period)?;
    let engine = session.engine(2).await?;
    let split = cascaded(model, &engine, cascade, period)
        .await
        .map_err(|error| Failure::from_app(error, &session.sources))?;
    match arguments.format {
        CascadeFormat::Text => print!("{}", text(cascade, &split, &period.to_string())),
        CascadeFormat::Csv => print!("{}", csv(cascade, &split, &period.to_string())),
    }
    Ok(super::code(!split.difference.is_zero()))
}

fn text(cascade: &Rule, split: &Split, period: &str) -> String {
    let mut rows: Vec<Vec<String>> = cascade
        .parts
        .iter()
        .zip(&split.parts)
        .map(|(part, share)| vec![part.name(), plain(share.basis), plain(share.target)])
        .collect();
    rows.push(vec![
        "sum of the parts".to_owned(),
        String::new(),
        plain(split.sum),
    ]);
    rows.push(vec![
        "the whole".to_owned(),
        String::new(),
        plain(split.whole),
    ]);
    rows.push(vec![
        "difference".to_owned(),
        String::new(),
        plain(split.difference),
    ]);
    let title = format!(
        "{} {period}: `{}` split over `{}` by {}\n\n",
        cascade.id,
        cascade.whole.value,
        cascade.part.value,
        cascade.method.name()
    );
    title + &table(&["part", cascade.method.name(), "target"], &rows)
}

/// Lines for `data/targets.csv`.
fn csv(cascade: &Rule, split: &Split, period: &str) -> String {
    let mut out = String::from("kpi,person,position,unit,period,target\n");
    for (part, share) in cascade.parts.iter().zip(&split.parts) {
        let (person, position, unit) = match &part.scope {
            TargetScope::Person(id) => (id.as_str(), "", ""),
            TargetScope::Position(id) => ("", id.as_str(), ""),
            TargetScope::Unit(id) => ("", "", id.as_str()),
            TargetScope::Everyone => ("", "", ""),
        };
        let target = plain(share.target);
        out.push_str(&format!(
            "{},{person},{position},{unit},{period},{target}\n",
            cascade.part.value
        ));
    }
    out
}
