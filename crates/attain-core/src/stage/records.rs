//! `data/decisions.csv` and `data/pilots.csv`: what was decided, and what pilots showed.

use super::Stage;
use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::period::Calendar;
use crate::rules;
use crate::text::Document;
use crate::text::csv_table::{CsvColumns, CsvRow, CsvTable};
use crate::text::{csv_cell, csv_quoted};
use jiff::civil::Date;

/// The header of `data/decisions.csv`.
pub const DECISION_COLUMNS: &str = "stage,outcome,by,on,note";
/// The header of `data/pilots.csv`.
pub const PILOT_COLUMNS: &str =
    "period,units,people,equal,explained,marked,unexplained,old,new,old_sha256,by,on";

/// A decision about a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The stage.
    pub stage: Stage,
    /// What was decided.
    pub outcome: Outcome,
    /// Who decided.
    pub by: String,
    /// When.
    pub on: Date,
    /// Why, or under which condition.
    pub note: String,
    /// Where it is written.
    pub span: Span,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Go on to the next stage.
    Go,
    /// Stay, and do more.
    Stay,
}

impl Outcome {
    /// `go`, `stay`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::Stay => "stay",
        }
    }
}

/// What a pilot showed for one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PilotRecord {
    /// The period.
    pub period: String,
    /// The units, separated by spaces.
    pub units: String,
    /// How many people were compared.
    pub people: u64,
    /// Those who get the same.
    pub equal: u64,
    /// Differences that the plan explains.
    pub explained: u64,
    /// Differences that somebody gave a reason for.
    pub marked: u64,
    /// Differences that nothing explains.
    pub unexplained: u64,
    /// The sums of the old and of the new scheme.
    pub sums: (String, String),
    /// SHA-256 of the old scheme's table.
    pub old_sha256: String,
    /// Who computed it, and when.
    pub by: String,
    /// The day.
    pub on: String,
}

/// A line for `data/decisions.csv`.
#[must_use]
pub fn decision_line(stage: Stage, outcome: Outcome, by: &str, on: Date, note: &str) -> String {
    let on = on.to_string();
    line(&[stage.name(), outcome.name(), by, &on, note])
}

/// A line for `data/pilots.csv`.
#[must_use]
pub fn pilot_line(record: &PilotRecord) -> String {
    let counts = [
        record.people,
        record.equal,
        record.explained,
        record.marked,
        record.unexplained,
    ]
    .map(|count| count.to_string());
    let mut cells = vec![record.period.as_str(), record.units.as_str()];
    cells.extend(counts.iter().map(String::as_str));
    let (old, new) = &record.sums;
    cells.extend([
        old.as_str(),
        new,
        &record.old_sha256,
        &record.by,
        &record.on,
    ]);
    line(&cells)
}

fn line(cells: &[&str]) -> String {
    let quoted: Vec<String> = cells.iter().map(|cell| quote(cell)).collect();
    format!("{}\n", quoted.join(","))
}

fn quote(cell: &str) -> String {
    if cell.contains(';') {
        csv_quoted(cell)
    } else {
        csv_cell(cell).into_owned()
    }
}

/// Reads `data/decisions.csv`.
pub(crate) fn parse_decisions(document: &Document, diagnostics: &Diagnostics) -> Vec<Decision> {
    const COLUMNS: CsvColumns<'static> = CsvColumns {
        required: &["stage", "outcome", "by", "on"],
        optional: &["note"],
    };
    let table = CsvTable::read(document, COLUMNS, diagnostics);
    table
        .rows()
        .iter()
        .filter_map(|row| decision(row, diagnostics))
        .collect()
}

fn decision(row: &CsvRow<'_>, diagnostics: &Diagnostics) -> Option<Decision> {
    let stage = row.required_text("stage");
    let outcome = row.required_text("outcome");
    let by = row.required_text("by");
    let on = row.required_date("on");
    let refuse = |what: &str, found: &str, column: &str, expected: &str| {
        let message = format!("`{found}` is no {what}; expected {expected}");
        diagnostics
            .push(Diagnostic::error(rules::UNKNOWN_CHOICE, message).at(&row.place(column), ""));
    };
    let (stage, outcome) = (stage?, outcome?);
    let found = Stage::of(&stage.value);
    if found.is_none() {
        let known: Vec<&str> = Stage::ALL.iter().map(|one| one.name()).collect();
        refuse("stage", &stage.value, "stage", &known.join(", "));
    }
    let decided = match outcome.value.as_str() {
        "go" => Some(Outcome::Go),
        "stay" => Some(Outcome::Stay),
        other => {
            refuse("outcome", other, "outcome", "`go` or `stay`");
            None
        }
    };
    Some(Decision {
        stage: found?,
        outcome: decided?,
        by: by?.value,
        on: on?.value,
        note: row.text("note").map(|note| note.value).unwrap_or_default(),
        span: row.span.clone(),
    })
}

/// Reads `data/pilots.csv`.
pub(crate) fn parse_pilots(
    document: &Document,
    calendar: Calendar,
    diagnostics: &Diagnostics,
) -> Vec<PilotRecord> {
    const COLUMNS: CsvColumns<'static> = CsvColumns {
        required: &[
            "period",
            "units",
            "people",
            "equal",
            "explained",
            "marked",
            "unexplained",
        ],
        optional: &["old", "new", "old_sha256", "by", "on"],
    };
    let table = CsvTable::read(document, COLUMNS, diagnostics);
    let read = |row: &CsvRow<'_>| pilot(row, calendar, diagnostics);
    table.rows().iter().filter_map(read).collect()
}

fn pilot(row: &CsvRow<'_>, calendar: Calendar, diagnostics: &Diagnostics) -> Option<PilotRecord> {
    let text = |column: &str| row.text(column).map(|text| text.value).unwrap_or_default();
    let count = |column: &str| {
        let number = row.number(column)?;
        u64::try_from(number.value).ok()
    };
    let period = row.required_text("period")?;
    if let Err(error) = calendar.parse(&period.value) {
        diagnostics.push(
            Diagnostic::error(rules::MALFORMED_PERIOD, error.to_string()).at(&period.span, ""),
        );
        return None;
    }
    Some(PilotRecord {
        period: period.value,
        units: text("units"),
        people: count("people")?,
        equal: count("equal")?,
        explained: count("explained")?,
        marked: count("marked")?,
        unexplained: count("unexplained")?,
        sums: (text("old"), text("new")),
        old_sha256: text("old_sha256"),
        by: text("by"),
        on: text("on"),
    })
}
