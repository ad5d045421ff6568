//! A source's bytes and format.

use super::csv_rows::CsvRows;
use super::parquet::ParquetRows;
use super::refusal::Fault;
use super::rows::RowStream;
use super::{Content, Format, Source};
use crate::{FactsError, hash};
use attain_core::batch::ImportedFile;
use attain_core::dataset::Dataset;
use attain_core::rules;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// A source that was opened: what is known of the file, and its rows, or why it has none.
pub(super) struct Opened {
    pub file: ImportedFile,
    pub rows: Result<Box<dyn RowStream>, Fault>,
    /// The encoding of a text, if it was guessed.
    pub guessed: Option<&'static str>,
}

/// Opens a source: finds its format, reads its header.
pub(super) fn open(source: &Source, dataset: &Dataset) -> Result<Opened, FactsError> {
    let bytes = read(&source.content)?;
    let file = ImportedFile {
        name: source.name.clone(),
        bytes: bytes.len().try_into().unwrap_or(u64::MAX),
        sha256: hash::of_bytes(&bytes),
        rows: 0,
    };
    let mut opened = Opened {
        file,
        rows: Err(unknown(&source.name)),
        guessed: None,
    };
    match format(source, &bytes) {
        Err(fault) => opened.rows = Err(fault),
        Ok(Format::Csv) => {
            opened.rows = CsvRows::open(&bytes, dataset).map(|rows| {
                opened.guessed = rows.guessed;
                Box::new(rows) as Box<dyn RowStream>
            });
        }
        Ok(Format::Parquet) => {
            let (file, path) = on_disk(&source.content)?;
            opened.rows =
                ParquetRows::open(file, &path)?.map(|rows| Box::new(rows) as Box<dyn RowStream>);
        }
        Ok(Format::Xlsx | Format::JsonLines) => {}
    }
    Ok(opened)
}

fn read(content: &Content) -> Result<Vec<u8>, FactsError> {
    match content {
        Content::Bytes(bytes) => Ok(bytes.clone()),
        Content::File(path) => {
            let mut bytes = Vec::new();
            File::open(path)
                .and_then(|mut file| file.read_to_end(&mut bytes))
                .map_err(FactsError::file("read", path))?;
            Ok(bytes)
        }
    }
}

/// The source as a file: Parquet is read from its end.
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

fn temporary(bytes: &[u8]) -> std::io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}

/// The format: as it is told, or by the file's name and its first bytes, which must agree.
fn format(source: &Source, bytes: &[u8]) -> Result<Format, Fault> {
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
    let inside = match bytes {
        [b'P', b'A', b'R', b'1', ..] => Some(Format::Parquet),
        [b'P', b'K', 3, 4, ..] => Some(Format::Xlsx),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(old_excel()),
        _ => None,
    };
    match (source.format.or(named), inside) {
        (Some(Format::Csv | Format::JsonLines), Some(inside)) => Err(mismatch(source, inside)),
        (Some(Format::Parquet), inside) if inside != Some(Format::Parquet) => {
            Err(mismatch(source, inside.unwrap_or(Format::Csv)))
        }
        (Some(Format::Xlsx), inside) if inside != Some(Format::Xlsx) => {
            Err(mismatch(source, inside.unwrap_or(Format::Csv)))
        }
        (Some(format), _) | (None, Some(format)) => Ok(format),
        (None, None) if bytes.starts_with(b"{") => Ok(Format::JsonLines),
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
