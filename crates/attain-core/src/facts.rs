//! What the core asks of the facts, and what it is given.
//!
//! The core never fetches: it says what it needs as [`FactQuery`]s and [`RowQuery`]s, somebody
//! answers, and the calculation goes on. One query covers all KPIs of a dataset, so that one scan
//! answers it.

mod coverage;
pub mod memory;

pub use coverage::{is_covered, merge_stretches};

use crate::id::{BatchId, DatasetId};
use crate::measure::{Aggregate, Condition, Scalar};
use crate::num::Decimal;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// All that is asked of one dataset for one stretch of days, answered by one scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactQuery {
    /// The dataset.
    pub dataset: DatasetId,
    /// First day (by the dataset's date column).
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The column that names whom a fact is credited to; none: the dataset's owner.
    pub credited_by: Option<String>,
    /// Whom facts are credited to. A fact may be credited to several groups, or to none.
    pub credits: Vec<Credit>,
    /// Owners who are known without being credited here: nobody need be told of their rows.
    pub known: BTreeSet<String>,
    /// The group that every row belongs to, whoever owns it: the company as a whole.
    pub everything: Option<Group>,
    /// What is measured, for every group.
    pub measures: Vec<MeasureQuery>,
}

/// A number that stands for whoever a fact is credited to: a person's own results, a team, a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group(pub u32);

/// Facts of an owner within some days belong to a group. Two credits of one owner to one group
/// never overlap in time, so no fact counts twice in a group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Credit {
    /// The value of the owner column, as text.
    pub owner: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The group.
    pub group: Group,
}

/// One KPI's part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureQuery {
    /// Conditions that a row must meet to qualify, in order; each aggregate has its own besides.
    pub conditions: Vec<Condition>,
    /// The aggregates over the rows that qualify.
    pub aggregates: Vec<Aggregate>,
    /// Whether the days on which rows qualify are wanted too.
    pub dates: bool,
}

/// The answer to a [`FactQuery`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactAnswer {
    /// What was found, for each group and measure (by its index in the query) that has rows.
    /// A group without rows is absent.
    pub cells: BTreeMap<(Group, usize), Cell>,
    /// Days that committed batches of the dataset cover, as disjoint stretches in order.
    pub covered: Vec<(Date, Date)>,
    /// Rows of the days asked for whose owner no credit names on that day and who is not
    /// [known](FactQuery::known) either. Of a column that is not the dataset's owner, rows in
    /// which it is empty are not meant.
    pub uncredited: u64,
}

/// What was found for one group and one measure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// Rows that meet the measure's conditions.
    pub rows: u64,
    /// The value of each aggregate, in order; `None`: no value (no rows, or only missing values;
    /// a count is never `None`, a sum over no values is).
    pub values: Vec<Option<Decimal>>,
    /// The days on which rows qualify, if they were asked for.
    pub dates: BTreeSet<Date>,
}

/// Asks how one measure of one group came about, for an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetailQuery {
    /// The dataset.
    pub dataset: DatasetId,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The column that names whom a fact is credited to; none: the dataset's owner.
    pub credited_by: Option<String>,
    /// Whose facts: credits of one group; empty: all rows.
    pub credits: Vec<Credit>,
    /// The conditions, in order. An aggregate's own filter is listed after the measure's.
    pub conditions: Vec<Condition>,
    /// The aggregates over the rows that qualify.
    pub aggregates: Vec<Aggregate>,
}

/// How one measure of one group came about. For each batch,
/// `rows = qualified + failed[0] + failed[1] + …`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactDetail {
    /// By batch, in batch order.
    pub batches: Vec<BatchDetail>,
}

/// One batch's part of a [`FactDetail`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchDetail {
    /// The batch.
    pub batch: BatchId,
    /// The names of the imported files.
    pub files: Vec<String>,
    /// Rows of the group in the days asked for.
    pub rows: u64,
    /// Rows that meet all conditions.
    pub qualified: u64,
    /// For each condition, the rows that meet all before it and not it.
    pub failed: Vec<u64>,
    /// The value of each aggregate over this batch's qualified rows.
    pub values: Vec<Option<Decimal>>,
}

/// Asks for rows: a people snapshot, targets, or the rows behind a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowQuery {
    /// The dataset.
    pub dataset: DatasetId,
    /// First and last day, where the dataset has a date.
    pub days: Option<(Date, Date)>,
    /// Conditions that rows must meet.
    pub conditions: Vec<Condition>,
    /// Whose rows, by owner and day; empty: everyone's.
    pub credits: Vec<Credit>,
    /// The columns wanted, in order.
    pub columns: Vec<Scalar>,
    /// Rows to skip, and at most this many to return; `None`: all.
    pub page: Option<(u64, u64)>,
}

/// One row, in the order of batch and line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRow {
    /// The batch it came with.
    pub batch: BatchId,
    /// The imported file, by its place in the batch.
    pub file: u32,
    /// Its number in the file: the line of a CSV record, the row of a sheet; the first is 1.
    pub row: u64,
    /// The values, in the order of the query.
    pub values: Vec<FactValue>,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactValue {
    /// Nothing there.
    Missing,
    /// Text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A date.
    Date(Date),
    /// True or false.
    Boolean(bool),
}
