//! Tables of a workspace in which people stand: rewritten with their aliases.

use super::names::Names;
use crate::organisation::Organisation;
use crate::text::csv_line;

/// Columns that name a person by one of his keys.
const KEYS: [&str; 6] = [
    "person",
    "manager",
    "owner",
    "employee",
    "from_person",
    "to_person",
];

/// Columns that say who somebody is.
const NAMES: [&str; 2] = ["name", "full_name"];

/// A CSV text with aliases in place of people and nothing in place of their names.
pub(super) fn rewrite(text: &str, organisation: &Organisation, names: &Names) -> String {
    let mut records = records(text);
    let header: Vec<String> = records
        .first()
        .map(|header| {
            header
                .iter()
                .map(|cell| cell.trim().to_lowercase())
                .collect()
        })
        .unwrap_or_default();
    // A name beside a key of a person is his; that of a unit stays.
    let about_people = header.iter().any(|column| KEYS.contains(&column.as_str()));
    for record in records.iter_mut().skip(1) {
        for (cell, column) in record.iter_mut().zip(&header) {
            if KEYS.contains(&column.as_str()) && !cell.trim().is_empty() {
                *cell = names.named(organisation, cell.trim()).to_string();
            } else if about_people && NAMES.contains(&column.as_str()) {
                cell.clear();
            }
        }
    }
    let mut out = String::new();
    for record in &records {
        out.push_str(&csv_line(record));
    }
    out
}

/// The records of a CSV text, whose cells may be quoted.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut records = Vec::new();
    let (mut record, mut cell) = (Vec::new(), String::new());
    let (mut quoted, mut started) = (false, false);
    let mut signs = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut cell)),
            '\r' if !quoted => continue,
            '\n' if !quoted => {
                if started {
                    record.push(std::mem::take(&mut cell));
                    records.push(std::mem::take(&mut record));
                }
                started = false;
                continue;
            }
            other => cell.push(other),
        }
        started = true;
    }
    if started {
        record.push(cell);
        records.push(record);
    }
    records
}
