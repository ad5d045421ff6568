//! The value of an aggregate over rows.

use super::MemoryError;
use super::row::{Row, Value};
use crate::measure::{Aggregate, AggregateFunction, Scalar};
use crate::num::{Decimal, Exact};
use std::collections::BTreeSet;

/// The value over rows that meet all conditions, the aggregate's own filter included. `None`: there
/// is none.
pub(super) fn compute(
    aggregate: &Aggregate,
    rows: &[Row<'_>],
) -> Result<Option<Decimal>, MemoryError> {
    let value = match &aggregate.function {
        AggregateFunction::CountRows => Some(count(rows.len())),
        AggregateFunction::Count(scalar) => Some(count(present(scalar, rows)?.len())),
        AggregateFunction::CountDistinct(scalar) => {
            let different: BTreeSet<Value> = present(scalar, rows)?.into_iter().collect();
            Some(count(different.len()))
        }
        AggregateFunction::Sum(scalar) => numbers(scalar, rows)?
            .into_iter()
            .reduce(|total, value| total + value),
        AggregateFunction::Min(scalar) => numbers(scalar, rows)?.into_iter().min(),
        AggregateFunction::Max(scalar) => numbers(scalar, rows)?.into_iter().max(),
        AggregateFunction::Median(scalar) => median(numbers(scalar, rows)?),
    };
    match value {
        None => Ok(None),
        Some(value) => match value.exact_decimal() {
            Some(decimal) => Ok(Some(decimal)),
            None => Err(MemoryError::TooLong(aggregate.to_string())),
        },
    }
}

fn count(rows: usize) -> Exact {
    Exact::from_integer(rows)
}

/// The values that are there.
fn present(scalar: &Scalar, rows: &[Row<'_>]) -> Result<Vec<Value>, MemoryError> {
    let mut values = Vec::new();
    for row in rows {
        let value = row.value(scalar)?;
        if value != Value::Missing {
            values.push(value);
        }
    }
    Ok(values)
}

fn numbers(scalar: &Scalar, rows: &[Row<'_>]) -> Result<Vec<Exact>, MemoryError> {
    let number = |value| match value {
        Value::Number(number) => Ok(number),
        _ => Err(MemoryError::WrongType(scalar.to_string())),
    };
    present(scalar, rows)?.into_iter().map(number).collect()
}

/// The middle value in order, or the mean of the two middle ones.
fn median(mut values: Vec<Exact>) -> Option<Exact> {
    values.sort();
    let middle = values.len() / 2;
    let upper = values.get(middle)?.clone();
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = values.get(middle.checked_sub(1)?)?;
    (lower + &upper).checked_div(&Exact::from_integer(2))
}
