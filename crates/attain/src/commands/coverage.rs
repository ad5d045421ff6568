//! `attain coverage`: what has no owner, no KPI or nobody responsible.

use crate::cli::{Coverage, TableFormat};
use crate::failure::Failure;
use crate::output::table;
use crate::session::open_workspace;
use attain_app::method;
use attain_core::process::{self, coverage};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &Coverage, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let workspace = open_workspace(workspace)?;
    let sources = workspace.sources();
    let model = workspace
        .checked()
        .map_err(|error| Failure::from_app(error, &sources))?;
    let coverage = coverage(model);
    match arguments.format {
        TableFormat::Json => println!("{}", method::coverage(&coverage)),
        TableFormat::Csv => print!("{}", method::raci_csv(&coverage)),
        TableFormat::Text => print!("{}", text(&coverage)),
    }
    Ok(super::code(false))
}

fn text(coverage: &process::Coverage) -> String {
    let mut out = String::new();
    let names = |items: &[String]| items.join(", ");
    let uncontrolled: Vec<String> = coverage
        .uncontrolled
        .iter()
        .map(|one| format!("{} by {}", one.position, one.kpi))
        .collect();
    let nobody: Vec<String> = coverage
        .without_responsible
        .iter()
        .map(|(process, task)| format!("{task} ({process})"))
        .collect();
    let rows: Vec<Vec<String>> = [
        ("processes without owner", strings(&coverage.without_owner)),
        ("processes without KPI", strings(&coverage.without_kpi)),
        (
            "responsibilities without KPI",
            strings(&coverage.unmeasured),
        ),
        (
            "KPIs without responsibility",
            strings(&coverage.without_responsibility),
        ),
        ("measured on what they do not control", uncontrolled),
        ("tasks that nobody does", nobody),
    ]
    .into_iter()
    .map(|(what, found)| vec![what.to_owned(), found.len().to_string(), names(&found)])
    .collect();
    out.push_str(&table(&["gap", "count", "which"], &rows));
    if coverage.rows.is_empty() {
        out.push_str("\nno processes: draw them in model/processes/, or add [process.NAME]\n");
        return out;
    }
    out.push_str("\nR does it, A answers for it, C is asked before, I is told after\n\n");
    out.push_str(&matrix(coverage));
    out
}

fn strings<T: ToString>(items: &[T]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

fn matrix(coverage: &process::Coverage) -> String {
    let mut header = vec!["process", "KPIs"];
    header.extend(coverage.positions.iter().map(|position| position.as_str()));
    let rows: Vec<Vec<String>> = coverage
        .rows
        .iter()
        .zip(&coverage.kpis)
        .map(|(row, kpis)| {
            let title = match &row.task {
                None => row.title.clone(),
                Some(_) => format!("  {}", row.title),
            };
            let mut cells = vec![title, strings(kpis).join(" ")];
            cells.extend(
                coverage
                    .positions
                    .iter()
                    .map(|position| row.letters(position)),
            );
            cells
        })
        .collect();
    table(&header, &rows)
}
