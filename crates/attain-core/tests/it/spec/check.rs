//! `table check`: all diagnostics of the scales and KPIs of a section. Columns `severity`, `code`,
//! `line`, `at` (the text that is marked), `message`, `help`; every row is computed. A model with
//! nothing to say gives one row, with `-` in every cell.

use super::page::{Case, Table};
use attain_core::attainment::parse_rule;
use attain_core::diag::render::Sources;
use attain_core::diag::{Diagnostic, Diagnostics, sort};
use attain_core::scale::{check_all, parse_scales};
use attain_core::text::{self, Document};

pub(super) fn run(case: &Case<'_>) -> Result<Table, String> {
    let document = Document::new("model", case.model());
    let found = diagnostics(&document);
    let mut sources = Sources::new();
    sources.insert(document.file.clone(), document.text.clone());
    let headers = &case.table.headers;
    let mut rows = Vec::new();
    for diagnostic in &found {
        let row = headers
            .iter()
            .map(|header| cell(header, diagnostic, &sources));
        rows.push(row.collect::<Result<_, _>>()?);
    }
    if rows.is_empty() {
        rows.push(headers.iter().map(|_| "-".to_owned()).collect());
    }
    Ok(Table {
        headers: headers.clone(),
        rows,
    })
}

fn diagnostics(document: &Document) -> Vec<Diagnostic> {
    let diagnostics = Diagnostics::new();
    let root = document.parse(&diagnostics);
    let root = text::Table::root(document, &root, &diagnostics);
    diagnostics.extend(check_all(&parse_scales(&root)));
    for (_, table) in root.named_tables("kpi") {
        let _ = parse_rule(&table);
        table.finish(&[]);
    }
    root.finish(&[]);
    let mut found = diagnostics.into_sorted();
    sort(&mut found);
    found
}

fn cell(header: &str, diagnostic: &Diagnostic, sources: &Sources) -> Result<String, String> {
    let span = diagnostic.labels.first().map(|label| &label.span);
    Ok(match header {
        "severity" => diagnostic.severity.name().to_owned(),
        "code" => diagnostic.code.to_string(),
        "line" => span
            .and_then(|span| sources.position(span))
            .map_or_else(String::new, |position| position.line.to_string()),
        "at" => span
            .and_then(|span| {
                sources
                    .get(&span.file)?
                    .get(span.range.start..span.range.end)
            })
            .map_or_else(String::new, str::to_owned),
        "message" => diagnostic.message.clone(),
        "help" => diagnostic.help.clone().unwrap_or_default(),
        _ => return Err(format!("unknown column `{header}`")),
    })
}
