//! One row: its values, and what tests make of them.

use super::{MemoryBatch, MemoryFactsError, MemoryRow};
use crate::dataset::Dataset;
use crate::facts::FactValue;
use crate::measure::{Comparison, Condition, Literal, Operator, Scalar, Test};
use crate::num::{Exact, plain};
use jiff::civil::Date;
use std::cmp::Ordering;

type Result<T> = std::result::Result<T, MemoryFactsError>;

/// A row of a batch of a dataset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) batch: &'a MemoryBatch,
    pub(super) row: &'a MemoryRow,
}

/// A value of a row on the way: numbers are exact rationals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Text(String),
    Number(Exact),
    Date(Date),
    Boolean(bool),
}

impl Value {
    pub(super) fn fact(self) -> Result<FactValue> {
        Ok(match self {
            Self::Text(text) => FactValue::Text(text),
            Self::Date(date) => FactValue::Date(date),
            Self::Boolean(value) => FactValue::Boolean(value),
            Self::Number(value) => FactValue::Number(
                value
                    .exact_decimal()
                    .ok_or(MemoryFactsError::TooManyDigits)?,
            ),
        })
    }

    fn of_fact(fact: &FactValue) -> Option<Self> {
        match fact {
            FactValue::Missing => None,
            FactValue::Text(text) => Some(Self::Text(text.clone())),
            FactValue::Number(value) => Some(Self::Number(Exact::from(*value))),
            FactValue::Date(date) => Some(Self::Date(*date)),
            FactValue::Boolean(value) => Some(Self::Boolean(*value)),
        }
    }

    fn of_literal(literal: &Literal) -> Self {
        match literal {
            Literal::Text(text) => Self::Text(text.clone()),
            Literal::Number(value) => Self::Number(Exact::from(*value)),
            Literal::Date(date) => Self::Date(*date),
            Literal::Boolean(value) => Self::Boolean(*value),
        }
    }

    fn wrong(self, expected: &'static str) -> MemoryFactsError {
        match self.fact() {
            Ok(found) => MemoryFactsError::WrongType { expected, found },
            Err(error) => error,
        }
    }

    pub(super) fn number(self) -> Result<Exact> {
        match self {
            Self::Number(value) => Ok(value),
            other => Err(other.wrong("number")),
        }
    }

    fn date(self) -> Result<Date> {
        match self {
            Self::Date(date) => Ok(date),
            other => Err(other.wrong("date")),
        }
    }

    fn text(self) -> Result<String> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(other.wrong("text")),
        }
    }

    fn boolean(self) -> Result<bool> {
        match self {
            Self::Boolean(value) => Ok(value),
            other => Err(other.wrong("truth value")),
        }
    }

    /// The order of two values of one kind.
    fn order(&self, other: &Self) -> Result<Ordering> {
        if std::mem::discriminant(self) == std::mem::discriminant(other) {
            return Ok(self.cmp(other));
        }
        Err(other
            .clone()
            .wrong("value of the kind that it is compared with"))
    }
}

impl Row<'_> {
    fn column(&self, name: &str) -> Result<Option<Value>> {
        let place = self
            .dataset
            .columns
            .iter()
            .position(|column| column.name == name);
        let fact = place.and_then(|place| self.row.values.get(place));
        let fact = fact.ok_or_else(|| MemoryFactsError::UnknownColumn {
            dataset: self.dataset.id.clone(),
            column: name.to_owned(),
        })?;
        Ok(Value::of_fact(fact))
    }

    /// The day on which it happened.
    pub(super) fn day(&self) -> Result<Option<Date>> {
        match &self.dataset.date {
            Some(name) => self.column(name)?.map(Value::date).transpose(),
            None => Ok(None),
        }
    }

    /// The key in the column that names whom it is credited to, as people write it; none: the
    /// dataset's owner.
    pub(super) fn owner(&self, credited_by: Option<&String>) -> Result<Option<String>> {
        let Some(name) = credited_by.or(self.dataset.owner.as_ref()) else {
            return Ok(None);
        };
        let key = |value: Value| {
            Ok(match value.fact()? {
                FactValue::Text(text) => text,
                FactValue::Number(value) => plain(value),
                FactValue::Date(date) => date.to_string(),
                FactValue::Boolean(value) => value.to_string(),
                FactValue::Missing => String::new(),
            })
        };
        self.column(name)?.map(key).transpose()
    }

    /// A value for a [`FactRow`](crate::facts::FactRow).
    pub(super) fn value(&self, scalar: &Scalar) -> Result<FactValue> {
        match self.scalar(scalar)? {
            Some(value) => value.fact(),
            None => Ok(FactValue::Missing),
        }
    }

    /// Whether all conditions are true; missing is not true.
    pub(super) fn meets(&self, conditions: &[Condition]) -> Result<bool> {
        for condition in conditions {
            if self.test(&condition.test)? != Some(true) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A scalar's value; `None`: missing.
    pub(super) fn scalar(&self, scalar: &Scalar) -> Result<Option<Value>> {
        match scalar {
            Scalar::Column { name, .. } => self.column(name),
            Scalar::Literal(literal) => Ok(Some(Value::of_literal(literal))),
            Scalar::Negate(inner) => Ok(self.number(inner)?.map(|value| Value::Number(-value))),
            Scalar::Abs(inner) => Ok(self.number(inner)?.map(|value| Value::Number(value.abs()))),
            Scalar::Binary(operator, left, right) => self.binary(*operator, left, right),
            Scalar::DaysBetween(from, to) => self.days_between(from, to),
            Scalar::Coalesce(scalars) => {
                for scalar in scalars {
                    if let Some(value) = self.scalar(scalar)? {
                        return Ok(Some(value));
                    }
                }
                Ok(None)
            }
            Scalar::Case {
                branches,
                otherwise,
            } => {
                for (condition, value) in branches {
                    if self.test(&condition.test)? == Some(true) {
                        return self.scalar(value);
                    }
                }
                otherwise
                    .as_ref()
                    .map_or(Ok(None), |value| self.scalar(value))
            }
        }
    }

    fn number(&self, scalar: &Scalar) -> Result<Option<Exact>> {
        self.scalar(scalar)?.map(Value::number).transpose()
    }

    fn binary(&self, operator: Operator, left: &Scalar, right: &Scalar) -> Result<Option<Value>> {
        let (Some(x), Some(y)) = (self.number(left)?, self.number(right)?) else {
            return Ok(None);
        };
        let value = match operator {
            Operator::Add => Some(x + y),
            Operator::Subtract => Some(x - y),
            Operator::Multiply => Some(x * y),
            // Nodes that were read from a text have no division here.
            Operator::Divide => x.checked_div(&y),
        };
        Ok(value.map(Value::Number))
    }

    fn days_between(&self, from: &Scalar, to: &Scalar) -> Result<Option<Value>> {
        let date = |scalar| self.scalar(scalar)?.map(Value::date).transpose();
        let (Some(from), Some(to)) = (date(from)?, date(to)?) else {
            return Ok(None);
        };
        let days = from.until(to).map_or(0, |span| span.get_days());
        Ok(Some(Value::Number(Exact::from_integer(days))))
    }

    /// A test's value; `None`: neither true nor false, because something is missing.
    pub(super) fn test(&self, test: &Test) -> Result<Option<bool>> {
        match test {
            Test::Compare(comparison, left, right) => self.compare(*comparison, left, right),
            Test::In(scalar, list) => self.is_in(scalar, list),
            Test::IsNull(scalar) => Ok(Some(self.scalar(scalar)?.is_none())),
            Test::Like(scalar, pattern) => {
                let text = self.scalar(scalar)?.map(Value::text).transpose()?;
                Ok(text.map(|text| is_like(&text, pattern)))
            }
            Test::Is(scalar) => self.scalar(scalar)?.map(Value::boolean).transpose(),
            Test::And(tests) => self.any(tests, false),
            Test::Or(tests) => self.any(tests, true),
            Test::Not(inner) => Ok(self.test(inner)?.map(|value| !value)),
        }
    }

    fn compare(&self, how: Comparison, left: &Scalar, right: &Scalar) -> Result<Option<bool>> {
        let (Some(x), Some(y)) = (self.scalar(left)?, self.scalar(right)?) else {
            return Ok(None);
        };
        let order = x.order(&y)?;
        Ok(Some(match how {
            Comparison::Equal => order.is_eq(),
            Comparison::NotEqual => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        }))
    }

    fn is_in(&self, scalar: &Scalar, list: &[Literal]) -> Result<Option<bool>> {
        let Some(value) = self.scalar(scalar)? else {
            return Ok(None);
        };
        for literal in list {
            if value.order(&Value::of_literal(literal))?.is_eq() {
                return Ok(Some(true));
            }
        }
        Ok(Some(false))
    }

    /// `decisive` if any part is, else missing if any part is missing, else the opposite.
    fn any(&self, tests: &[Test], decisive: bool) -> Result<Option<bool>> {
        let mut missing = false;
        for test in tests {
            match self.test(test)? {
                Some(value) if value == decisive => return Ok(Some(decisive)),
                Some(_) => {}
                None => missing = true,
            }
        }
        Ok((!missing).then_some(!decisive))
    }
}

/// Whether a text has the form of a pattern: `%` stands for any letters or none, `_` for one.
pub(super) fn is_like(text: &str, pattern: &str) -> bool {
    // For each number of letters, whether that beginning of the text fits the pattern so far.
    let letters: Vec<char> = text.chars().collect();
    let mut fits = vec![false; letters.len()];
    fits.insert(0, true);
    for wanted in pattern.chars() {
        let mut next = Vec::with_capacity(fits.len());
        let mut any_before = false;
        let mut previous = false;
        for (index, fit) in fits.iter().enumerate() {
            any_before |= *fit;
            let letter = index.checked_sub(1).and_then(|last| letters.get(last));
            next.push(match wanted {
                '%' => any_before,
                '_' => previous,
                exact => previous && letter == Some(&exact),
            });
            previous = *fit;
        }
        fits = next;
    }
    fits.last() == Some(&true)
}
