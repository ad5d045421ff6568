//! Small datasets and imports for tests.

use attain_core::batch::Batch;
use attain_core::dataset::{Column, ColumnKind, Covers, CsvFormat, Dataset, DatasetKind};
use attain_core::diag::Span;
use attain_core::num::Decimal;
use attain_core::period::Calendar;
use attain_facts::import::Progress;
use attain_facts::{Facts, Import, Options, Prepared, ScanOptions, Source, prepare};
use std::future::Future;
use std::path::Path;

pub(crate) const TEXT: ColumnKind = ColumnKind::Text;
pub(crate) const INTEGER: ColumnKind = ColumnKind::Integer;
pub(crate) const DATE: ColumnKind = ColumnKind::Date;
pub(crate) const BOOLEAN: ColumnKind = ColumnKind::Boolean;

pub(crate) fn decimal(precision: u8, scale: u8) -> ColumnKind {
    ColumnKind::Decimal { precision, scale }
}

pub(crate) fn span() -> Span {
    Span::new(&"model/datasets.toml".into(), 0..0)
}

/// An optional column.
pub(crate) fn column(name: &str, kind: ColumnKind) -> Column {
    Column {
        name: name.to_owned(),
        header: None,
        kind,
        required: false,
        min: None,
        max: None,
        one_of: Vec::new(),
        unit: None,
        span: span(),
    }
}

pub(crate) fn required(name: &str, kind: ColumnKind) -> Column {
    Column {
        required: true,
        ..column(name, kind)
    }
}

/// An events dataset whose first date column is its date.
pub(crate) fn dataset(id: &str, owner: Option<&str>, columns: Vec<Column>) -> Dataset {
    let date = columns
        .iter()
        .find(|c| c.kind == DATE)
        .map(|c| c.name.clone());
    Dataset {
        credit: Default::default(),
        id: id.into(),
        title: id.to_owned(),
        kind: DatasetKind::Events,
        owner: owner.map(ToOwned::to_owned),
        date,
        key: Vec::new(),
        covers: Covers::Months,
        columns,
        csv: CsvFormat::default(),
        span: span(),
    }
}

pub(crate) fn options() -> Options {
    Options::new(Calendar::new(1).unwrap())
}

pub(crate) fn import(root: &Path, dataset: &Dataset, sources: &[Source]) -> Import {
    import_with(root, dataset, sources, &options())
}

pub(crate) fn import_with(
    root: &Path,
    dataset: &Dataset,
    sources: &[Source],
    options: &Options,
) -> Import {
    prepare(root, dataset, sources, options, &|_: Progress| {}).unwrap()
}

/// Imports a CSV text that must be accepted.
pub(crate) fn accepted(root: &Path, dataset: &Dataset, text: &str) -> Prepared {
    let import = import(root, dataset, &[Source::bytes("test.csv", text)]);
    let refusals = import.report.refusals;
    import
        .prepared
        .unwrap_or_else(|| panic!("refused: {refusals:#?}"))
}

/// Imports CSV texts, a batch each, and opens them.
pub(crate) fn opened(
    root: &Path,
    dataset: &Dataset,
    texts: &[&str],
    options: ScanOptions,
) -> (Facts, Vec<Batch>) {
    let batches: Vec<Batch> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| accepted(root, dataset, text).batch(format!("b{index}").into()))
        .collect();
    let facts = Facts::open(root, batches.clone(), vec![dataset.clone()], options).unwrap();
    (facts, batches)
}

/// Every file under a folder.
pub(crate) fn files(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(root).unwrap().display().to_string());
            }
        }
    }
    found.sort();
    found
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

pub(crate) fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}
