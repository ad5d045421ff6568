//! `attain documents`: what people sign, written from the model.

use crate::cli::{DocumentFormat, Documents};
use crate::failure::Failure;
use crate::output::table;
use crate::session::Session;
use attain_app::access::{Scope, UseCase};
use attain_app::method;
use attain_app::papers::{self, PaperState, fetch, states};
use attain_app::run::organisation;
use attain_core::diag::closest;
use attain_core::document::Paper;
use attain_core::period::PeriodKind;
use attain_store::Ctx;
use jiff::civil::Date;
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(
    arguments: &Documents,
    workspace: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    if arguments.write {
        return write(&session).await;
    }
    let ctx = session.allowed(UseCase::ModelRead).await?;
    let (papers, _) = visible(&session, UseCase::ModelRead, &ctx).await?;
    match &arguments.document {
        Some(name) => print!("{}", rendered(named(&papers, name)?, arguments.format)),
        None => {
            let states = states(&session.workspace.root, &session.store, &papers)
                .await
                .map_err(|error| session.failure(error))?;
            match arguments.format {
                DocumentFormat::Text if arguments.missing => {
                    print!("{}", missing(&papers, &states))
                }
                DocumentFormat::Json => println!("{}", method::documents(&papers, &states)),
                _ => print!("{}", overview(&papers, &states)),
            }
        }
    }
    Ok(super::code(false))
}

/// The day of a stamp.
pub(super) fn day(ctx: &Ctx) -> Date {
    jiff::tz::Offset::UTC.to_datetime(ctx.now).date()
}

/// The documents that the caller sees: those for everybody, and the memos in his scope.
pub(super) async fn visible(
    session: &Session,
    use_case: UseCase,
    ctx: &Ctx,
) -> Result<(Vec<Paper>, Scope), Failure> {
    let model = session.model()?;
    let engine = session.engine(2).await?;
    let failed = |error| session.failure(error);
    let organisation = organisation(model, &engine).await.map_err(failed)?;
    let today = day(ctx);
    let period = model.company.calendar.containing(PeriodKind::Month, today);
    let Some(period) = period else {
        return Err(Failure::Usage(
            "the calendar does not hold today".to_owned(),
        ));
    };
    let caller = session.caller().await?.in_organisation(&organisation);
    let scope = caller
        .scope(use_case, &organisation, period)
        .map_err(failed)?;
    let mut papers = fetch(model, &engine, today).await.map_err(failed)?;
    papers.retain(|paper| match &paper.person {
        Some(person) => scope.sees(person),
        None => true,
    });
    Ok((papers, scope))
}

/// A document by its name.
pub(super) fn named<'a>(papers: &'a [Paper], name: &str) -> Result<&'a Paper, Failure> {
    papers.iter().find(|paper| paper.id == name).ok_or_else(|| {
        let known = papers.iter().map(|paper| paper.id.as_str());
        let help = closest(name, known).map_or_else(
            || "`attain documents` lists them".to_owned(),
            |close| format!("did you mean `{close}`?"),
        );
        Failure::Usage(format!("there is no document `{name}`; {help}"))
    })
}

fn rendered(paper: &Paper, format: DocumentFormat) -> String {
    match format {
        DocumentFormat::Text => paper.text(),
        DocumentFormat::Markdown => paper.markdown(),
        DocumentFormat::Html => paper.html(),
        DocumentFormat::Json => format!("{}\n", method::paper(paper)),
    }
}

async fn write(session: &Session) -> Result<ExitCode, Failure> {
    let ctx = session.allowed(UseCase::ModelPublish).await?;
    let (papers, _) = visible(session, UseCase::ModelPublish, &ctx).await?;
    let written =
        papers::write(&session.workspace, &papers, &ctx).map_err(|error| session.failure(error))?;
    for name in &written {
        println!("{}/{name}.md", papers::FOLDER);
    }
    eprintln!(
        "wrote {} documents as Markdown, text and HTML; {} are as they were",
        written.len(),
        papers.len().saturating_sub(written.len())
    );
    Ok(super::code(false))
}

/// A reminder for each person who has not acknowledged his memo.
fn missing(papers: &[Paper], states: &[PaperState]) -> String {
    let mut out = String::new();
    for (paper, state) in papers.iter().zip(states) {
        let Some(person) = paper
            .person
            .as_ref()
            .filter(|_| state.acknowledged.is_none())
        else {
            continue;
        };
        let why = match (state.written, state.outdated) {
            (false, _) => "is not written yet: run `attain documents --write`",
            (true, true) => "has changed since you acknowledged it; please read it again",
            (true, false) => "waits for you; please read it",
        };
        let (folder, id) = (papers::FOLDER, &paper.id);
        out.push_str(&format!("{person}: {folder}/{id}.html {why}\n"));
    }
    if out.is_empty() {
        out.push_str("everybody has acknowledged\n");
    }
    out
}

fn overview(papers: &[Paper], states: &[PaperState]) -> String {
    let rows: Vec<Vec<String>> = papers
        .iter()
        .zip(states)
        .map(|(paper, state)| {
            let acknowledged = match (&paper.person, &state.acknowledged) {
                (None, _) => String::new(),
                (Some(_), Some((at, by))) => {
                    let day: String = at.chars().take(10).collect();
                    format!("{day} by {by}")
                }
                (Some(_), None) if state.outdated => "an earlier version".to_owned(),
                (Some(_), None) => "missing".to_owned(),
            };
            vec![
                paper.id.clone(),
                paper.title.clone(),
                state.version.chars().take(12).collect(),
                if state.written { "yes" } else { "no" }.to_owned(),
                acknowledged,
            ]
        })
        .collect();
    table(
        &["document", "title", "version", "written", "acknowledged"],
        &rows,
    )
}
