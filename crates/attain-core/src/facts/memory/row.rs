//! The value of a scalar and of a test on one row.

use super::{MemoryError, MemoryRow};
use crate::dataset::Column;
use crate::facts::FactValue;
use crate::measure::{Comparison, Literal, Operator, Scalar, Test};
use crate::num::Exact;
use jiff::civil::Date;
use std::cmp::Ordering;

/// A row with the columns of its dataset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) columns: &'a [Column],
    pub(super) row: &'a MemoryRow,
}

/// A value while it is computed: numbers are exact, however many digits they have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Missing,
    Text(String),
    Number(Exact),
    Date(Date),
    Boolean(bool),
}

impl Value {
    /// The value as rows give it.
    pub(super) fn into_fact(self) -> Result<FactValue, MemoryError> {
        Ok(match self {
            Self::Missing => FactValue::Missing,
            Self::Text(text) => FactValue::Text(text),
            Self::Date(date) => FactValue::Date(date),
            Self::Boolean(value) => FactValue::Boolean(value),
            Self::Number(number) => match number.exact_decimal() {
                Some(decimal) => FactValue::Number(decimal),
                None => return Err(MemoryError::TooLong(number.plain())),
            },
        })
    }

    fn of_literal(literal: &Literal) -> Self {
        match literal {
            Literal::Text(text) => Self::Text(text.clone()),
            Literal::Number(number) => Self::Number(Exact::from(*number)),
            Literal::Date(date) => Self::Date(*date),
            Literal::Boolean(value) => Self::Boolean(*value),
        }
    }
}

/// Only *true* qualifies a row: not false, and not unknown.
pub(super) fn is_true(truth: Option<bool>) -> bool {
    truth == Some(true)
}

impl<'a> Row<'a> {
    /// The value of a column.
    pub(super) fn column(&self, name: &str) -> Option<&'a FactValue> {
        let place = self.columns.iter().position(|column| column.name == name)?;
        self.row.values.get(place)
    }

    pub(super) fn value(&self, scalar: &Scalar) -> Result<Value, MemoryError> {
        Ok(match scalar {
            Scalar::Column { name, .. } => match self.column(name) {
                Some(FactValue::Missing) => Value::Missing,
                Some(FactValue::Text(text)) => Value::Text(text.clone()),
                Some(FactValue::Number(number)) => Value::Number(Exact::from(*number)),
                Some(FactValue::Date(date)) => Value::Date(*date),
                Some(FactValue::Boolean(value)) => Value::Boolean(*value),
                None => return Err(MemoryError::UnknownColumn(name.clone())),
            },
            Scalar::Literal(literal) => Value::of_literal(literal),
            Scalar::Negate(inner) => number(self.number(inner)?.map(|value| -value)),
            Scalar::Abs(inner) => number(self.number(inner)?.map(|value| value.abs())),
            Scalar::Binary(operator, left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                number(match (left, right) {
                    (Some(left), Some(right)) => binary(*operator, left, right),
                    _ => None,
                })
            }
            Scalar::DaysBetween(from, to) => {
                let (from, to) = (self.date(from)?, self.date(to)?);
                number(from.zip(to).map(|(from, to)| days_between(from, to)))
            }
            Scalar::Coalesce(choices) => {
                for choice in choices {
                    let value = self.value(choice)?;
                    if value != Value::Missing {
                        return Ok(value);
                    }
                }
                Value::Missing
            }
            Scalar::Case {
                branches,
                otherwise,
            } => {
                for (condition, value) in branches {
                    if is_true(self.test(&condition.test)?) {
                        return self.value(value);
                    }
                }
                match otherwise {
                    Some(value) => self.value(value)?,
                    None => Value::Missing,
                }
            }
        })
    }

    fn number(&self, scalar: &Scalar) -> Result<Option<Exact>, MemoryError> {
        match self.value(scalar)? {
            Value::Number(number) => Ok(Some(number)),
            Value::Missing => Ok(None),
            _ => Err(MemoryError::WrongType(scalar.to_string())),
        }
    }

    fn date(&self, scalar: &Scalar) -> Result<Option<Date>, MemoryError> {
        match self.value(scalar)? {
            Value::Date(date) => Ok(Some(date)),
            Value::Missing => Ok(None),
            _ => Err(MemoryError::WrongType(scalar.to_string())),
        }
    }

    /// Whether a test is true or false; `None`: unknown, because a value is missing.
    pub(super) fn test(&self, test: &Test) -> Result<Option<bool>, MemoryError> {
        Ok(match test {
            Test::Compare(comparison, left, right) => {
                compare(*comparison, &self.value(left)?, &self.value(right)?, left)?
            }
            Test::In(value, list) => {
                let found = self.value(value)?;
                // There is no `null` in a list, so only the value itself can make it unknown.
                let equals = |literal| found == Value::of_literal(literal);
                (found != Value::Missing).then(|| list.iter().any(equals))
            }
            Test::IsNull(value) => Some(self.value(value)? == Value::Missing),
            Test::Like(value, pattern) => match self.value(value)? {
                Value::Text(text) => Some(is_like(&text, pattern)),
                Value::Missing => None,
                _ => return Err(MemoryError::WrongType(value.to_string())),
            },
            Test::Is(value) => match self.value(value)? {
                Value::Boolean(truth) => Some(truth),
                Value::Missing => None,
                _ => return Err(MemoryError::WrongType(value.to_string())),
            },
            Test::Not(inner) => self.test(inner)?.map(|truth| !truth),
            Test::And(tests) => {
                let truths = self.tests(tests)?;
                if truths.contains(&Some(false)) {
                    Some(false)
                } else if truths.contains(&None) {
                    None
                } else {
                    Some(true)
                }
            }
            Test::Or(tests) => {
                let truths = self.tests(tests)?;
                if truths.contains(&Some(true)) {
                    Some(true)
                } else if truths.contains(&None) {
                    None
                } else {
                    Some(false)
                }
            }
        })
    }

    fn tests(&self, tests: &[Test]) -> Result<Vec<Option<bool>>, MemoryError> {
        tests.iter().map(|test| self.test(test)).collect()
    }
}

fn number(value: Option<Exact>) -> Value {
    value.map_or(Value::Missing, Value::Number)
}

fn binary(operator: Operator, left: Exact, right: Exact) -> Option<Exact> {
    match operator {
        Operator::Add => Some(left + right),
        Operator::Subtract => Some(left - right),
        Operator::Multiply => Some(left * right),
        Operator::Divide => left.checked_div(&right),
    }
}

fn days_between(from: Date, to: Date) -> Exact {
    Exact::from_integer(to.duration_since(from).as_hours() / 24)
}

fn compare(
    comparison: Comparison,
    left: &Value,
    right: &Value,
    of: &Scalar,
) -> Result<Option<bool>, MemoryError> {
    let ordering = match (left, right) {
        (Value::Missing, _) | (_, Value::Missing) => return Ok(None),
        // Texts compare byte by byte, not as any language sorts them.
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (Value::Number(left), Value::Number(right)) => left.cmp(right),
        (Value::Date(left), Value::Date(right)) => left.cmp(right),
        (Value::Boolean(left), Value::Boolean(right)) => left.cmp(right),
        _ => return Err(MemoryError::WrongType(of.to_string())),
    };
    Ok(Some(match comparison {
        Comparison::Equal => ordering == Ordering::Equal,
        Comparison::NotEqual => ordering != Ordering::Equal,
        Comparison::Less => ordering == Ordering::Less,
        Comparison::LessOrEqual => ordering != Ordering::Greater,
        Comparison::Greater => ordering == Ordering::Greater,
        Comparison::GreaterOrEqual => ordering != Ordering::Less,
    }))
}

/// Whether a text has a pattern's form: `%` is any text, also none; `_` is any one character.
///
/// `reached` are the lengths of the text's beginnings that the pattern so far can be.
fn is_like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut reached = vec![false; text.len().saturating_add(1)];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for sign in pattern.chars() {
        let mut next = vec![false];
        if sign == '%' {
            let mut any = false;
            next = reached
                .iter()
                .map(|here| {
                    any = any || *here;
                    any
                })
                .collect();
        } else {
            let steps = reached.iter().zip(&text);
            next.extend(steps.map(|(here, c)| *here && (sign == '_' || sign == *c)));
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn patterns() {
        let table = [
            ("", "", true),
            ("", "%", true),
            ("", "_", false),
            ("Moscow", "Moscow", true),
            ("Moscow", "moscow", false),
            ("Moscow", "Mos%", true),
            ("Moscow", "%cow", true),
            ("Moscow", "%sc%", true),
            ("Moscow", "M%w", true),
            ("Moscow", "M%x", false),
            ("Moscow", "______", true),
            ("Moscow", "_____", false),
            ("Moscow", "%_______%", false),
            ("Moscow", "%%%", true),
            ("Moscow", "_%_", true),
            ("M", "_%_", false),
            ("Ürümqi", "_r_mqi", true),
            ("100 %", "100 %", true),
            ("a.b", "a_b", true),
            ("aXb", "a.b", false),
            ("a\\b", "a\\b", true),
            ("abab", "%ab", true),
            ("aba", "%ab", false),
        ];
        for (text, pattern, expected) in table {
            assert_eq!(is_like(text, pattern), expected, "{text} like {pattern}");
        }
    }
}
