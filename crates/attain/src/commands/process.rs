//! `attain process`: list, draw and change business processes.

use crate::cli::{Process, ProcessSvg};
use crate::failure::Failure;
use crate::output::table;
use crate::session::{Session, open_workspace};
use attain_app::access::{UseCase, limit};
use attain_app::{Workspace, papers};
use attain_core::diag::closest;
use attain_core::id::ProcessId;
use attain_core::model::Model;
use attain_core::process::edit::{Edit, apply};
use attain_core::process::{self, Pin, coverage, svg};
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(command: &Process, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    match command {
        Process::List => list(workspace),
        Process::Svg(arguments) => draw(arguments, workspace).await,
        Process::SetOwner(given) => change(workspace, &given.process, |process| {
            let (_, id) = drawn(process)?;
            Ok(Edit::Own {
                process: id.clone(),
                position: given.position.clone(),
            })
        }),
        Process::SetPerformer(given) => change(workspace, &given.process, |process| {
            Ok(Edit::Perform {
                task: task(process, &given.task)?,
                position: given.position.clone(),
            })
        }),
        Process::SetLane(given) => change(workspace, &given.process, |process| {
            Ok(Edit::Move {
                node: task(process, &given.task)?,
                lane: given.lane.clone(),
            })
        }),
        Process::Rename(given) => change(workspace, &given.process, |process| {
            Ok(Edit::Rename {
                element: task(process, &given.task)?,
                name: given.name.clone(),
            })
        }),
    }
}

fn list(workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let workspace = open_workspace(workspace)?;
    let model = model_of(&workspace)?;
    let coverage = coverage(model);
    let rows: Vec<Vec<String>> = model
        .processes
        .values()
        .map(|process| {
            let mut kpis: Vec<String> = coverage
                .rows
                .iter()
                .zip(&coverage.kpis)
                .filter(|(row, _)| row.process == process.id)
                .flat_map(|(_, kpis)| kpis.iter().map(ToString::to_string))
                .collect();
            kpis.dedup();
            let file = process.diagram.as_ref();
            vec![
                process.id.to_string(),
                process.title.clone(),
                process
                    .owner
                    .as_ref()
                    .map_or_else(|| "–".to_owned(), |one| one.value.to_string()),
                process.tasks.len().to_string(),
                kpis.join(" "),
                file.map_or_else(String::new, |(diagram, _)| diagram.file.to_string()),
            ]
        })
        .collect();
    print!(
        "{}",
        table(
            &["process", "title", "owner", "tasks", "KPIs", "diagram"],
            &rows
        )
    );
    Ok(super::code(false))
}

/// The model, even if it has errors elsewhere: a diagram may be what is to be put right.
fn model_of(workspace: &Workspace) -> Result<&Model, Failure> {
    workspace
        .model
        .as_ref()
        .ok_or_else(|| Failure::Refused(workspace.diagnostics.clone(), workspace.sources()))
}

fn find<'a>(model: &'a Model, name: &str) -> Result<&'a process::Process, Failure> {
    model.processes.get(&ProcessId::from(name)).ok_or_else(|| {
        let known = model.processes.keys().map(ProcessId::as_str);
        let close = closest(name, known);
        let help = close.map_or_else(
            || "`attain process list` names them".to_owned(),
            |close| format!("did you mean `{close}`?"),
        );
        Failure::Usage(format!("there is no process `{name}`; {help}"))
    })
}

async fn draw(arguments: &ProcessSvg, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let drawing = match &arguments.period {
        None => {
            let workspace = open_workspace(workspace)?;
            let model = model_of(&workspace)?;
            let process = find(model, &arguments.name)?;
            svg(process, &Pin::of(model, process, None))
        }
        Some(period) => {
            let session = Session::open(workspace).await?;
            let model = session.model()?;
            let process = find(model, &arguments.name)?;
            let engine = session.engine(2).await?;
            let mut run = super::run::computed(&session, &engine, period).await?;
            let scope = session.scope(UseCase::ResultRead, &run).await?;
            limit(&mut run.calculation, &scope);
            svg(process, &Pin::of(model, process, Some(&run.calculation)))
        }
    };
    match &arguments.out {
        None => print!("{drawing}"),
        Some(file) => {
            std::fs::write(file, drawing).map_err(|error| {
                Failure::program(format!("cannot write `{}`", file.display()), error)
            })?;
            eprintln!("wrote {}", file.display());
        }
    }
    Ok(super::code(false))
}

fn drawn(
    process: &process::Process,
) -> Result<&(std::sync::Arc<process::Diagram>, String), Failure> {
    process.diagram.as_ref().ok_or_else(|| {
        Failure::Usage(format!(
            "process `{}` has no diagram; write `[process.{0}]` in the model",
            process.id
        ))
    })
}

fn task(process: &process::Process, name: &str) -> Result<String, Failure> {
    let _ = drawn(process)?;
    match process.task(name) {
        Ok(task) => Ok(task.id.clone()),
        Err(0) => {
            let known = process.tasks.iter().map(|task| task.name.as_str());
            let help = closest(name, known)
                .map_or_else(String::new, |close| format!("; did you mean `{close}`?"));
            Err(Failure::Usage(format!(
                "process `{}` has no task `{name}`{help}",
                process.id
            )))
        }
        Err(count) => Err(Failure::Usage(format!(
            "process `{}` has {count} tasks of the name `{name}`; write an id",
            process.id
        ))),
    }
}

fn change(
    workspace: Option<&Path>,
    name: &str,
    edit: impl FnOnce(&process::Process) -> Result<Edit, Failure>,
) -> Result<ExitCode, Failure> {
    let workspace = open_workspace(workspace)?;
    let model = model_of(&workspace)?;
    let process = find(model, name)?;
    let edit = edit(process)?;
    known_position(model, &edit)?;
    let (diagram, _) = drawn(process)?;
    let document = workspace
        .documents
        .iter()
        .find(|document| document.file == diagram.file);
    let Some(document) = document else {
        return Err(Failure::Usage(format!("`{}` is gone", diagram.file)));
    };
    let after = apply(document, &edit)
        .map_err(|problem| Failure::Refused(vec![problem], workspace.sources()))?;
    let path = workspace.root.join(&*diagram.file);
    papers::put(&path, &after).map_err(|error| Failure::from_app(error, &workspace.sources()))?;
    eprintln!("changed {}", diagram.file);
    Ok(super::code(false))
}

fn known_position(model: &Model, edit: &Edit) -> Result<(), Failure> {
    let (Edit::Own { position, .. } | Edit::Perform { position, .. }) = edit else {
        return Ok(());
    };
    let known = || {
        model
            .positions
            .keys()
            .map(attain_core::id::PositionId::as_str)
    };
    if model.company.people.is_some() || known().any(|one| one == position) {
        return Ok(());
    }
    let help = closest(position, known())
        .map_or_else(String::new, |close| format!("; did you mean `{close}`?"));
    Err(Failure::Usage(format!(
        "there is no position `{position}`{help}"
    )))
}
