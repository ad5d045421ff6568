//! A source's bytes and format.

use super::csv_rows::CsvRows;
use super::json_rows::JsonRows;
use super::parquet::ParquetRows;
use super::refusal::Fault;
use super::rows::RowStream;
use super::xlsx_rows::XlsxRows;
use super::{Content, Format, Source};
use crate::worker::{self, Request, Worker};
use crate::{FactsError, hash};
use attain_core::batch::ImportedFile;
use attain_core::dataset::{Column, Dataset};
use attain_core::rules;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// A source that was opened: what is known of the file, and its rows, or why it has none.
pub(super) struct Opened {
    pub file: ImportedFile,
    pub rows: Result<Box<dyn RowStream>, Fault>,
    /// The encoding of a text, if it was guessed.
    pub guessed: Option<String>,
}

/// What is known of a file before its first byte is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening<'a> {
    pub format: Format,
    /// The chosen sheet of a workbook.
    pub sheet: Option<&'a str>,
    /// The declared encoding of a text.
    pub encoding: Option<&'a str>,
    /// The declared delimiter of a text.
    pub delimiter: Option<char>,
    /// The headers that the dataset has.
    pub known: &'a [String],
}

/// Opens a source: finds its format, reads its header; in a child process if there is one.
pub(super) fn open(
    source: &Source,
    dataset: &Dataset,
    worker: Option<&Worker>,
) -> Result<Opened, FactsError> {
    let (mut content, path) = on_disk(&source.content)?;
    let failed = |error| FactsError::file("read", &path)(error);
    let (bytes, sha256) = hash::of_reader(&mut content).map_err(failed)?;
    content.rewind().map_err(failed)?;
    let mut start = Vec::new();
    let mut first = (&content).take(8);
    first.read_to_end(&mut start).map_err(failed)?;
    content.rewind().map_err(failed)?;
    let file = ImportedFile {
        name: source.name.clone(),
        bytes,
        sha256,
        rows: 0,
    };
    let known: Vec<String> = dataset
        .columns
        .iter()
        .map(Column::header)
        .map(str::to_owned)
        .collect();
    let opening = |format| Opening {
        format,
        sheet: source.sheet.as_deref(),
        encoding: dataset.csv.encoding.as_deref(),
        delimiter: dataset.csv.delimiter,
        known: &known,
    };
    let (rows, guessed) = match (format(source, &start), worker) {
        (Err(fault), _) => (Err(fault), None),
        (Ok(format), None) => match open_rows(content, &opening(format)).map_err(failed)? {
            Ok((rows, guessed)) => (Ok(rows), guessed.map(str::to_owned)),
            Err(fault) => (Err(fault), None),
        },
        (Ok(format), Some(worker)) => {
            let request = Request::new(worker, &opening(format));
            match worker::open(worker, content, &request)? {
                Ok(rows) => {
                    let guessed = rows.guessed().map(str::to_owned);
                    (Ok(Box::new(rows) as Box<dyn RowStream>), guessed)
                }
                Err(fault) => (Err(fault), None),
            }
        }
    };
    Ok(Opened {
        file,
        rows,
        guessed,
    })
}

/// Rows, with the encoding of their text where it was guessed.
type Rows = (Box<dyn RowStream>, Option<&'static str>);

/// Reads a file's header.
pub(crate) fn open_rows(mut file: File, opening: &Opening<'_>) -> io::Result<Result<Rows, Fault>> {
    if opening.format == Format::Parquet {
        let rows = ParquetRows::open(file)?;
        return Ok(rows.map(|rows| (Box::new(rows) as Box<dyn RowStream>, None)));
    }
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(match opening.format {
        Format::Csv => CsvRows::open(bytes, opening).map(|rows| {
            let guessed = rows.guessed;
            (Box::new(rows) as Box<dyn RowStream>, guessed)
        }),
        Format::Xlsx => XlsxRows::open(bytes, opening.sheet)
            .map(|rows| (Box::new(rows) as Box<dyn RowStream>, None)),
        Format::JsonLines | Format::Parquet => {
            JsonRows::open(bytes).map(|rows| (Box::new(rows) as Box<dyn RowStream>, None))
        }
    })
}

/// The source as a file.
fn on_disk(content: &Content) -> Result<(File, PathBuf), FactsError> {
    match content {
        Content::File(path) => {
            let file = File::open(path).map_err(FactsError::file("read", path))?;
            Ok((file, path.clone()))
        }
        Content::Bytes(bytes) => {
            let path = std::env::temp_dir();
            let file = temporary(bytes).map_err(FactsError::file("write in", &path))?;
            Ok((file, path))
        }
    }
}

fn temporary(bytes: &[u8]) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}

/// The format: as it is told, or by the file's name and its first bytes, which must agree.
fn format(source: &Source, start: &[u8]) -> Result<Format, Fault> {
    let ending = Path::new(&source.name)
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    let named = match ending.as_deref() {
        Some("csv" | "tsv" | "txt") => Some(Format::Csv),
        Some("parquet") => Some(Format::Parquet),
        Some("xlsx" | "xlsm") => Some(Format::Xlsx),
        Some("jsonl" | "ndjson") => Some(Format::JsonLines),
        None => None,
        Some(_) if source.format.is_none() => return Err(unknown(&source.name)),
        Some(_) => None,
    };
    let inside = match start {
        [b'P', b'A', b'R', b'1', ..] => Some(Format::Parquet),
        [b'P', b'K', 3, 4, ..] => Some(Format::Xlsx),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(old_excel()),
        _ => None,
    };
    match (source.format.or(named), inside) {
        (Some(Format::Csv | Format::JsonLines), Some(inside)) => Err(mismatch(source, inside)),
        (Some(format @ (Format::Parquet | Format::Xlsx)), inside) if inside != Some(format) => {
            Err(mismatch(source, inside.unwrap_or(Format::Csv)))
        }
        (Some(format), _) | (None, Some(format)) => Ok(format),
        (None, None) if start.starts_with(b"{") => Ok(Format::JsonLines),
        (None, None) => Ok(Format::Csv),
    }
}

fn unknown(name: &str) -> Fault {
    Fault::new(
        rules::UNKNOWN_FORMAT,
        format!("the name `{name}` tells no format that can be imported"),
        "save the file as .csv, .xlsx, .parquet or .jsonl",
    )
}

fn old_excel() -> Fault {
    Fault::new(
        rules::UNKNOWN_FORMAT,
        "the file is an Excel workbook of before 2007, or one with a password",
        "save it as .xlsx without a password",
    )
}

fn mismatch(source: &Source, inside: Format) -> Fault {
    let inside = match inside {
        Format::Csv | Format::JsonLines => "not of that format",
        Format::Parquet => "a Parquet file",
        Format::Xlsx => "a ZIP file, as Excel workbooks are",
    };
    Fault::new(
        rules::UNKNOWN_FORMAT,
        format!(
            "by its name `{}` is one thing, but it is {inside}",
            source.name
        ),
        "give the file the ending of its format, or save it again",
    )
}
