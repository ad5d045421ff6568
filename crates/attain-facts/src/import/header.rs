//! Which column of a file is which column of its dataset.

use super::refusal::Fault;
use attain_core::dataset::{Column, Dataset};
use attain_core::diag::closest;
use attain_core::rules;

/// Which column is where.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// For each column of the dataset, its place in the file.
    pub places: Vec<Option<usize>>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// Columns that are not in the dataset.
    pub notes: Vec<Fault>,
}

/// Finds the dataset's columns among a file's headers: as they are written, or else with other
/// capitals.
pub(super) fn find_columns(dataset: &Dataset, headers: &[String]) -> Header {
    let mut header = Header::default();
    let mut used = vec![false; headers.len()];
    for column in &dataset.columns {
        let places = places_of(column, headers);
        for place in &places {
            if let Some(used) = used.get_mut(*place) {
                *used = true;
            }
        }
        match places.as_slice() {
            [] if column.required => header.faults.push(missing(column, headers)),
            [] | [_] => {}
            [..] => header.faults.push(duplicate(column)),
        }
        header.places.push(places.first().copied());
    }
    let ignored = headers.iter().zip(&used).filter(|(_, used)| !**used);
    header.notes = ignored.map(|(name, _)| unknown(name, dataset)).collect();
    header
}

fn places_of(column: &Column, headers: &[String]) -> Vec<usize> {
    let wanted = column.header();
    let places = |same: &dyn Fn(&str) -> bool| {
        let found = headers
            .iter()
            .enumerate()
            .filter(|(_, header)| same(header));
        found.map(|(place, _)| place).collect::<Vec<_>>()
    };
    let exact = places(&|header| header == wanted);
    if exact.is_empty() {
        places(&|header| header.to_lowercase() == wanted.to_lowercase())
    } else {
        exact
    }
}

fn missing(column: &Column, headers: &[String]) -> Fault {
    let name = column.header();
    let help = match closest(name, headers.iter().map(String::as_str)) {
        Some(near) => format!("the file has `{near}`: declare `header = \"{near}\"` if that is it"),
        None => format!("add the column, or declare the header it has in files (`{name}`)"),
    };
    Fault::new(
        rules::MISSING_COLUMN,
        format!("the file has no column `{name}`"),
        help,
    )
    .in_column(name)
}

fn duplicate(column: &Column) -> Fault {
    let name = column.header();
    Fault::new(
        rules::DUPLICATE_HEADER,
        format!("the file has more than one column `{name}`"),
        "rename or remove one of them",
    )
    .in_column(name)
}

fn unknown(header: &str, dataset: &Dataset) -> Fault {
    let (name, help) = match header {
        "" => ("without a header".to_owned(), "remove it".to_owned()),
        _ => {
            let names = dataset.columns.iter().map(Column::header);
            let help = match closest(header, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "add it to the dataset if it is wanted".to_owned(),
            };
            (format!("`{header}`"), help)
        }
    };
    Fault::new(
        rules::IGNORED_COLUMN,
        format!(
            "the column {name} is not in dataset `{}` and is ignored",
            dataset.id
        ),
        help,
    )
}
