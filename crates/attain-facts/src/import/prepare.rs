//! The way of an import: each file is opened, its forms detected, its rows checked and written;
//! at the end everything is kept, or nothing.

use super::check::ColumnCheck;
use super::content::{self, Content};
use super::detect::{self, Forms, Reading};
use super::expect;
use super::header::find_columns;
use super::readback;
use super::refusal::{Fault, Faults};
use super::rows::{Cell, Row, RowStream};
use super::source;
use super::totals::Totals;
use super::{Accept, Import, Options, Prepared, Preview, Progress, Source};
use crate::FactsError;
use crate::batch_file::BatchFile;
use attain_core::batch::ImportedFile;
use attain_core::dataset::{Column, Covers, Dataset};
use attain_core::diag::Severity;
use attain_core::facts::FactValue;
use attain_core::period::PeriodKind;
use attain_core::rules;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

/// Rows that are shown before they count.
const PREVIEW_ROWS: usize = 20;
/// Rows between two reports of progress.
const ROWS_BETWEEN_REPORTS: u64 = 10_000;

/// An import under way.
pub(super) struct Importing<'a> {
    root: &'a Path,
    dataset: &'a Dataset,
    options: &'a Options,
    progress: &'a dyn Fn(Progress),
    checks: Vec<ColumnCheck<'a>>,
    key: Vec<usize>,
    date: Option<usize>,
    faults: Faults,
    /// `None` once something was refused: nothing will be kept then.
    batch: Option<BatchFile>,
    content: Content,
    keys: BTreeMap<[u8; 32], (usize, u64)>,
    totals: Totals,
    dates: Option<(Date, Date)>,
    preview: Preview,
    files: Vec<ImportedFile>,
    /// Rows that streams gave, counted apart from the report.
    seen: u64,
    failure: Option<FactsError>,
}

impl<'a> Importing<'a> {
    pub(super) fn start(
        root: &'a Path,
        dataset: &'a Dataset,
        options: &'a Options,
        progress: &'a dyn Fn(Progress),
    ) -> Result<Self, FactsError> {
        let place = |name: &String| dataset.columns.iter().position(|c| c.name == *name);
        let is_owner = |name: &String| dataset.owner.as_ref() == Some(name);
        let is_name =
            |name: &String| dataset.key.contains(name) || dataset.owner.as_ref() == Some(name);
        let check = |column: &'a Column| ColumnCheck {
            column,
            is_name: is_name(&column.name),
            known: options
                .known_owners
                .as_ref()
                .filter(|_| is_owner(&column.name)),
            days: options
                .allowed_days
                .filter(|_| dataset.date.as_ref() == Some(&column.name)),
        };
        Ok(Self {
            root,
            dataset,
            options,
            progress,
            checks: dataset.columns.iter().map(check).collect(),
            key: dataset.key.iter().filter_map(place).collect(),
            date: dataset.date.as_ref().and_then(place),
            faults: Faults::new(options.listed),
            batch: Some(BatchFile::create(root, dataset)?),
            content: Content::new(dataset),
            keys: BTreeMap::new(),
            totals: Totals::new(dataset),
            dates: None,
            preview: Preview {
                columns: dataset.columns.iter().map(|c| c.name.clone()).collect(),
                rows: Vec::new(),
            },
            files: Vec::new(),
            seen: 0,
            failure: None,
        })
    }

    /// Reads one file.
    pub(super) fn file(&mut self, source: &Source) -> Result<(), FactsError> {
        self.faults.enter(&source.name);
        let opened = source::open(source, self.dataset, self.options.apart.as_ref())?;
        self.files.push(opened.file);
        let rows = match opened.rows {
            Ok(rows) => rows,
            Err(fault) => {
                self.refuse(fault);
                return Ok(());
            }
        };
        self.faults.enter_sheet(rows.sheet());
        if let Some(encoding) = opened.guessed {
            self.note_encoding(&encoding);
        }
        let header = find_columns(self.dataset, rows.headers());
        for note in header.notes {
            self.faults.note(Severity::Note, note);
        }
        if header.faults.is_empty() {
            self.rows(rows.as_ref(), &header.places);
        } else {
            for fault in header.faults {
                self.refuse(fault);
            }
        }
        self.failure.take().map_or(Ok(()), Err)
    }

    /// Reads the rows of a file: once for the forms, once to check and keep.
    fn rows(&mut self, rows: &dyn RowStream, places: &[Option<usize>]) {
        self.faults.start_rows(rows.headers());
        let forms = detect::forms(self.dataset, places, rows);
        self.note_forms(&forms);
        let (mut blank, mut count, mut last_row) = ((0_u64, 0_u64), 0_u64, 0_u64);
        let outcome = rows.read(&mut |row| {
            if row.fault.is_none() && row.cells.iter().all(Cell::is_empty) {
                blank = (
                    blank.0.saturating_add(1),
                    if blank.0 == 0 { row.number } else { blank.1 },
                );
                return;
            }
            count = count.saturating_add(1);
            last_row = row.number;
            self.report_progress(&row);
            self.row(&row, places, &forms);
        });
        if let Err(fault) = outcome {
            self.refuse(fault);
        }
        if blank.0 > 0 {
            let message = format!("{} rows without any value were skipped", blank.0);
            let help = "nothing, if the number of rows is right";
            let fault = Fault::new(rules::BLANK_ROWS, message, help);
            self.faults.note(Severity::Note, fault.in_row(blank.1));
        }
        if rows.row_limit()
            && let Some(fault) = expect::truncation(last_row, self.options)
        {
            self.refuse(fault);
        }
        self.seen = self.seen.saturating_add(count);
        if let Some(file) = self.files.last_mut() {
            file.rows = count;
        }
    }

    /// Checks a row and keeps it.
    fn row(&mut self, row: &Row<'_>, places: &[Option<usize>], forms: &Forms) {
        let number = row.number;
        match self.check(row, places, forms) {
            Err(faults) => {
                self.faults.reject(number, &row.cells, faults);
                if self.options.accept == Accept::Whole {
                    self.batch = None;
                }
            }
            Ok(values) => {
                self.faults.accept();
                self.keep(number, values);
            }
        }
    }

    fn check(
        &mut self,
        row: &Row<'_>,
        places: &[Option<usize>],
        forms: &Forms,
    ) -> Result<Vec<FactValue>, Vec<Fault>> {
        if let Some(fault) = &row.fault {
            return Err(vec![fault.clone()]);
        }
        let mut values = Vec::with_capacity(self.checks.len());
        let mut faults = Vec::new();
        for (check, place) in self.checks.iter().zip(places) {
            let cell = place.and_then(|place| row.cells.get(place));
            match check.value(cell.unwrap_or(&Cell::Empty), forms) {
                Ok(value) => values.push(value),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() {
            faults.extend(self.repeated_key(row.number, &values));
        }
        if faults.is_empty() {
            Ok(values)
        } else {
            Err(faults)
        }
    }

    fn repeated_key(&mut self, row: u64, values: &[FactValue]) -> Option<Fault> {
        if self.key.is_empty() {
            return None;
        }
        let this = (self.files.len().saturating_sub(1), row);
        let key = content::key(values, &self.key);
        let (file, first) = match self.keys.entry(key) {
            Entry::Occupied(first) => *first.get(),
            Entry::Vacant(place) => {
                place.insert(this);
                return None;
            }
        };
        let file = match self.files.get(file) {
            Some(other) if file != this.0 => format!(" of `{}`", other.name),
            _ => String::new(),
        };
        let written: Vec<String> = self
            .key
            .iter()
            .filter_map(|place| values.get(*place))
            .map(written)
            .collect();
        let fault = Fault::new(
            rules::DUPLICATE_KEY,
            format!(
                "row {first}{file} has the same {}",
                self.dataset.key.join(", ")
            ),
            "remove one of the rows, or add the column that tells them apart to `key`",
        );
        Some(fault.in_cell(&self.dataset.key.join(", "), &written.join(", ")))
    }

    fn keep(&mut self, number: u64, values: Vec<FactValue>) {
        self.content.add(&values);
        self.totals.add(&values);
        if let Some(FactValue::Date(day)) = self.date.and_then(|place| values.get(place)) {
            let (first, last) = self.dates.unwrap_or((*day, *day));
            self.dates = Some((first.min(*day), last.max(*day)));
        }
        let file = u32::try_from(self.files.len().saturating_sub(1)).unwrap_or(u32::MAX);
        if let Some(batch) = &mut self.batch
            && let Err(error) = batch.push(file, number, &values)
        {
            self.failure.get_or_insert(error);
            self.batch = None;
        }
        if self.preview.rows.len() < PREVIEW_ROWS {
            self.preview.rows.push((number, values));
        }
    }

    /// Refuses everything.
    fn refuse(&mut self, fault: Fault) {
        self.faults.refuse(fault);
        self.batch = None;
    }

    /// Keeps everything, or nothing.
    pub(super) fn finish(mut self) -> Result<Import, FactsError> {
        let covers = self.covers();
        self.check_covers(covers);
        let totals = match std::mem::replace(&mut self.totals, Totals::new(self.dataset)).finish() {
            Ok(totals) => totals,
            Err(columns) => {
                for column in columns {
                    self.refuse(total_too_long(&column));
                }
                Vec::new()
            }
        };
        for fault in expect::compare(self.faults.rows(), &totals, self.options) {
            self.refuse(fault);
        }
        let batch = self.batch.take();
        let report = self.faults.into_report();
        let added = report.accepted.saturating_add(report.rejected);
        if report.rows != added || report.rows != self.seen {
            return Err(FactsError::RowsLost {
                read: self.seen,
                accepted: report.accepted,
                rejected: report.rejected,
            });
        }
        let Some(batch) = batch else {
            return Ok(Import {
                prepared: None,
                report,
            });
        };
        let written = batch.finish()?;
        let path = self.root.join(&written.path);
        if let Err(error) = readback::compare(&path, report.accepted, &totals) {
            std::fs::remove_file(&path).map_err(FactsError::file("delete", &path))?;
            return Err(error);
        }
        let prepared = Prepared {
            dataset: self.dataset.id.clone(),
            path: written.path,
            bytes: written.bytes,
            sha256: written.sha256,
            content_sha256: self.content.finish(),
            rows: written.rows,
            covers,
            dates: self.dates,
            files: self.files,
            totals,
            preview: self.preview,
        };
        Ok(Import {
            prepared: Some(prepared),
            report,
        })
    }

    /// The days that the import covers: as it says, or as its dataset does.
    fn covers(&self) -> Option<(Date, Date)> {
        if self.options.covers.is_some() {
            return self.options.covers;
        }
        let (first, last) = self.dates?;
        let kind = match self.dataset.covers {
            Covers::Declared => return None,
            Covers::Dates => return Some((first, last)),
            Covers::Months => PeriodKind::Month,
            Covers::Quarters => PeriodKind::Quarter,
            Covers::Years => PeriodKind::Year,
        };
        let from = self.options.calendar.containing(kind, first)?.from;
        let to = self.options.calendar.containing(kind, last)?.to;
        Some((from, to))
    }

    fn check_covers(&mut self, covers: Option<(Date, Date)>) {
        if self.faults.rows() == 0 && !self.faults.any() && covers.is_none() {
            let help = "if nothing happened, say which days the import covers: --covers FROM..TO";
            self.refuse(Fault::new(rules::NO_ROWS, "there are no rows", help));
        }
        let outside = |(from, to): (Date, Date)| {
            let (first, last) = self.dates?;
            (first < from || last > to).then(|| {
                format!("the facts are of {first} to {last}, but the import covers {from} to {to}")
            })
        };
        if let Some(message) = covers.and_then(outside) {
            let help = "check that the file and the days are of one period";
            let fault = Fault::new(rules::OUTSIDE_COVERED_DAYS, message, help);
            self.faults.note(Severity::Warning, fault);
        }
    }

    fn note_encoding(&mut self, encoding: &str) {
        let fault = Fault::new(
            rules::DETECTED_FORM,
            format!("the file is not UTF-8; it was read as {encoding}"),
            format!(
                "declare csv = {{ encoding = \"{}\" }} if that is right",
                encoding.to_lowercase()
            ),
        );
        self.faults.note(Severity::Note, fault);
    }

    fn note_forms(&mut self, forms: &Forms) {
        let csv = &self.dataset.csv;
        if let Reading::One(form) = &forms.number
            && form.decimal != '.'
            && csv.decimal.is_none()
        {
            let message = format!("numbers were read with {}", form.words());
            let help = "declare `decimal` and `thousands` in the dataset if that is right";
            let fault = Fault::new(rules::DETECTED_FORM, message, help);
            self.faults.note(Severity::Note, fault);
        }
        for (column, reading) in forms.dates() {
            if let Reading::One(form) = reading
                && !form.is_plain()
            {
                let pattern = form.pattern();
                let fault = Fault::new(
                    rules::DETECTED_FORM,
                    format!("dates were read as {pattern}"),
                    format!("declare csv = {{ date = \"{pattern}\" }} if that is right"),
                );
                let header = self
                    .dataset
                    .column(column)
                    .map_or(column.as_str(), |c| c.header());
                self.faults.note(Severity::Note, fault.in_column(header));
            }
        }
    }

    fn report_progress(&self, row: &Row<'_>) {
        let rows = self.faults.rows();
        if rows.is_multiple_of(ROWS_BETWEEN_REPORTS)
            && let Some(file) = self.files.last()
        {
            (self.progress)(Progress {
                file: file.name.clone(),
                rows,
                bytes: (row.done.min(file.bytes), file.bytes),
            });
        }
    }
}

fn total_too_long(column: &str) -> Fault {
    Fault::new(
        rules::TOO_MANY_DIGITS,
        "the sum of the column has more digits than can be kept exactly (28)",
        "check the unit of its values",
    )
    .in_column(column)
}

fn written(value: &FactValue) -> String {
    match value {
        FactValue::Missing => String::new(),
        FactValue::Text(text) => text.clone(),
        FactValue::Number(number) => number.to_string(),
        FactValue::Date(date) => date.to_string(),
        FactValue::Boolean(value) => value.to_string(),
    }
}
