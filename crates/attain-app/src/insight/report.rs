//! What an insight prints: a table with a title and notes, for people and for machines.

use attain_core::text::csv_line;
use serde_json::{Map, Value, json};

/// A table with a title and what must be said about it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// What it is, in one line.
    pub title: String,
    /// The names of the columns, as CSV and JSON have them.
    pub columns: Vec<&'static str>,
    /// The rows; each has a cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// How it was found, how sure it is, what it does not say.
    pub notes: Vec<String>,
}

/// A cell of a [`Report`].
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing there; never a zero.
    Missing,
    /// Text.
    Text(String),
    /// A whole number.
    Count(u64),
    /// A number.
    Number(f64),
    /// A ratio: people read it as a percentage.
    Share(f64),
}

impl Cell {
    /// Text of anything that can be displayed.
    pub fn text(value: impl std::fmt::Display) -> Self {
        Self::Text(value.to_string())
    }

    /// A number, or nothing.
    #[must_use]
    pub fn number(value: Option<f64>) -> Self {
        value.map_or(Self::Missing, Self::Number)
    }

    /// A ratio, or nothing.
    #[must_use]
    pub fn share(value: Option<f64>) -> Self {
        value.map_or(Self::Missing, Self::Share)
    }

    /// A count of a collection.
    #[must_use]
    pub fn count(value: usize) -> Self {
        Self::Count(u64::try_from(value).unwrap_or(u64::MAX))
    }

    /// As people read it: percentages, and no more digits than can be looked at.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Missing => "–".to_owned(),
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Number(number) if number.abs() >= 1000.0 => format!("{number:.0}"),
            Self::Number(number) => trimmed(&format!("{number:.4}")),
            Self::Share(share) => format!("{:.1} %", share * 100.0),
        }
    }

    /// As a machine reads it: plain decimals with a dot, nothing where nothing is.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Missing => String::new(),
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Number(number) | Self::Share(number) => trimmed(&format!("{number:.6}")),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Missing => Value::Null,
            Self::Text(text) => json!(text),
            Self::Count(count) => json!(count),
            Self::Number(number) | Self::Share(number) => json!(number),
        }
    }
}

/// Without zeros at the end that say nothing.
fn trimmed(text: &str) -> String {
    let short = text.trim_end_matches('0').trim_end_matches('.');
    match short {
        "-0" | "" => "0".to_owned(),
        short => short.to_owned(),
    }
}

impl Report {
    /// The header and the rows as CSV.
    #[must_use]
    pub fn csv(&self) -> String {
        let rows = self.rows.iter();
        let rows = rows.map(|row| csv_line(row.iter().map(Cell::plain)));
        csv_line(&self.columns) + &rows.collect::<String>()
    }

    /// Title, rows as objects, and notes.
    #[must_use]
    pub fn json(&self) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let fields = self.columns.iter().zip(row);
                let fields = fields.map(|(name, cell)| ((*name).to_owned(), cell.json()));
                Value::Object(fields.collect::<Map<_, _>>())
            })
            .collect();
        json!({ "title": self.title, "rows": rows, "notes": self.notes })
    }

    /// The rows as people read them.
    #[must_use]
    pub fn shown(&self) -> Vec<Vec<String>> {
        let row = |row: &Vec<Cell>| row.iter().map(Cell::shown).collect();
        self.rows.iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_no_zero_and_text_is_quoted() {
        let report = Report {
            title: "T".to_owned(),
            columns: vec!["name", "value", "share"],
            rows: vec![
                vec![Cell::text("a,b"), Cell::Number(1234.5), Cell::Share(0.125)],
                vec![Cell::text("c"), Cell::Missing, Cell::Number(-0.000_000_1)],
            ],
            notes: Vec::new(),
        };
        assert_eq!(
            report.csv(),
            "name,value,share\n\"a,b\",1234.5,0.125\nc,,0\n"
        );
        assert_eq!(report.json()["rows"][1]["value"], Value::Null);
        assert_eq!(report.shown()[0], ["a,b", "1234", "12.5 %"]);
    }
}
