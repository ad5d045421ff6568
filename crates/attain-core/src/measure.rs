//! Measures: typed aggregate expressions over one dataset.
//!
//! A measure is written as SQL, `sum(sales_amount) filter (where region = 'EU')`, parsed, checked
//! against an allow-list and the dataset's columns, and becomes the nodes below. No SQL text is
//! ever executed.

mod evaluate;
mod formula;
mod kind;
mod parse;
mod print;

pub use evaluate::{evaluate, evaluate_exact, evaluate_formula};
pub use formula::Formula;
pub use parse::{parse_conditions, parse_formula, parse_measure};

use crate::diag::Spanned;
use crate::num::Decimal;
use jiff::civil::Date;

/// A measure: arithmetic over aggregates of one dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// As it is written.
    pub text: Spanned<String>,
    /// The aggregates, without repetition, in the order of their first use.
    pub aggregates: Vec<Aggregate>,
    /// What is computed from them.
    pub expression: Arithmetic,
}

impl Measure {
    /// The aggregate of a measure that is nothing else.
    #[must_use]
    pub fn sole_aggregate(&self) -> Option<&Aggregate> {
        match (self.aggregates.as_slice(), &self.expression) {
            ([aggregate], Arithmetic::Aggregate(0)) => Some(aggregate),
            _ => None,
        }
    }
}

/// One aggregate over the rows that meet its filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate {
    /// What is computed.
    pub function: AggregateFunction,
    /// The rows that count: all of these conditions are true. (`NULL` is not true.)
    pub filter: Vec<Condition>,
}

/// What an aggregate computes. `avg(x)` is `sum(x) / count(x)` and has no node of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AggregateFunction {
    /// Number of rows: `count(*)`.
    CountRows,
    /// Number of rows in which the value is there.
    Count(Scalar),
    /// Number of different values.
    CountDistinct(Scalar),
    /// Sum; of whole numbers or decimals.
    Sum(Scalar),
    /// Smallest value.
    Min(Scalar),
    /// Largest value.
    Max(Scalar),
    /// The median: the middle value in order, or the mean of the two middle ones
    /// (`percentile_cont(0.5)` of SQL), exact.
    Median(Scalar),
}

impl AggregateFunction {
    /// Whether its values over disjoint rows add up to its value over all of them.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        matches!(self, Self::CountRows | Self::Count(_) | Self::Sum(_))
    }
}

/// Arithmetic over aggregates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arithmetic {
    /// A number.
    Number(Decimal),
    /// The value of `aggregates[index]`.
    Aggregate(usize),
    /// `-x`.
    Negate(Box<Arithmetic>),
    /// `x + y` and so on.
    Binary(Operator, Box<Arithmetic>, Box<Arithmetic>),
    /// `nullif(x, y)`: missing if both are equal, else `x`.
    NullIf(Box<Arithmetic>, Box<Arithmetic>),
    /// `coalesce(x, y, …)`: the first that is not missing.
    Coalesce(Vec<Arithmetic>),
}

/// The four operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, exact; division by zero makes the value missing.
    Divide,
}

/// A value of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    /// The value of a column.
    Column {
        /// Its name.
        name: String,
        /// Its type.
        kind: ScalarKind,
    },
    /// A constant.
    Literal(Literal),
    /// `-x`.
    Negate(Box<Scalar>),
    /// `x + y`, `x - y`, `x * y`; numbers only. (No division: it would not be exact.)
    Binary(Operator, Box<Scalar>, Box<Scalar>),
    /// `case when c then x … else y end`; without `else` the value is missing.
    Case {
        /// Conditions and values, in order.
        branches: Vec<(Condition, Scalar)>,
        /// The value if no condition is true.
        otherwise: Option<Box<Scalar>>,
    },
    /// `coalesce(x, y, …)`.
    Coalesce(Vec<Scalar>),
    /// `abs(x)`.
    Abs(Box<Scalar>),
    /// `y - x` of two dates, in days.
    DaysBetween(Box<Scalar>, Box<Scalar>),
}

/// The type of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarKind {
    /// Text.
    Text,
    /// An exact number: at most `precision` digits, `scale` of them after the dot.
    Number {
        /// Digits in all.
        precision: u8,
        /// Digits after the dot.
        scale: u8,
    },
    /// A date.
    Date,
    /// True or false.
    Boolean,
}

/// A constant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Literal {
    /// Text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A date.
    Date(Date),
    /// True or false.
    Boolean(bool),
}

/// A condition on one row, with three-valued logic as in SQL; only *true* qualifies a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// As it is written, for explanations: `city = 'Moscow'`.
    pub text: String,
    /// What it tests.
    pub test: Test,
}

/// What a condition tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// `x = y` and so on; both sides are of one kind.
    Compare(Comparison, Scalar, Scalar),
    /// `x in (a, b)`.
    In(Scalar, Vec<Literal>),
    /// `x is null`.
    IsNull(Scalar),
    /// `x like 'a%'` (`%` and `_`, no escape).
    Like(Scalar, String),
    /// A boolean column or constant.
    Is(Scalar),
    /// All are true.
    And(Vec<Test>),
    /// Any is true.
    Or(Vec<Test>),
    /// Not true.
    Not(Box<Test>),
}

/// The six comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}
