//! How a file is written, where its dataset does not say: found by reading all of it once.
//!
//! Every way to write numbers (or dates) is tried on every value. The way that reads most values
//! is taken. If two ways read as many and differ in what they read, nothing is guessed: the values
//! that they read differently are refused.

use super::date::{DateForm, parse_date};
use super::number::{NumberForm, parse_number};
use super::rows::{Cell, RowStream};
use attain_core::dataset::{ColumnKind, CsvFormat, Dataset};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How something is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading<F> {
    /// Like this.
    One(F),
    /// Like the first or like the second; nothing tells.
    Either(F, F),
}

/// How a file writes its numbers and dates.
#[derive(Debug)]
pub(super) struct Forms {
    /// Its numbers.
    pub number: Reading<NumberForm>,
    dates: BTreeMap<String, Reading<DateForm>>,
    plain_date: Reading<DateForm>,
}

impl Forms {
    /// How a column writes its dates.
    pub(super) fn date(&self, column: &str) -> &Reading<DateForm> {
        self.dates.get(column).unwrap_or(&self.plain_date)
    }

    /// The columns whose dates have a form that was detected.
    pub(super) fn dates(&self) -> impl Iterator<Item = (&String, &Reading<DateForm>)> {
        self.dates.iter()
    }
}

/// Tries all forms on some values.
#[derive(Debug)]
struct Trial<F> {
    forms: Vec<F>,
    /// For each form: values that it reads, and a fingerprint of what it read.
    read: Vec<(u64, u64)>,
}

impl<F: Clone> Trial<F> {
    fn new(forms: Vec<F>) -> Self {
        let read = vec![(0, 0); forms.len()];
        Self { forms, read }
    }

    fn add<V: Hash>(&mut self, parse: impl Fn(&F) -> Option<V>) {
        for (form, (count, fingerprint)) in self.forms.iter().zip(&mut self.read) {
            if let Some(value) = parse(form) {
                let mut hasher = DefaultHasher::new();
                (*fingerprint, value).hash(&mut hasher);
                *fingerprint = hasher.finish();
                *count = count.saturating_add(1);
            }
        }
    }

    /// `None` if no value is read by any form.
    fn finish(&self, first_wins: bool) -> Option<Reading<F>> {
        let most = self.read.iter().map(|(count, _)| *count).max()?;
        if most == 0 {
            return None;
        }
        let mut best = self
            .forms
            .iter()
            .zip(&self.read)
            .filter(|(_, (count, _))| *count == most);
        let (first, (_, fingerprint)) = best.next()?;
        let other = best.find(|(_, (_, other))| other != fingerprint);
        Some(match other {
            Some((other, _)) if !first_wins => Reading::Either(first.clone(), other.clone()),
            _ => Reading::One(first.clone()),
        })
    }
}

/// The forms of numbers that what is declared leaves open.
fn number_forms(csv: &CsvFormat) -> Vec<NumberForm> {
    let open = NumberForm::ALL.into_iter().filter(|form| {
        csv.decimal.is_none_or(|mark| mark == form.decimal)
            && csv.thousands.is_none_or(|mark| Some(mark) == form.grouping)
    });
    let forms: Vec<_> = open.collect();
    if forms.is_empty() {
        let decimal = csv.decimal.unwrap_or('.');
        return vec![NumberForm {
            decimal,
            grouping: csv.thousands,
        }];
    }
    forms
}

fn date_forms(csv: &CsvFormat) -> Vec<DateForm> {
    match &csv.date {
        Some(pattern) => vec![DateForm::Declared(pattern.clone())],
        None => DateForm::all(),
    }
}

/// How a file writes its numbers and dates. `places` gives, for each column of the dataset, its
/// place in the file's rows.
pub(super) fn forms(dataset: &Dataset, places: &[Option<usize>], rows: &dyn RowStream) -> Forms {
    let mut numbers = Trial::new(number_forms(&dataset.csv));
    let mut dates: BTreeMap<String, Trial<DateForm>> = BTreeMap::new();
    if rows.is_text() {
        // A file that breaks off is reported by the second reading.
        let _ = rows.read(&mut |row| {
            if row.fault.is_some() {
                return;
            }
            for (column, place) in dataset.columns.iter().zip(places) {
                let Some(Cell::Text(text)) = place.and_then(|place| row.cells.get(place)) else {
                    continue;
                };
                let text = text.trim();
                match column.kind {
                    ColumnKind::Integer | ColumnKind::Decimal { .. } => {
                        numbers.add(|form| parse_number(text, *form).ok());
                    }
                    ColumnKind::Date => dates
                        .entry(column.name.clone())
                        .or_insert_with(|| Trial::new(date_forms(&dataset.csv)))
                        .add(|form| parse_date(text, form)),
                    _ => {}
                }
            }
        });
    }
    // Who writes a comma between digits does not put one between fields: there `1.234` is plain.
    let comma_separated = rows.delimiter() == Some(',');
    let plain = number_forms(&dataset.csv).first().copied();
    let plain_date = date_forms(&dataset.csv).swap_remove(0);
    Forms {
        number: numbers
            .finish(comma_separated)
            .unwrap_or(Reading::One(plain.unwrap_or(NumberForm::PLAIN))),
        dates: dates
            .into_iter()
            .filter_map(|(column, trial)| Some((column, trial.finish(false)?)))
            .collect(),
        plain_date: Reading::One(plain_date),
    }
}
