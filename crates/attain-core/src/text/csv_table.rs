//! Tables of the model that people keep as CSV: people, units, targets. Every cell has its place.

use super::{Document, parse_date};
use crate::diag::{Diagnostic, Diagnostics, Span, Spanned, closest};
use crate::num::{Decimal, parse_number};
use crate::rules;
use csv_core::{ReadFieldResult, Reader};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A CSV file with a header: comma or semicolon between fields, quotes as in RFC 4180.
#[derive(Debug)]
pub struct CsvTable<'a> {
    diagnostics: &'a Diagnostics,
    rows: Vec<CsvRow<'a>>,
}

/// One record.
#[derive(Debug)]
pub struct CsvRow<'a> {
    diagnostics: &'a Diagnostics,
    cells: BTreeMap<String, Spanned<String>>,
    /// The place of the whole record.
    pub span: Span,
    /// Its line in the file; the header is line 1.
    pub line: usize,
}

/// The columns that a table takes.
#[derive(Debug, Clone, Copy)]
pub struct CsvColumns<'a> {
    /// These must be in the header.
    pub required: &'a [&'a str],
    /// These may be.
    pub optional: &'a [&'a str],
}

impl<'a> CsvTable<'a> {
    /// Reads a document. Unknown, repeated and missing columns, and records with too many or too
    /// few fields, are reported.
    #[must_use]
    pub fn read(
        document: &'a Document,
        columns: CsvColumns<'_>,
        diagnostics: &'a Diagnostics,
    ) -> Self {
        let mut records = split(document).into_iter();
        let Some(header) = records.next() else {
            diagnostics.push(
                Diagnostic::error(rules::SYNTAX, "the file is empty; expected a header line")
                    .at(&document.span(0..0), "")
                    .with_help(format!("start with `{}`", columns.required.join(","))),
            );
            return Self {
                diagnostics,
                rows: Vec::new(),
            };
        };
        check_header(document, &header, columns, diagnostics);
        let rows = records
            .filter(|record| record.iter().any(|cell| !cell.value.is_empty()))
            .filter_map(|record| row(document, &header, record, diagnostics))
            .collect();
        Self { diagnostics, rows }
    }

    /// The records, without empty lines.
    #[must_use]
    pub fn rows(&self) -> &[CsvRow<'a>] {
        &self.rows
    }

    /// Where problems are reported.
    #[must_use]
    pub fn diagnostics(&self) -> &'a Diagnostics {
        self.diagnostics
    }
}

impl CsvRow<'_> {
    /// A cell that is not empty.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<Spanned<String>> {
        self.cells
            .get(column)
            .filter(|cell| !cell.value.is_empty())
            .cloned()
    }

    /// A cell that must not be empty.
    #[must_use]
    pub fn required_text(&self, column: &str) -> Option<Spanned<String>> {
        let text = self.text(column);
        if text.is_none() && self.cells.contains_key(column) {
            self.diagnostics.push(
                Diagnostic::error(rules::MISSING_FIELD, format!("`{column}` is empty"))
                    .at(&self.place(column), ""),
            );
        }
        text
    }

    /// A cell as an exact number, if it is not empty.
    #[must_use]
    pub fn number(&self, column: &str) -> Option<Spanned<Decimal>> {
        let text = self.text(column)?;
        match parse_number(&text.value) {
            Ok(value) => Some(Spanned {
                value,
                span: text.span,
            }),
            Err(error) => {
                let message = format!("`{column}`: {error}");
                self.diagnostics
                    .push(Diagnostic::error(rules::MALFORMED_NUMBER, message).at(&text.span, ""));
                None
            }
        }
    }

    /// A cell as a date, if it is not empty.
    #[must_use]
    pub fn date(&self, column: &str) -> Option<Spanned<Date>> {
        let text = self.text(column)?;
        let date = parse_date(&text.value);
        if date.is_none() {
            self.diagnostics.push(
                Diagnostic::error(
                    rules::MALFORMED_DATE,
                    format!(
                        "`{column}`: `{}` is not a date; write year-month-day",
                        text.value
                    ),
                )
                .at(&text.span, ""),
            );
        }
        date.map(|value| Spanned {
            value,
            span: text.span,
        })
    }

    /// A cell as a date that must be there.
    #[must_use]
    pub fn required_date(&self, column: &str) -> Option<Spanned<Date>> {
        let _ = self.required_text(column)?;
        self.date(column)
    }

    /// The place of a cell, or of the record.
    #[must_use]
    pub fn place(&self, column: &str) -> Span {
        self.cells
            .get(column)
            .map_or_else(|| self.span.clone(), |cell| cell.span.clone())
    }
}

fn check_header(
    document: &Document,
    header: &[Spanned<String>],
    columns: CsvColumns<'_>,
    diagnostics: &Diagnostics,
) {
    let names: Vec<&str> = header.iter().map(|cell| cell.value.as_str()).collect();
    let known = || columns.required.iter().chain(columns.optional).copied();
    for (index, cell) in header.iter().enumerate() {
        if !known().any(|name| name == cell.value) {
            let diagnostic = Diagnostic::error(
                rules::UNKNOWN_FIELD,
                format!("unknown column `{}`", cell.value),
            )
            .at(&cell.span, "");
            diagnostics.push(
                match closest(&cell.value, known().filter(|n| !names.contains(n))) {
                    Some(close) => diagnostic.with_help(format!("did you mean `{close}`?")),
                    None => diagnostic.with_help(format!(
                        "columns here are: {}",
                        known()
                            .map(|name| format!("`{name}`"))
                            .collect::<Vec<_>>()
                            .join(", ")
                    )),
                },
            );
        } else if names.iter().take(index).any(|name| *name == cell.value) {
            let message = format!("column `{}` stands twice", cell.value);
            diagnostics.push(Diagnostic::error(rules::SYNTAX, message).at(&cell.span, ""));
        }
    }
    let span = header
        .first()
        .map_or_else(|| document.span(0..0), |cell| cell.span.clone());
    for missing in columns.required.iter().filter(|name| !names.contains(name)) {
        let message = format!("column `{missing}` is missing");
        diagnostics.push(Diagnostic::error(rules::MISSING_FIELD, message).at(&span, ""));
    }
}

fn row<'a>(
    document: &Document,
    header: &[Spanned<String>],
    record: Vec<Spanned<String>>,
    diagnostics: &'a Diagnostics,
) -> Option<CsvRow<'a>> {
    let start = record.first()?.span.range.start;
    let end = record.last()?.span.range.end;
    let span = document.span(start..end);
    let line = document
        .text
        .get(..start)?
        .matches('\n')
        .count()
        .saturating_add(1);
    if record.len() != header.len() {
        let message = format!(
            "line {line} has {} fields, the header has {}",
            record.len(),
            header.len()
        );
        diagnostics.push(Diagnostic::error(rules::SYNTAX, message).at(&span, ""));
        return None;
    }
    let cells = header
        .iter()
        .map(|name| name.value.clone())
        .zip(record)
        .collect();
    Some(CsvRow {
        diagnostics,
        cells,
        span,
        line,
    })
}

/// All records of a text, cells trimmed, with the place of each.
fn split(document: &Document) -> Vec<Vec<Spanned<String>>> {
    let text = document
        .text
        .strip_prefix('\u{feff}')
        .unwrap_or(&document.text);
    let offset = document.text.len().saturating_sub(text.len());
    let first = text.lines().next().unwrap_or("");
    let semicolon = first.matches(';').count() > first.matches(',').count();
    let mut reader = csv_core::ReaderBuilder::new()
        .delimiter(if semicolon { b';' } else { b',' })
        .build();
    let mut records = Vec::new();
    let mut record = Vec::new();
    let mut position = 0usize;
    loop {
        let field = read_field(&mut reader, text, position);
        if let Some((content, after)) = field.content {
            let span = cell_span(document, text, offset, position, after);
            record.push(Spanned {
                value: content.trim().to_owned(),
                span,
            });
        }
        position = field.position;
        if field.record_end && !record.is_empty() {
            records.push(std::mem::take(&mut record));
        }
        if field.end {
            return records;
        }
    }
}

/// One step of the reader.
struct Field {
    content: Option<(String, usize)>,
    position: usize,
    record_end: bool,
    end: bool,
}

fn read_field(reader: &mut Reader, text: &str, start: usize) -> Field {
    let mut content = Vec::new();
    let mut buffer = [0u8; 1024];
    let mut position = start;
    loop {
        let input = text.as_bytes().get(position..).unwrap_or(&[]);
        let (result, read, written) = reader.read_field(input, &mut buffer);
        position = position.saturating_add(read);
        content.extend_from_slice(buffer.get(..written).unwrap_or(&[]));
        let (record_end, end) = match result {
            ReadFieldResult::InputEmpty if read > 0 => continue,
            ReadFieldResult::OutputFull => continue,
            ReadFieldResult::InputEmpty => continue,
            ReadFieldResult::Field { record_end } => (record_end, false),
            ReadFieldResult::End => (false, true),
        };
        let text = String::from_utf8_lossy(&content).into_owned();
        let content = (!end).then_some((text, position));
        return Field {
            content,
            position,
            record_end,
            end,
        };
    }
}

/// The bytes of a cell without the delimiter, line break and spaces around it.
fn cell_span(document: &Document, text: &str, offset: usize, from: usize, to: usize) -> Span {
    let raw = text.get(from..to).unwrap_or("");
    let edge: &[char] = &[',', ';', '\r', '\n', ' '];
    let start = raw
        .len()
        .saturating_sub(raw.trim_start_matches(['\r', '\n', ' ']).len());
    let end = raw.trim_end_matches(edge).len().max(start);
    let base = offset.saturating_add(from);
    document.span(base.saturating_add(start)..base.saturating_add(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::render::Sources;

    #[test]
    fn cells_have_places_and_records_lines() {
        let document = Document::new(
            "people.csv",
            "\u{feff}person,name\r\n7,\"A, B\"\r\n\r\n8,\n",
        );
        let diagnostics = Diagnostics::new();
        let columns = CsvColumns {
            required: &["person"],
            optional: &["name"],
        };
        let table = CsvTable::read(&document, columns, &diagnostics);
        let rows = table.rows();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].text("person").unwrap().value, "7");
        assert_eq!((rows[0].line, rows[1].line), (2, 4));
        assert!(rows[1].text("name").is_none());
        let mut sources = Sources::new();
        sources.insert("people.csv", document.text.clone());
        let position = sources.position(&rows[1].place("person")).unwrap();
        assert_eq!((position.line, position.column), (4, 1));
        assert!(diagnostics.is_empty());
    }

    #[test]
    fn all_faults_of_a_table_are_reported() {
        let document = Document::new("t.csv", "persn,name,name\n1,2\n");
        let diagnostics = Diagnostics::new();
        let columns = CsvColumns {
            required: &["person"],
            optional: &["name"],
        };
        let _ = CsvTable::read(&document, columns, &diagnostics);
        let found = diagnostics.into_sorted();
        let messages: Vec<&str> = found.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "unknown column `persn`",
                "column `person` is missing",
                "column `name` stands twice",
                "line 2 has 2 fields, the header has 3",
            ]
        );
    }
}
