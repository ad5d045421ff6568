//! The rows of a CSV file.

use super::csv::{QuoteFault, Record, Records};
use super::decode::{Decoded, decode};
use super::refusal::Fault;
use super::rows::{Cell, Row, RowStream};
use super::source::Opening;
use attain_core::rules;

/// The delimiters that are tried.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A CSV file, decoded, with its header read.
#[derive(Debug)]
pub(super) struct CsvRows {
    text: String,
    /// Where the header is, and its line: after a first line `sep=;`, as Excel writes it.
    start: (usize, u64),
    delimiter: u8,
    headers: Vec<String>,
    /// The encoding, if it was guessed.
    pub guessed: Option<&'static str>,
}

impl CsvRows {
    /// Decodes a file and reads its header.
    pub(super) fn open(bytes: Vec<u8>, opening: &Opening<'_>) -> Result<Self, Fault> {
        let Decoded { text, guessed } = decode(bytes, opening.encoding)?;
        let (start, named) = separator_line(&text);
        let body = text.get(start.0..).unwrap_or("");
        let delimiter = named
            .or_else(|| u8::try_from(opening.delimiter?).ok())
            .unwrap_or_else(|| detect_delimiter(body, opening.known));
        let header = Records::new(body, delimiter, start.1).next();
        let header = header.ok_or_else(|| {
            let help = "export it again, with a header line";
            Fault::new(rules::NO_ROWS, "the file is empty", help)
        })?;
        let headers: Vec<String> = header.fields.iter().map(|field| clean(field)).collect();
        if let Some(fault) = header.fault {
            return Err(quote_fault(fault, &headers).in_row(header.line));
        }
        Ok(Self {
            start,
            delimiter,
            headers,
            guessed,
            text,
        })
    }

    fn row<'a>(&self, record: Record<'a>, done: usize) -> Row<'a> {
        let fault = match record.fault {
            Some(fault) => Some(quote_fault(fault, &self.headers)),
            None if record.fields.len() != self.headers.len() => Some(self.ragged(&record)),
            None => None,
        };
        Row {
            number: record.line,
            cells: record.fields.into_iter().map(Cell::Text).collect(),
            fault,
            done: done.try_into().unwrap_or(u64::MAX),
        }
    }

    fn ragged(&self, record: &Record<'_>) -> Fault {
        let (found, expected) = (record.fields.len(), self.headers.len());
        let help = if found > expected {
            "put a value that holds the delimiter into double quotes"
        } else {
            "write an empty field for every missing value"
        };
        Fault::new(
            rules::RAGGED_ROW,
            format!("the row has {found} fields, the header has {expected}"),
            help,
        )
    }
}

impl RowStream for CsvRows {
    fn headers(&self) -> &[String] {
        &self.headers
    }

    fn is_text(&self) -> bool {
        true
    }

    fn row_limit(&self) -> bool {
        true
    }

    fn delimiter(&self) -> Option<char> {
        Some(char::from(self.delimiter))
    }

    fn read(&self, visit: &mut dyn FnMut(Row<'_>)) -> Result<(), Fault> {
        let body = self.text.get(self.start.0..).unwrap_or("");
        let mut records = Records::new(body, self.delimiter, self.start.1);
        let _header = records.next();
        while let Some(record) = records.next() {
            visit(self.row(record, records.position()));
        }
        Ok(())
    }
}

/// A header without the spaces and marks around it.
pub(super) fn clean(header: &str) -> String {
    header
        .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .to_owned()
}

/// Excel's first line `sep=;`: where the text goes on, and the delimiter.
fn separator_line(text: &str) -> ((usize, u64), Option<u8>) {
    let first = text.split_inclusive('\n').next().unwrap_or("");
    let named = first.trim_end().strip_prefix("sep=").map(str::as_bytes);
    match named {
        Some([delimiter]) if delimiter.is_ascii() => ((first.len(), 2), Some(*delimiter)),
        _ => ((0, 1), None),
    }
}

/// The delimiter that finds most of the dataset's headers, then most fields.
fn detect_delimiter(text: &str, known: &[String]) -> u8 {
    let score = |delimiter: u8| {
        let header = Records::new(text, delimiter, 1).next();
        let fields = header.map(|record| record.fields).unwrap_or_default();
        let known = |field: &str| known.iter().any(|header| header == field);
        let found = fields.iter().filter(|field| known(&clean(field))).count();
        (found, fields.len())
    };
    let mut best = (b',', (0, 0));
    for delimiter in DELIMITERS {
        let score = score(delimiter);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

fn quote_fault(fault: QuoteFault, headers: &[String]) -> Fault {
    let (field, fault) = match fault {
        QuoteFault::Unclosed { line, field } => (
            field,
            Fault::new(
                rules::UNCLOSED_QUOTE,
                format!("the quote that opens in line {line} is never closed"),
                "close it; a quote inside a value is written twice",
            ),
        ),
        QuoteFault::Stray { line, field } => (
            field,
            Fault::new(
                rules::STRAY_QUOTE,
                format!(
                    "a quote stands inside a value, or text after a closing quote, in line {line}"
                ),
                "put the whole value into double quotes, and write a quote inside it twice",
            ),
        ),
    };
    match headers.get(field) {
        Some(header) => fault.in_column(header),
        None => fault,
    }
}
