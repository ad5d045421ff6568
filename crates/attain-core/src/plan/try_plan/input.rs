//! The table of results that a plan is tried on. `docs/reference/plan.md` lists the columns.

mod credit;
mod part;
mod person;
mod target;

use super::super::{Entrant, Plan};
use super::source::Source;
use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::id::PersonId;
use crate::period::{Calendar, Period};
use crate::rules;
use crate::text::Document;
use crate::text::csv_table::{CsvColumns, CsvRow, CsvTable};
use std::collections::BTreeSet;

/// Results of the company, which everybody's conditions may look at.
const EVERYBODY: &str = "*";

/// The people of one period.
#[derive(Debug)]
pub(super) struct Group {
    /// The period, where the table names any.
    pub(super) period: Option<Period>,
    /// The people, in order.
    pub(super) entrants: Vec<Entrant>,
}

/// A row with whose it is.
struct Owned<'a> {
    person: String,
    period: Option<Period>,
    row: &'a CsvRow<'a>,
}

/// The people of the table, period by period.
pub(super) fn read(
    document: &Document,
    plan: &Plan,
    source: &Source,
    diagnostics: &Diagnostics,
) -> Vec<Group> {
    let named = plan.amount_names();
    let optional: Vec<&str> = part::COLUMNS
        .iter()
        .chain(&person::COLUMNS)
        .copied()
        .chain(
            named
                .iter()
                .map(String::as_str)
                .filter(|name| !person::COLUMNS.contains(name)),
        )
        .collect();
    let columns = CsvColumns {
        required: &["person"],
        optional: &optional,
    };
    let table = CsvTable::read(document, columns, diagnostics);
    credit::check(table.rows(), diagnostics);
    let rows: Vec<Owned<'_>> = table
        .rows()
        .iter()
        .filter_map(|row| owned(row, diagnostics))
        .collect();
    let mut periods: BTreeSet<Option<Period>> = rows.iter().map(|row| row.period).collect();
    if periods.len() > 1 {
        periods.remove(&None);
    }
    let reader = Reader {
        source,
        diagnostics,
        amounts: &named,
    };
    periods
        .into_iter()
        .map(|period| Group {
            period,
            entrants: reader.group(&rows, period),
        })
        .collect()
}

fn owned<'a>(row: &'a CsvRow<'a>, diagnostics: &Diagnostics) -> Option<Owned<'a>> {
    let person = row.required_text("person")?;
    let period = row.text("period").and_then(|text| {
        let calendar = Calendar::new(1)?;
        match calendar.parse(&text.value) {
            Ok(period) => Some(period),
            Err(error) => {
                diagnostics.push(
                    Diagnostic::error(rules::MALFORMED_PERIOD, error.to_string())
                        .at(&text.span, ""),
                );
                None
            }
        }
    });
    Some(Owned {
        person: person.value,
        period,
        row,
    })
}

/// What rows are read with.
struct Reader<'a> {
    source: &'a Source,
    diagnostics: &'a Diagnostics,
    amounts: &'a BTreeSet<String>,
}

impl Reader<'_> {
    /// Everybody who has a row in the period. Rows without a period hold for all periods.
    fn group(&self, rows: &[Owned<'_>], period: Option<Period>) -> Vec<Entrant> {
        let people: BTreeSet<PersonId> = rows
            .iter()
            .filter(|row| row.period == period && row.person != EVERYBODY)
            .map(|row| PersonId::from(row.person.as_str()))
            .collect();
        people
            .into_iter()
            .map(|person| self.entrant(rows, period, &person))
            .collect()
    }

    fn entrant(&self, rows: &[Owned<'_>], period: Option<Period>, id: &PersonId) -> Entrant {
        let mut entrant = Entrant::new(id.clone());
        if let Some(period) = period {
            entrant.time.period = Some((period.from, period.to));
        }
        let holds = |row: &&Owned<'_>| row.period.is_none() || row.period == period;
        let own = rows
            .iter()
            .filter(holds)
            .filter(|row| row.person == id.as_str());
        for row in own {
            self.take(row, &mut entrant, true);
        }
        let shared = rows
            .iter()
            .filter(holds)
            .filter(|row| row.person == EVERYBODY);
        for row in shared {
            self.take(row, &mut entrant, false);
        }
        let own = rows
            .iter()
            .filter(holds)
            .filter(|row| row.person == id.as_str());
        target::apply(&mut entrant, own, self.diagnostics);
        for line in &mut entrant.lines {
            part::judge(line, self.source, self.diagnostics);
        }
        entrant
    }

    fn take(&self, owned: &Owned<'_>, entrant: &mut Entrant, own: bool) {
        self.person_columns(owned.row, entrant, own);
        if target::is_stretch(owned.row) {
            return;
        }
        let Some(mut line) = part::read(owned.row, self.diagnostics) else {
            return;
        };
        if let Some(card) = self.source.card(&line.kpi) {
            line.weight = line.weight.or(card.weight);
            line.scale = line.scale.or_else(|| card.scale.clone());
        }
        line.counts = own;
        match entrant.lines.iter_mut().find(|known| known.kpi == line.kpi) {
            None => entrant.lines.push(line),
            Some(known) if own && part::is_fact(known) && part::is_fact(&line) => {
                part::add_fact(known, &line);
            }
            Some(_) if !own => {}
            Some(_) => self
                .diagnostics
                .push(twice(&line.kpi, entrant, &owned.row.span)),
        }
    }
}

fn twice(kpi: &str, entrant: &Entrant, span: &Span) -> Diagnostic {
    let message = format!("`{kpi}` of `{}` stands twice", entrant.person);
    Diagnostic::error(rules::DUPLICATE_NAME, message)
        .at(span, "")
        .with_help(
            "keep one row; only rows with nothing but an `actual` or an `amount` are added up",
        )
}
