//! Documents as Markdown, text and HTML.

use super::{Block, Paper};
use std::fmt::Write as _;

/// Letters in a line of text.
const WIDTH: usize = 80;

pub(super) fn markdown(paper: &Paper) -> String {
    let mut out = format!("# {}\n", paper.title);
    for block in &paper.blocks {
        out.push('\n');
        match block {
            Block::Heading(level, text) => {
                let _ = writeln!(out, "{} {text}", "#".repeat(usize::from(*level)));
            }
            Block::Paragraph(text) => {
                let _ = writeln!(out, "{text}");
            }
            Block::List(items) => {
                for item in items {
                    let _ = writeln!(out, "- {item}");
                }
            }
            Block::Table { header, rows } => {
                let row = |cells: &[String]| {
                    let cells: Vec<String> =
                        cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
                    format!("| {} |\n", cells.join(" | "))
                };
                out.push_str(&row(header));
                let _ = writeln!(out, "|{}", "---|".repeat(header.len()));
                for cells in rows {
                    out.push_str(&row(cells));
                }
            }
        }
    }
    out
}

pub(super) fn text(paper: &Paper) -> String {
    let mut out = format!(
        "{}\n{}\n",
        paper.title,
        "=".repeat(paper.title.chars().count())
    );
    for block in &paper.blocks {
        out.push('\n');
        match block {
            Block::Heading(_, text) => {
                let _ = writeln!(out, "{text}\n{}", "-".repeat(text.chars().count()));
            }
            Block::Paragraph(text) => out.push_str(&wrapped(&bare(text), "")),
            Block::List(items) => {
                for item in items {
                    out.push_str(&wrapped(&bare(item), "  "));
                }
            }
            Block::Table { header, rows } => out.push_str(&aligned(header, rows)),
        }
    }
    out
}

/// Text without the marks of Markdown.
fn bare(text: &str) -> String {
    text.replace('`', "")
}

/// Words in lines; the first one of a list begins with a dash.
fn wrapped(text: &str, indent: &str) -> String {
    let mut out = String::new();
    let mut line = if indent.is_empty() {
        String::new()
    } else {
        "-".to_owned()
    };
    for word in text.split_whitespace() {
        let length = line.chars().count().saturating_add(word.chars().count());
        if length >= WIDTH && !line.is_empty() {
            out.push_str(&line);
            out.push('\n');
            line = indent.trim_end_matches(' ').to_owned();
            line.push_str(indent);
            line.push_str(word);
            continue;
        }
        if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
        line.push_str(word);
    }
    out.push_str(&line);
    out.push('\n');
    out
}

fn aligned(header: &[String], rows: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..header.len())
        .map(|column| {
            let cells = std::iter::once(header).chain(rows.iter().map(Vec::as_slice));
            let lengths = cells
                .filter_map(|row| row.get(column))
                .map(|cell| bare(cell).chars().count());
            lengths.max().unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    let mut line = |cells: &[String]| {
        let mut row = String::new();
        for (cell, width) in cells.iter().zip(&widths) {
            let cell = bare(cell);
            let _ = write!(row, "{cell:<width$}  ");
        }
        out.push_str(row.trim_end());
        out.push('\n');
    };
    line(header);
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    line(&rule);
    for row in rows {
        line(row);
    }
    out
}

/// How it looks on a screen and on paper.
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;\
color:#111}table{border-collapse:collapse;margin:1rem 0;font-size:.9rem}th,td{border:1px solid #999;\
padding:.25rem .5rem;text-align:left;vertical-align:top}th{background:#eee}code{font-size:.9em}\
@media print{body{margin:0;max-width:none;font-size:11pt}h2{break-after:avoid}tr{break-inside:avoid}}";

pub(super) fn html(paper: &Paper) -> String {
    let title = escaped(&paper.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    for block in &paper.blocks {
        match block {
            Block::Heading(level, text) => {
                let level = (*level).clamp(2, 6);
                let _ = writeln!(out, "<h{level}>{}</h{level}>", inline(text));
            }
            Block::Paragraph(text) => {
                let _ = writeln!(out, "<p>{}</p>", inline(text));
            }
            Block::List(items) => {
                out.push_str("<ul>\n");
                for item in items {
                    let _ = writeln!(out, "<li>{}</li>", inline(item));
                }
                out.push_str("</ul>\n");
            }
            Block::Table { header, rows } => {
                let row = |cells: &[String], tag: &str| {
                    let cells: String = cells
                        .iter()
                        .map(|cell| format!("<{tag}>{}</{tag}>", inline(cell)))
                        .collect();
                    format!("<tr>{cells}</tr>\n")
                };
                let body: String = rows.iter().map(|cells| row(cells, "td")).collect();
                let _ = write!(
                    out,
                    "<table>\n<thead>\n{}</thead>\n<tbody>\n{body}</tbody>\n</table>\n",
                    row(header, "th")
                );
            }
        }
    }
    out.push_str("</body>\n</html>\n");
    out
}

/// Text with `code` as code.
fn inline(text: &str) -> String {
    let pieces: Vec<&str> = text.split('`').collect();
    let mut out = String::new();
    let pairs = pieces.len().is_multiple_of(2);
    for (index, piece) in pieces.iter().enumerate() {
        let is_code = !index.is_multiple_of(2) && !pairs;
        let piece = escaped(piece);
        match is_code {
            true => {
                let _ = write!(out, "<code>{piece}</code>");
            }
            false => out.push_str(&piece),
        }
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
