//! `attain try measure`: what a measure gives over the imported facts.

use super::import::dataset;
use crate::cli::TryMeasure;
use crate::failure::Failure;
use crate::session::Session;
use attain_app::FactSource;
use attain_app::access::UseCase;
use attain_core::dataset::Dataset;
use attain_core::diag::render::Sources;
use attain_core::diag::{Diagnostic, Spanned};
use attain_core::facts::{FactQuery, Group, MeasureQuery};
use attain_core::measure::{Condition, Measure, evaluate, parse_conditions, parse_measure};
use attain_core::text::Document;
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(
    arguments: &TryMeasure,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let dataset = dataset(&session, &arguments.dataset)?;
    let period = session.period(&arguments.period)?;
    let (measure, conditions) = parse(arguments, dataset)?;
    let query = FactQuery {
        credited_by: None,
        known: Default::default(),
        dataset: dataset.id.clone(),
        from: period.from,
        to: period.to,
        credits: Vec::new(),
        everything: Some(Group(0)),
        measures: vec![MeasureQuery {
            conditions,
            aggregates: measure.aggregates.clone(),
            dates: false,
        }],
    };
    session.everybody(UseCase::FactRead).await?;
    let engine = session.engine(2).await?;
    let answer = engine
        .scan(&query)
        .await
        .map_err(|error| Failure::program("the facts could not be read", error))?;
    let cell = answer
        .cells
        .get(&(Group(0), 0))
        .cloned()
        .unwrap_or_default();
    match evaluate(&measure, &cell.values) {
        Some(value) => println!("{value}"),
        None => println!("missing"),
    }
    eprintln!("{} rows of `{}` qualify in {period}", cell.rows, dataset.id);
    Ok(super::code(false))
}

fn parse(arguments: &TryMeasure, dataset: &Dataset) -> Result<(Measure, Vec<Condition>), Failure> {
    let mut sources = Sources::new();
    let mut problems: Vec<Diagnostic> = Vec::new();
    let mut text = |name: &str, text: &str| {
        let document = Document::new(name, text);
        sources.insert(document.file.clone(), document.text.clone());
        let span = document.span(0..text.len());
        Spanned {
            value: text.to_owned(),
            span,
        }
    };
    let measure = text("the measure", &arguments.measure);
    let measure = parse_measure(&measure, &measure.span, dataset);
    let mut conditions = Vec::new();
    for (index, condition) in arguments.conditions.iter().enumerate() {
        let condition = text(&format!("condition {}", index.saturating_add(1)), condition);
        match parse_conditions(&condition, &condition.span, dataset) {
            Ok(found) => conditions.extend(found),
            Err(found) => problems.extend(found),
        }
    }
    match measure {
        Ok(measure) if problems.is_empty() => Ok((measure, conditions)),
        Ok(_) => Err(Failure::Refused(problems, sources)),
        Err(mut found) => {
            found.extend(problems);
            Err(Failure::Refused(found, sources))
        }
    }
}
