//! What commands print.

use crate::cli::TableFormat;
use attain_app::insight::Report;
use attain_core::diag::render::{Sources, text};
use attain_core::diag::{Diagnostic, Severity};
use attain_core::text::csv_line;
use serde_json::{Value, json};

/// Prints diagnostics to standard error, and how many there are.
pub(crate) fn report(diagnostics: &[Diagnostic], sources: &Sources) {
    for diagnostic in diagnostics {
        eprintln!("{}", text(diagnostic, sources));
    }
    if !diagnostics.is_empty() {
        eprintln!("{}", summary(diagnostics));
    }
}

/// `2 errors, 1 warning`.
pub(crate) fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity: Severity, word: &str| {
        let number = diagnostics
            .iter()
            .filter(|one| one.severity == severity)
            .count();
        match number {
            0 => None,
            1 => Some(format!("1 {word}")),
            many => Some(format!("{many} {word}s")),
        }
    };
    let parts: Vec<String> = [
        count(Severity::Error, "error"),
        count(Severity::Warning, "warning"),
        count(Severity::Note, "note"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        "no errors".to_owned()
    } else {
        parts.join(", ")
    }
}

/// A table with aligned columns; numbers to the right.
pub(crate) fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(String::as_str);
        let header = header.get(column).copied().into_iter();
        header
            .chain(cells)
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let numeric = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).all(|cell| {
            cell.chars()
                .all(|c| c.is_ascii_digit() || " .,-%–".contains(c))
        })
    };
    let columns: Vec<(usize, bool)> = (0..header.len())
        .map(|column| (width(column), numeric(column)))
        .collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut out = String::new();
        for (cell, (width, right)) in cells.zip(&columns) {
            let padded = if *right {
                format!("{cell:>width$}")
            } else {
                format!("{cell:<width$}")
            };
            out.push_str(&padded);
            out.push_str("  ");
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    };
    let mut out = line(&mut header.iter().copied());
    let rule: Vec<String> = columns
        .iter()
        .map(|(width, _)| "─".repeat(*width))
        .collect();
    out.push_str(&line(&mut rule.iter().map(String::as_str)));
    for row in rows {
        out.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    out
}

/// A table in the form that was asked for.
pub(crate) fn listed(header: &[&str], rows: &[Vec<String>], format: TableFormat) -> String {
    match format {
        TableFormat::Text if rows.is_empty() => String::new(),
        TableFormat::Text => table(header, rows),
        TableFormat::Csv => csv_line(header) + &rows.iter().map(csv_line).collect::<String>(),
        TableFormat::Json => {
            let values = rows.iter().map(|row| {
                let fields = header.iter().zip(row);
                let fields = fields.map(|(name, cell)| ((*name).to_owned(), json!(cell)));
                Value::Object(fields.collect())
            });
            format!("{:#}\n", Value::from_iter(values))
        }
    }
}

/// Prints an insight: the table on standard output; as text, what must be said about it too.
pub(crate) fn print_report(report: &Report, format: TableFormat) {
    match format {
        TableFormat::Csv => print!("{}", report.csv()),
        TableFormat::Json => println!("{:#}", report.json()),
        TableFormat::Text => {
            print!(
                "{}\n\n{}",
                report.title,
                table(&report.columns, &report.shown())
            );
            if !report.notes.is_empty() {
                println!();
            }
            for note in &report.notes {
                println!("{note}");
            }
        }
    }
}
