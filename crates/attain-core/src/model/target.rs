//! Targets: fixed in the KPI, read from a dataset, or kept in `data/targets.csv`.
//!
//! The most exact line of `data/targets.csv` counts: a person before a position, a position
//! before a unit, a unit before everybody; a period before all periods.

use super::kpi::conditions;
use super::reference::{check_name, required_id};
use crate::attainment::{Target, parse_target};
use crate::dataset::{ColumnKind, Dataset};
use crate::diag::{Diagnostic, Diagnostics, Span, Spanned};
use crate::id::{DatasetId, KpiId, PersonId, PositionId, UnitId};
use crate::measure::Condition;
use crate::period::{Calendar, Period};
use crate::rules;
use crate::text::Table;
use crate::text::csv_table::{CsvColumns, CsvRow, CsvTable};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Where a KPI's target comes from.
#[derive(Debug, Clone)]
pub enum TargetSource {
    /// `data/targets.csv`.
    Table,
    /// The KPI states it, for everybody and every period.
    Fixed {
        /// The levels.
        target: Target,
        /// Where they are written.
        span: Span,
    },
    /// A dataset holds it, by owner and date.
    Facts(FactTarget),
}

/// A target that is read from a dataset, credited like the KPI's facts.
#[derive(Debug, Clone)]
pub struct FactTarget {
    /// The dataset.
    pub dataset: DatasetId,
    /// The column with the target.
    pub column: String,
    /// What a row must meet.
    pub conditions: Vec<Condition>,
    /// What two rows of one owner in one period do.
    pub on_duplicate: DuplicatePolicy,
    /// Whether actual and target must lie on the same days: a target that exists for only a part
    /// of the days on which there are actuals is not held against all of them.
    pub same_dates: bool,
    /// Where it is declared.
    pub span: Span,
}

/// What two targets of one owner in one period do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DuplicatePolicy {
    /// The target is refused; somebody must say which one counts.
    Refuse,
    /// They add up.
    Sum,
    /// Each holds from its day until the next: the target is their mean by days.
    Change,
}

/// How a target that changes in the middle of a period becomes the period's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TargetMean {
    /// The mean by calendar days.
    #[default]
    Days,
    /// The mean by calendar months, each with the target of its first day.
    Months,
}

impl TargetMean {
    /// The words that models write.
    pub const NAMES: [(&'static str, Self); 2] = [("days", Self::Days), ("months", Self::Months)];
}

/// A line of `data/targets.csv`.
#[derive(Debug, Clone)]
pub struct TargetRow {
    /// The KPI.
    pub kpi: KpiId,
    /// Whom it holds for.
    pub scope: TargetScope,
    /// The period; none: every period.
    pub period: Option<Period>,
    /// First day on which it holds; none: since ever.
    pub from: Option<Date>,
    /// Last day on which it holds; none: for ever.
    pub to: Option<Date>,
    /// The levels.
    pub target: Target,
    /// The line.
    pub span: Span,
}

impl TargetRow {
    /// Whether it holds on some days only.
    #[must_use]
    pub fn is_dated(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// How exact it is: the highest rank goes first.
    #[must_use]
    pub fn rank(&self) -> (u8, bool, bool) {
        let scope = match self.scope {
            TargetScope::Everyone => 0,
            TargetScope::Unit(_) => 1,
            TargetScope::Position(_) => 2,
            TargetScope::Person(_) => 3,
        };
        (scope, self.period.is_some(), self.is_dated())
    }

    /// Whether it says the same thing as another on the same day.
    fn contradicts(&self, other: &Self) -> bool {
        let first = |row: &Self| row.from.unwrap_or(Date::MIN);
        let last = |row: &Self| row.to.unwrap_or(Date::MAX);
        self.kpi == other.kpi
            && self.scope == other.scope
            && self.period == other.period
            && self.is_dated() == other.is_dated()
            && first(self) <= last(other)
            && first(other) <= last(self)
    }
}

/// Whom a target holds for; the later, the more exact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetScope {
    /// Everybody.
    Everyone,
    /// Everybody in a unit (not in the units that are part of it).
    Unit(UnitId),
    /// Everybody in a position.
    Position(PositionId),
    /// One person.
    Person(PersonId),
}

/// Reads a KPI's `target` field.
pub(super) fn parse_source(
    table: &Table<'_>,
    datasets: &BTreeMap<DatasetId, Dataset>,
) -> TargetSource {
    let Some(value) = table.value("target") else {
        return TargetSource::Table;
    };
    if !value.is_table() {
        let Some(number) = value.number() else {
            return TargetSource::Table;
        };
        let target = Target {
            target: Some(number.value),
            ..Target::default()
        };
        return TargetSource::Fixed {
            target,
            span: number.span,
        };
    }
    let Some(levels) = value.table() else {
        return TargetSource::Table;
    };
    if levels.has("dataset") {
        return from_facts(&levels, datasets).map_or(TargetSource::Table, TargetSource::Facts);
    }
    let target = parse_target(&levels);
    levels.finish(&[]);
    TargetSource::Fixed {
        target,
        span: levels.span().clone(),
    }
}

fn from_facts(table: &Table<'_>, datasets: &BTreeMap<DatasetId, Dataset>) -> Option<FactTarget> {
    let policies = [
        ("refuse", DuplicatePolicy::Refuse),
        ("sum", DuplicatePolicy::Sum),
        ("change", DuplicatePolicy::Change),
    ];
    let dataset_id: Option<Spanned<DatasetId>> = required_id(table, "dataset");
    let column = table.required_text("column");
    let on_duplicate = table
        .choice("on_duplicate", &policies)
        .unwrap_or(DuplicatePolicy::Refuse);
    let same_dates = table.boolean("same_dates").is_some_and(|same| same.value);
    let condition_value = table.value("where");
    table.finish(&[]);
    let (dataset_id, column) = (dataset_id?, column?);
    let known = datasets.keys().map(DatasetId::as_str);
    let name = dataset_id.value.as_str();
    if !check_name(
        "dataset",
        name,
        &dataset_id.span,
        known,
        table.diagnostics(),
    ) {
        return None;
    }
    let dataset = datasets.get(&dataset_id.value)?;
    let conditions = match condition_value {
        Some(value) => conditions(&value, dataset, table.diagnostics())?,
        None => Vec::new(),
    };
    check_number_column(dataset, &column, table.diagnostics())?;
    Some(FactTarget {
        dataset: dataset_id.value,
        column: column.value,
        conditions,
        on_duplicate,
        same_dates,
        span: table.span().clone(),
    })
}

fn check_number_column(
    dataset: &Dataset,
    column: &Spanned<String>,
    diagnostics: &Diagnostics,
) -> Option<()> {
    if !super::dataset::check_column(dataset, column, diagnostics) {
        return None;
    }
    let kind = dataset.column(&column.value)?.kind;
    if matches!(kind, ColumnKind::Integer | ColumnKind::Decimal { .. }) {
        return Some(());
    }
    let message = format!(
        "column `{}` is of type {kind}, expected a number",
        column.value
    );
    diagnostics.push(Diagnostic::error(rules::WRONG_KIND_OF_VALUE, message).at(&column.span, ""));
    None
}

/// The columns of `data/targets.csv`.
const COLUMNS: CsvColumns<'static> = CsvColumns {
    required: &["kpi", "target"],
    optional: &[
        "person",
        "position",
        "unit",
        "period",
        "minimum",
        "desired",
        "baseline",
        "benchmark",
        "deadline",
        "from",
        "to",
    ],
};

/// Reads `data/targets.csv`.
pub(super) fn parse_table(
    document: &crate::text::Document,
    calendar: Calendar,
    diagnostics: &Diagnostics,
) -> Vec<TargetRow> {
    let table = CsvTable::read(document, COLUMNS, diagnostics);
    let mut rows: Vec<TargetRow> = Vec::new();
    for line in table.rows() {
        let Some(row) = parse_row(line, calendar, diagnostics) else {
            continue;
        };
        if let Some(first) = rows.iter().find(|other| row.contradicts(other)) {
            diagnostics.push(
                Diagnostic::error(
                    rules::DUPLICATE_NAME,
                    "two targets for the same KPI, people and period",
                )
                .at(&row.span, "again here")
                .at(&first.span, "first here"),
            );
            continue;
        }
        rows.push(row);
    }
    rows
}

fn parse_row(
    line: &CsvRow<'_>,
    calendar: Calendar,
    diagnostics: &Diagnostics,
) -> Option<TargetRow> {
    let kpi = line.required_text("kpi");
    let period = line.text("period").map(|text| {
        calendar.parse(&text.value).map_err(|error| {
            diagnostics.push(
                Diagnostic::error(rules::MALFORMED_PERIOD, error.to_string()).at(&text.span, ""),
            );
        })
    });
    let number = |name: &str| line.number(name).map(|number| number.value);
    let target = Target {
        minimum: number("minimum"),
        target: number("target"),
        desired: number("desired"),
        baseline: number("baseline"),
        benchmark: number("benchmark"),
        deadline: line.date("deadline").map(|date| date.value),
    };
    let scopes = [
        line.text("person")
            .map(|text| TargetScope::Person(text.value.into())),
        line.text("position")
            .map(|text| TargetScope::Position(text.value.into())),
        line.text("unit")
            .map(|text| TargetScope::Unit(text.value.into())),
    ];
    let mut scopes = scopes.into_iter().flatten();
    let scope = scopes.next().unwrap_or(TargetScope::Everyone);
    if scopes.next().is_some() {
        diagnostics.push(
            Diagnostic::error(
                rules::UNKNOWN_FIELD,
                "a target holds for a person, a position or a unit, not for several of them at once",
            )
            .at(&line.span, "")
            .with_help("leave two of the three cells empty"),
        );
    }
    let period = period.transpose().ok()?;
    Some(TargetRow {
        kpi: kpi?.value.into(),
        scope,
        period,
        from: line.date("from").map(|date| date.value),
        to: line.date("to").map(|date| date.value),
        target,
        span: line.span.clone(),
    })
}
